"""What a customer shows is real and new, used already, returned, or nobody's."""

from checkout.ids import new_id
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.shop import ShopDevice


def test_the_four_answers(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    payer.pay(karim.store_url, "visacard", amount="700", phone="01811 222 333")
    new, back = karim.payments[1], karim.payments[0]
    karim.http.post(f"/v1/payments/{back['id']}/refunds", json={"id": new_id("rf"), "amount": 70_000})
    shop = app(token=karim.token, path="check", ident="search")
    shop.fill("search", new["gateway_ref"][-5:]).sees("check-new")
    shop.tap("check-given").reads("check-shown", "আবার দেবেন না")
    shop.fill("search", "+880 1811 ২২২-৩৩৩").sees("check-refunded")
    shop.fill("search", new["code"].lower()).sees("check-shown")
    shop.fill("search", "ZZZZ9999").sees("check-unknown")
    # A whole message, as the payer forwards it: what counts stands at its end.
    message = f"Payment of Tk 1,250.00 to KARIM VARIETY STORE is successful. Ref 12. Fee Tk 0.00. Balance Tk 3,482.50. TrxID {new['gateway_ref']} at 29/11/2026 01:02"
    shop.fill("search", message).sees("check-shown").does_not_see("check-unknown")
    shop.fill("search", "ab").does_not_see("check-shown").shows("অন্তত চারটি অক্ষর লিখুন।")


def test_a_second_payment_of_the_same_link_is_real_but_no_reason_to_give_again(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    link = karim.new_link(50_000)
    first, second = (payer.to_gateway(link["url"], phone=phone) for phone in ("01811222333", "01811222444"))
    shop = app(token=karim.token)
    shop.sees("light-live")
    payer.come_back(payer.pay_there(first))
    shop.sees("arrived").tap("arrived-seen")
    payer.come_back(payer.pay_there(second))
    shop.reads("paid-toast", "একই পণ্য আবার দেবেন না").does_not_see("arrived")
    again = karim.payments[0]
    assert again["duplicate"]
    payer.pay(karim.store_url, amount="600")
    shop.sees("arrived").tap("arrived-seen")
    shop.visit(f"/payments/{again['id']}", "hand-over").reads("hand-over", "একই পণ্য আবার দেবেন না")
    shop.visit("/check", "search").fill("search", "01811222444").sees("check-duplicate")
    shop.fill("search", "01811222333").sees("check-shown")


def test_held_money_is_not_confirmed(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="220.05")
    shop = app(token=karim.token, path="check", ident="search")
    shop.fill("search", "01700000456").sees("check-unconfirmed").does_not_see("check-given")
    shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    payer.pay(karim.store_url, amount="220.05", name="সুমাইয়া")
    shop.reads("held-toast", "সুমাইয়া").reads("held-toast", "নিশ্চিত না হওয়া পর্যন্ত পণ্য দেবেন না")
    shop.reads("held-toast", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।").does_not_see("paid-toast")
