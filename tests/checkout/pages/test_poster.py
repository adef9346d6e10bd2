"""A link as a sheet for the counter: whole, of the right size, and with the QR of that very link."""

import io
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from checkout.pages.qr import qr_modules
from tests.support.scanning import codes_in
from tests.support.servers import World
from tests.support.shop import ShopDevice, open_shop


def sheet(shop: ShopDevice, link_id: str, **asked: str) -> Any:
    answer = shop.http.get(f"/v1/links/{link_id}/poster", params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return pypdfium2.PdfDocument(answer.content)  # type: ignore[no-untyped-call]


def qr_in(picture: Image.Image) -> Any:
    """The corners of the only QR in a picture."""
    (found,) = codes_in(picture.convert("L"))
    return found.position


def dark_modules(document: Any, count: int) -> list[list[bool]]:
    """The QR as it is printed: each module by the middle of its place."""
    picture = document[0].render(scale=4).to_pil().convert("L")
    corners = qr_in(picture)
    left, top = corners.top_left.x, corners.top_left.y
    size = (corners.top_right.x - left) / count
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
    assert dark_modules(document, len(modules)) == modules
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
    assert [found.text for found in codes_in(picture.convert("L"))] == [link["url"]]


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("করিম স্টোর", ""),
        ("মেসার্স মোহাম্মদ আব্দুল্লাহ অ্যান্ড সন্স জেনারেল স্টোর, মিরপুর", "থ্রি-পিস, নীল " * 8),
        ("Messrs Mohammad Abdullah and Sons General Store, Mirpur-10", "Three-piece, blue " * 6),
    ],
    ids=["short", "long-bn", "long-en"],
)
def test_the_qr_is_three_fifths_as_wide_as_the_sheet_whatever_is_written_on_it(
    shop: ShopDevice, language: str, name: str, note: str
) -> None:
    shop.http.patch("/v1/merchant", json={"name": name})
    link, asked = shop.new_link(125_000, note.strip()), {"Accept-Language": language}
    path = f"/v1/links/{link['id']}/poster"
    with Image.open(io.BytesIO(shop.http.get(path, params={"format": "png"}, headers=asked).content)) as picture:
        corners, wide, high = qr_in(picture), *picture.size
    assert (corners.top_right.x - corners.top_left.x) / wide >= 0.6
    document: Any = pypdfium2.PdfDocument(shop.http.get(path, headers=asked).content)  # type: ignore[no-untyped-call]
    printed = document[0].render(scale=4).to_pil()
    document.close()
    # One plan for both: what is at one place in the picture is there on paper.
    for share, on_paper in (
        (corners.top_left.x / wide, qr_in(printed).top_left.x / printed.size[0]),
        (corners.bottom_left.y / high, qr_in(printed).bottom_left.y / printed.size[1]),
    ):
        assert abs(share - on_paper) < 0.02


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
