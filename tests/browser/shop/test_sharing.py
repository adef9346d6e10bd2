"""A link and a receipt sent by a phone: by its own sheet, or without one."""

from tests.browser.conftest import Open
from tests.browser.scripts import OPENED, SHARED
from tests.support.payer import Payer
from tests.support.shop import ShopDevice


def test_a_phone_shares_by_its_sheet_copies_and_is_at_no_dead_end_where_its_browser_has_none(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    payment, link = karim.payments[0], karim.new_link(125_000)
    shop = app(OPENED, token=karim.token, mobile=True)
    shop.tap("store-copy").shows("কপি হয়েছে")
    assert shop.page.evaluate("navigator.clipboard.readText()") == karim.store_url
    shop.tap("store-share").sees("share-now").tap("share-now").shows("এই ব্রাউজারে সরাসরি শেয়ার হয় না।")
    with shop.page.expect_download():
        shop.tap("channel-card")
    shop.tap("channel-sms")
    shop.visit(f"/payments/{payment['id']}", "receipt").tap("receipt").shows("আবার চাপলে রসিদটি খুলবে।").tap("receipt")
    assert [url.partition(":")[0] for url in shop.opened] == ["sms", "http"]
    assert shop.opened[1] == f"{karim.url}/p/{payment['code']}.pdf?lang=bn"

    # In a browser that has one the whole message goes, and the picture.
    shop.page.evaluate(SHARED)
    shop.visit(f"/share/{link['id']}", "share-now").tap("share-now")
    shop.page.wait_for_function("() => window.__shared.length > 0")
    shop.tap("channel-card")
    shop.page.wait_for_function("() => window.__shared.length > 1")
    words = f"করিম ভ্যারাইটি স্টোর-এ ৳১,২৫০.০০ দিতে এই লিংকে চাপুন:\n{link['url']}"
    assert shop.page.evaluate("window.__shared") == [words, "aday.png"]
