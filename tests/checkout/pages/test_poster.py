"""A link as a sheet for the counter: whole, of the right size, and with the QR of that very link."""

import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from checkout.pages.drawing import qr_modules
from tests.support.servers import World
from tests.support.shop import ShopDevice, open_shop


def sheet(shop: ShopDevice, link_id: str, **asked: str) -> Any:
    answer = shop.http.get(f"/v1/links/{link_id}/poster", params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return pypdfium2.PdfDocument(answer.content)  # type: ignore[no-untyped-call]


def dark_modules(document: Any, count: int, side_share: float) -> list[list[bool]]:
    """The QR as it is printed: each module by the middle of its place, found from the first dark row on."""
    picture = document[0].render(scale=4).to_pil().convert("L")
    wide, high = picture.size
    side = wide * side_share
    size = side / (count + 8)
    left = (wide - side) / 2 + 4 * size
    # Below the ink head, the first long dark run of the finder pattern's upper edge.
    middle = left + 3.5 * size
    top = next(
        y
        for y in range(round(high * 0.2), high)
        if all(picture.getpixel((round(middle + dx * size), y)) < 128 for dx in (-3, -1, 0, 1, 3))
    )
    return [
        [picture.getpixel((round(left + (x + 0.5) * size), round(top + (y + 0.5) * size))) < 128 for x in range(count)]
        for y in range(count)
    ]


@pytest.mark.parametrize(("paper", "size"), [("A5", [148, 210]), ("A4", [210, 297])])
def test_it_is_one_sheet_with_the_links_own_qr(shop: ShopDevice, paper: str, size: list[int]) -> None:
    link = shop.new_link(125_000, "Three-piece, blue")
    document = sheet(shop, link["id"], paper=paper)
    assert len(document) == 1
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == size
    text = document[0].get_textpage().get_text_range()
    for said in ("Scan to pay", "1,250.00", "Three-piece, blue", link["url"].partition("://")[2]):
        assert said in text
    modules = qr_modules(link["url"])
    assert dark_modules(document, len(modules), 84 / 148) == modules
    document.close()


@pytest.mark.parametrize(("paper", "size"), [("A5", (1748, 2480)), ("A4", (2480, 3508))])
def test_as_a_picture_it_is_as_large_as_the_paper_and_can_be_scanned(
    shop: ShopDevice, paper: str, size: tuple[int, int]
) -> None:
    link = shop.new_link(125_000, "থ্রি-পিস, নীল")
    answer = shop.http.get(f"/v1/links/{link['id']}/poster", params={"paper": paper, "format": "png"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    assert len(answer.content) < 400_000
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.size, round(picture.info["dpi"][0])) == (size, 300)
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))] == [link["url"]]


def test_long_names_stay_on_the_sheet(shop: ShopDevice) -> None:
    shop.http.patch("/v1/merchant", json={"name": "অতিদীর্ঘনামেরদোকান " * 4})
    store = shop.get("/v1/links")["data"][0]
    document = sheet(shop, store["id"])
    assert len(document) == 1
    wide = document[0].get_size()[0]
    page = document[0].get_textpage()
    for number in range(page.count_rects()):
        left, _, right, _ = page.get_rect(number)
        assert 0 <= left < right <= wide
    document.close()


def test_another_shops_link_is_not_there(live: World, shop: ShopDevice) -> None:
    other = open_shop(live.db, live.url)
    link = shop.new_link(125_000)
    assert other.http.get(f"/v1/links/{link['id']}/poster").status_code == 404
    for wrong in ({"paper": "A3"}, {"format": "svg"}):
        assert shop.http.get(f"/v1/links/{link['id']}/poster", params=wrong).status_code == 422
