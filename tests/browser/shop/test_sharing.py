"""A link and a receipt sent: by the phone's own sheet, as words, as pictures and on paper."""

from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP
from tests.browser.scripts import OPENED, SHARED
from tests.support.payer import Payer
from tests.support.shop import ShopDevice


class TestPaper:
    """What is printed."""

    def test_a_poster_of_the_link_is_saved_and_a_receipt_is_opened_as_a_sheet(
        self, app: Open, karim: ShopDevice, payer: Payer, tmp_path: Path
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        payment, store = karim.payments[0], karim.get("/v1/links")["data"][0]
        shop = app(OPENED, token=karim.token, path=f"share/{store['id']}", ident="channel-poster")
        with shop.page.expect_download() as download:
            shop.tap_for("channel-poster", "poster-A4-png").tap("poster-A4-png")
        download.value.save_as(tmp_path / "poster.png")
        with Image.open(tmp_path / "poster.png") as poster:
            assert poster.size == (2480, 3508)
        with shop.page.expect_download() as download:
            shop.tap_for("channel-poster", "poster-A5-pdf").tap("poster-A5-pdf")
        download.value.save_as(tmp_path / "poster.pdf")
        document: Any = pypdfium2.PdfDocument(tmp_path / "poster.pdf")  # type: ignore[no-untyped-call]
        assert karim.slug in document[0].get_textpage().get_text_range()
        document.close()
        shop.page.goto(f"{shop.page.url.partition('/share')[0]}/payments/{payment['id']}")
        shop.tap("receipt")
        assert shop.opened == [f"{karim.url}/p/{payment['code']}.pdf?lang=bn"]

    def test_a_picture_of_the_link_goes_by_the_phones_sheet_and_is_saved_elsewhere(
        self, app: Open, karim: ShopDevice, tmp_path: Path
    ) -> None:
        link = karim.new_link(125_000)
        desktop = app(token=karim.token, path=f"share/{link['id']}", ident="channel-card", size=DESKTOP)
        with desktop.page.expect_download() as download:
            desktop.tap("channel-card")
        download.value.save_as(tmp_path / "card.png")
        with Image.open(tmp_path / "card.png") as card:
            assert card.size == (1080, 1350)
        phone = app(SHARED, token=karim.token, path=f"share/{link['id']}", ident="channel-card", mobile=True)
        phone.tap("channel-card")
        phone.page.wait_for_function("() => window.__shared.length > 0")
        assert phone.page.evaluate("window.__shared") == ["aday.png"]


def test_a_phone_with_a_share_sheet_uses_it_and_sends_the_whole_message(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(125_000)
    shop = app(SHARED, token=karim.token, path=f"share/{link['id']}", ident="share-now", mobile=True)
    shop.tap("share-now")
    shop.page.wait_for_function("() => window.__shared.length > 0")
    (words,) = shop.page.evaluate("window.__shared")
    assert words == f"করিম ভ্যারাইটি স্টোর-এ ৳১,২৫০.০০ দিতে এই লিংকে চাপুন:\n{link['url']}"


def test_a_phone_whose_browser_has_no_share_sheet_is_no_dead_end(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    payment = karim.payments[0]
    shop = app(OPENED, token=karim.token, mobile=True)
    shop.tap("store-share").sees("share-now").tap("share-now").shows("এই ব্রাউজারে সরাসরি শেয়ার হয় না।")
    with shop.page.expect_download():
        shop.tap("channel-card")
    shop.tap("channel-sms")
    shop.visit(f"/payments/{payment['id']}", "receipt").tap("receipt").shows("আবার চাপলে রসিদটি খুলবে।").tap("receipt")
    assert [url.partition(":")[0] for url in shop.opened] == ["sms", "http"]
    assert shop.opened[1] == f"{karim.url}/p/{payment['code']}.pdf?lang=bn"


def test_copying_the_link_puts_it_on_the_clipboard(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token)
    shop.tap("store-copy").shows("কপি হয়েছে")
    assert shop.page.evaluate("navigator.clipboard.readText()") == karim.store_url
