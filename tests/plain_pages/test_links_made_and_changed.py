"""Links that are made and sent, with the server away too, and links that change."""

from datetime import UTC, datetime, timedelta

from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_the_shops_own_link_gets_its_limits_and_suggestions(app: Open, karim: ShopDevice) -> None:
    store = karim.get("/v1/links")["data"][0]
    shop = app(token=karim.token, path=f"links/{store['id']}", ident="link-edit")
    shop.tap("link-edit").fill("edit-least", "৫০").fill("edit-most", "১০").fill("edit-suggested", "১০০, ১,২৫০")
    shop.tap("save").sees("edit-most-error")
    shop.fill("edit-most", "5,000").tap("save").sees("link-edit")
    changed = karim.get(f"/v1/links/{store['id']}")
    assert (changed["least"], changed["most"]) == (5_000, 500_000)
    assert changed["suggested"] == [10_000, 125_000]
    shop.tap("link-edit").fill("edit-least", " ").tap("save").sees("link-edit")
    assert karim.get(f"/v1/links/{store['id']}")["least"] is None


def test_a_link_made_offline_keeps_whom_it_is_for_and_that_can_be_changed(
    town: Town, app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token)
    shop.sees("store-url")
    town.stop_checkout()
    shop.sees("offline").tap("new-link").tap("more").sees("customer").fill("customer", "তানজিলা, 01800000321")
    shop.tap("key-7").tap("key-5").tap("key-0").tap("create").sees("share-url")
    shop.tap("back").shows("তানজিলা")
    town.start_checkout()
    made = eventually(lambda: next((one for one in karim.get("/v1/links")["data"] if one["amount"]), None))
    assert made["customer"] == {"name": "তানজিলা", "phone": "01800000321"}
    shop.tap(f"link-{made['id']}").tap("link-edit").fill("customer", "তানজিলা আক্তার").tap("save")
    shop.shows("তানজিলা আক্তার")
    assert karim.get(f"/v1/links/{made['id']}")["customer"] == {"name": "তানজিলা আক্তার", "phone": ""}


def test_a_link_is_paused_resumed_changed_and_copied(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(125_000, "থ্রি-পিস, নীল")
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="link-pause")
    shop.tap("link-pause").reads("hand-over", "লিংকটি থামানো আছে").does_not_see("link-share")
    shop.tap("link-resume").sees("link-pause")
    shop.tap("link-edit").fill("edit-note", "থ্রি-পিস, লাল").fill("edit-closing", "আবার আসবেন")
    shop.tap("edit-term-3d").tap("save").shows("থ্রি-পিস, লাল")
    changed = karim.get(f"/v1/links/{link['id']}")
    assert (changed["note"], changed["closing_message"]) == ("থ্রি-পিস, লাল", "আবার আসবেন")
    ends_in = datetime.fromisoformat(changed["expires_at"]) - datetime.now(UTC)
    assert abs(timedelta(days=3) - ends_in) < timedelta(minutes=2)
    shop.tap("link-duplicate").reads("message", "৳১,২৫০.০০")
    made = [one for one in karim.get("/v1/links")["data"] if one["kind"] == "fixed"]
    assert [(one["note"], one["status"]) for one in made] == [("থ্রি-পিস, লাল", "active")] * 2


def test_who_paid_before_is_picked_and_written_to(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="new", ident="create")
    shop.tap("more").fill("customer", "নুসরা").tap("customer-0").does_not_see("customer-0")
    shop.tap("key-7").tap("key-5").tap("key-0").tap("create").tap("channel-whatsapp")
    assert shop.opened[0].startswith("https://wa.me/8801700000456?text=")
    made = karim.get("/v1/links")["data"][1]
    assert made["customer"] == {"name": "নুসরাত জাহান", "phone": "01700000456"}
    shop.tap("back").reads(f"link-{made['id']}", "নুসরাত জাহান")


def test_a_link_that_is_being_paid_or_cancelled_says_so_at_once_and_shows_no_qr(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    store, link, busy = karim.get("/v1/links")["data"][0], karim.new_link(65_000), karim.new_link(75_000)
    shop = app(token=karim.token, path=f"qr/{busy['id']}", ident="qr-url")
    payer.to_gateway(busy["url"])
    shop.reads("hand-over", "একটু অপেক্ষা করুন, পণ্য দেবেন না।").does_not_see("qr-url")
    shop.visit(f"/share/{busy['id']}", "link-view").does_not_see("share-url").does_not_see("message")
    shop.visit(f"/links/{link['id']}", "link-cancel").tap("link-cancel").tap("cancel-yes")
    shop.reads("hand-over", "লিংকটি বাতিল। এই লিংকে আর পেমেন্ট আসবে না।").does_not_see("link-share")
    for there in ("share", "qr"):
        shop.visit(f"/{there}/{link['id']}", "link-view").does_not_see("share-url").does_not_see("qr-url")
    payer.to_gateway(karim.store_url, amount="500")
    shop.visit(f"/qr/{store['id']}", "qr-url").visit(f"/share/{store['id']}", "share-url")


def test_links_and_payments_are_found_by_name_note_and_amount(app: Open, karim: ShopDevice, payer: Payer) -> None:
    first = karim.new_link(125_000, "থ্রি-পিস, নীল")
    second = karim.new_link(99_900, "চাল ৫০ কেজি")
    payer.pay(second["url"], name="রফিকুল ইসলাম")
    shop = app(token=karim.token, path="links", ident="search")
    for words, found, other in (
        ("নীল", first, second),
        ("রফিকুল", second, first),
        ("৳১,২৫০.০০", first, second),
        ("50 কেজি", second, first),
        ("০১৭০০ ০০০ ৪৫৬", second, first),
    ):
        shop.fill("search", words).does_not_see(f"link-{other['id']}").sees(f"link-{found['id']}")
    shop.fill("search", "নেই এমন").shows("কিছু পাওয়া গেল না")


def test_a_link_opens_by_its_address_and_back_leads_to_where_links_are(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(65_000, "তেল ৫ লিটার")
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="hand-over")
    shop.reads("hand-over", "এখনো পেমেন্ট আসেনি। পণ্য দেবেন না।")
    shop.tap("back").sees("store-url")
    shop.tap("see-all").sees(f"link-{link['id']}").tap(f"link-{link['id']}").sees("hand-over")
    shop.tap("back").sees("store-url").tap("see-all").tap("filter-paid").shows("এই ধরনের কোনো লিংক নেই")
