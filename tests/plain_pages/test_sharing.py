"""A link and a receipt sent from a desktop: as words, as pictures and on paper."""

import io
from typing import Any

import pypdfium2
from PIL import Image

from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice


def test_posters_and_a_picture_of_the_link_are_saved_and_a_receipt_is_opened_as_a_sheet(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    payment, store = karim.payments[0], karim.get("/v1/links")["data"][0]
    shop = app(token=karim.token, path=f"share/{store['id']}", ident="channel-poster", size=DESKTOP)
    for ident, large in (("poster-A4-png", (2480, 3508)), ("channel-card", (1080, 1350))):
        if ident.startswith("poster"):
            shop.tap("channel-poster")
        with Image.open(io.BytesIO(shop.tap(ident).saves(".png"))) as picture:
            assert picture.size == large
    sheet = shop.tap("channel-poster").tap("poster-A5-pdf").saves(".pdf")
    document: Any = pypdfium2.PdfDocument(sheet)  # type: ignore[no-untyped-call]
    assert karim.slug in document[0].get_textpage().get_text_range()
    document.close()
    shop.visit(f"/payments/{payment['id']}", "receipt").tap("receipt")
    assert shop.opened == [f"{karim.url}/p/{payment['code']}.pdf?lang=bn"]
