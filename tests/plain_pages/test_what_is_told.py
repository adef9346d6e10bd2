"""What a screen says of money is so."""

from typing import cast

from checkout.commands.review_payments import reject_payment
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.ids import new_id
from checkout.store import events
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_held_money_says_to_keep_the_goods(town: Town, app: Open, karim: ShopDevice, payer: Payer) -> None:
    link = karim.new_link(220_005)
    payer.pay(link["url"])
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="hand-over")
    shop.reads("hand-over", "পেমেন্ট যাচাই হচ্ছে। নিশ্চিত না হওয়া পর্যন্ত পণ্য দেবেন না।")
    shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    shop.does_not_see("pay-net").tap("back").reads("balance", "৳০.০০")
    held = karim.payments[0]["id"]
    shop.visit(f"/payments/{held}", "hand-over").does_not_see("pay-net")
    shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    # What the gateway called it is the operator's to read.
    shop.does_not_see("pay-reason")
    shop.does_not_show("Not Safe")
    town.operate(reject_payment, held, "the card was stolen")
    shop.reads("pay-reason", "the card was stolen").does_not_see("pay-net").does_not_see("hold-why")
    shop.reads("pay-hold", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")


def test_money_that_went_back_is_never_shown_as_standing_in_the_balance(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    payment, payment_code = karim.payments[0]["id"], karim.payments[0]["code"]
    shop = app(token=karim.token, path=f"payments/{payment}", ident="pay-net")
    shop.shows("ডিজিটাল ব্যালেন্সে যোগ হয়েছে").reads("hand-over", "পণ্য দিতে পারেন।")
    # Until a gateway has paid it back, which may take days, the payment itself stays paid.
    merchant_id = MerchantId(karim.get("/v1/merchant")["id"])
    promised = {"id": new_id("rf"), "payment_id": payment, "amount": 50_000, "cost": 50_000, "refusal": ""}
    promised["created_at"] = karim.payments[0]["paid_at"]
    town.operate(events.append, merchant_id, EventType.REFUND_PENDING, {**promised, "status": "pending"})
    shop.reads("hand-over", "টাকা গ্রাহককে ফেরত যাচ্ছে। পণ্য দেবেন না।").does_not_see("refund")
    shop.does_not_show("ডিজিটাল ব্যালেন্সে যোগ হয়েছে")
    shop.visit(f"/check/{payment_code}", "check-returning").visit(f"/payments/{payment}", "hand-over")
    town.operate(events.append, merchant_id, EventType.REFUND_REFUSED, {**promised, "status": "refused"})
    shop.reads("hand-over", "পণ্য দিতে পারেন।")
    for poisha, said in ((20_000, "−৳২০০.০০"), (30_000, "−৳৫০০.০০")):
        karim.http.post(f"/v1/payments/{payment}/refunds", json={"id": new_id("rf"), "amount": poisha})
        shop.reads("pay-refunded", said)
    shop.does_not_show("ডিজিটাল ব্যালেন্সে যোগ হয়েছে")
    shop.reads("hand-over", "টাকা গ্রাহককে ফেরত গেছে। পণ্য দেবেন না।")


def test_what_a_newer_server_tells_is_passed_over_and_never_green(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    link = karim.new_link(125_000)
    shop = app(token=karim.token, size=DESKTOP, path=f"links/{link['id']}", ident="hand-over")
    shop.sees("light-live")
    merchant_id = MerchantId(karim.get("/v1/merchant")["id"])
    for event_type, data in (
        ("loyalty.granted", {"id": "loy_1", "points": 5}),
        ("link.escrowed", {**link, "status": "escrowed", "colour": {"of": "the future"}}),
    ):
        # No checkout of today tells of these.
        town.operate(events.append, merchant_id, cast(EventType, event_type), data)
    shop.reads("hand-over", "একটু অপেক্ষা করুন, পণ্য দেবেন না।").does_not_see("link-share")
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")


def test_today_is_told_by_method_beside_yesterday_and_thirty_days(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    payer.pay(karim.store_url, "visacard", amount="700")
    shop = app(token=karim.token, path="history", ident="see-day")
    shop.tap("see-day").reads("day-in", "৳১,২০০.০০").reads("day-total", "৳১,১৭০.০০").shows("৳৭০০.০০")
    shop.reads("day-chart", "৳১,২০০.০০")


def test_what_payers_open_leads_to_the_shops_own_screens(app: Open, karim: ShopDevice, payer: Payer) -> None:
    link = karim.new_link(50_000, "চাল")
    receipt = str(payer.pay(karim.store_url, amount="500").url.path).removeprefix("/p/")
    shop = app(token=karim.token, path=f"v?c={receipt}", ident="check-new")
    eventually(lambda: shop.path == f"/check/{receipt}")
    shop.visit("/v?c=00000000000", "check-unknown")
    shop.visit(f"/p/{receipt}", "pay-net").reads("payer-name", "নুসরাত জাহান")
    shop.visit(f"/l/{link['code']}", "link-share").shows("চাল")
    shop.visit(f"/s/{karim.slug}", "link-edit")
    eventually(lambda: shop.path.startswith("/links/"))
    shop.visit("/l/00000000000", "open-there").sees("back")
