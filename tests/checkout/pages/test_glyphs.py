"""What no font of ours can draw leaves a mark on paper and in pictures; read back from the very documents."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, TEXT_FONT
from checkout.pages.glyphs import MARK, drawable
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

EVERY_FONT = (TEXT_FONT, BOLD_FONT, DISPLAY_FONT)


def words_of(content: bytes) -> str:
    document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
    words = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return words


@pytest.mark.parametrize("font", EVERY_FONT)
@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Karim 😀 Store", f"Karim {MARK} Store"),
        ("😀😀", MARK * 2),
        ("👨\u200d👩\u200d👧", MARK),
        ("👍🏽", MARK),
        ("🇧🇩", MARK),
        ("❤\ufe0f", MARK),
        ("محمد", MARK * 4),
        ("\u2068Karim\u2069", "Karim"),
        ("𝐊𝐚𝐫𝐢𝐦 ＡＢ", "Karim AB"),
        ("র\u200d্যাব আল্লাহ্\u200c", "র\u200d্যাব আল্লাহ্\u200c"),
    ],
)
def test_one_mark_stands_for_one_sign_that_cannot_be_drawn(font: Path, written: str, drawn: str) -> None:
    assert drawable(written, font) == drawn
    assert drawable(drawn, font) == drawn


@pytest.fixture
def emoji(shop: ShopDevice, payer: Payer) -> ShopDevice:
    """A shop and a payer with signs in their names that no font of ours has."""
    shop.http.patch("/v1/merchant", json={"name": "Karim 😀 Store", "address": "Mirpur 🏠"})
    payer.pay(shop.new_link(50_000, "Tea ☕", closing_message="Bye 👋")["url"], name="Nusrat 🌸")
    return shop


def test_a_receipt_shows_a_mark_for_every_sign_that_is_missing(emoji: ShopDevice, payer: Payer) -> None:
    code = emoji.payments[0]["code"]
    words = words_of(payer.open(f"{emoji.url}/p/{code}.pdf?lang=en").content)
    for said in (f"Karim {MARK} Store", f"Mirpur {MARK}", f"Tea {MARK}", f"Bye {MARK}", f"Nusrat {MARK}"):
        assert said in words
    assert "\ufffd" not in words


def test_a_statement_shows_a_mark_for_every_sign_that_is_missing(emoji: ShopDevice) -> None:
    words = words_of(emoji.http.get("/v1/balance/statement").content)
    assert f"Karim {MARK} Store" in words
    assert f"Nusrat {MARK}" in words


def test_a_poster_shows_a_mark_for_every_sign_that_is_missing(emoji: ShopDevice) -> None:
    link = emoji.payments[0]["link_id"]
    words = words_of(emoji.http.get(f"/v1/links/{link}/poster").content)
    assert f"Karim {MARK} Store" in words
    assert f"Tea {MARK}" in words


@pytest.mark.parametrize("place", ["card", "poster?format=png"])
def test_a_picture_is_the_one_of_the_mark(shop: ShopDevice, place: str) -> None:
    link = shop.new_link(50_000)["id"]
    drawn = []
    for name in ("Karim 😀 Store", f"Karim {MARK} Store", "Karim Store"):
        shop.http.patch("/v1/merchant", json={"name": name})
        picture = Image.open(io.BytesIO(shop.http.get(f"/v1/links/{link}/{place}").content))
        drawn.append(picture.convert("RGB").tobytes())
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_name_from_right_to_left_moves_no_sum_on_paper(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500", name="محمد 25")
    words = words_of(shop.http.get("/v1/balance/statement", headers={"Accept-Language": "en"}).content)
    assert f"{MARK * 4} 25 · bKash" in words
    assert words.index("25 · bKash") < words.index("500.00", words.index("25 · bKash"))
