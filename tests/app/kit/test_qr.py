"""The QR code: that a customer's phone reads it."""

import io

import flet as ft
import pytest
from PIL import Image

from app.kit.palette import DARK
from app.kit.qr import code_share, method_chips, qr_image, qr_png, short_url
from app.state import Account
from tests.support.drawing import controls_of, only, shown
from tests.support.scanning import codes_in

URLS = [
    "https://pay.example.com/l/4KTQ7WZ2M9XH3",
    "https://pay.example.com/s/karim-variety-store-mirpur-10?with=a+longer+address",
]


def picture(url: str) -> Image.Image:
    return Image.open(io.BytesIO(qr_png(url))).convert("L")


@pytest.mark.parametrize("url", URLS)
def test_a_camera_reads_the_very_address(url: str) -> None:
    (read,) = codes_in(picture(url))
    assert read.text == url


@pytest.mark.parametrize("url", URLS)
def test_around_the_code_it_is_quiet_by_as_much_as_is_told(url: str) -> None:
    drawn = picture(url)
    left, top, right, bottom = drawn.point(lambda light: 255 if light < 128 else 0).getbbox() or (0, 0, 0, 0)
    assert left == top == drawn.width - right == drawn.height - bottom > 0
    assert (right - left) / drawn.width == pytest.approx(code_share(url))


def test_it_is_dark_on_white_by_night_too_and_says_what_it_is() -> None:
    session = shown(lambda: qr_image(URLS[0], 200, "লিংকের কিউআর"), Account(dark=True))
    ground, image = only(session, ft.Container), only(session, ft.Image)
    assert (ground.bgcolor, image.semantics_label) == ("#FFFFFF", "লিংকের কিউআর")
    assert image.filter_quality == ft.FilterQuality.NONE


@pytest.mark.parametrize(("large", "rows"), [(False, [3, 3]), (True, [2, 2, 2])])
def test_the_ways_to_pay_are_named_in_the_readers_language_with_room_for_each(large: bool, rows: list[int]) -> None:
    chips = method_chips(DARK.on_ink, DARK.ink_raised, "bn", large=large)
    session = shown(lambda: ft.Column(chips))
    assert [len(row.controls) for row in controls_of(session, ft.Row)] == rows
    words = {one.value for one in controls_of(session, ft.Text)}
    assert {"বিকাশ", "নগদ", "রকেট"} < words


def test_an_address_is_shown_as_people_read_it() -> None:
    assert short_url("https://pay.example.com/s/karim") == "pay.example.com/s/karim"
