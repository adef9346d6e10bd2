"""The QR codes of pages, pictures and documents."""

import re

from PIL import Image, ImageDraw

from checkout.pages.qr import qr_modules, qr_path
from codes import new_code
from tests.support.scanning import codes_in

_SIDE = 4


def _read(width: int, dark: list[tuple[int, int]]) -> str:
    """What a phone reads of these modules."""
    image = Image.new("L", (width * _SIDE, width * _SIDE), 255)
    draw = ImageDraw.Draw(image)
    for x, y in dark:
        draw.rectangle((x * _SIDE, y * _SIDE, x * _SIDE + _SIDE - 1, y * _SIDE + _SIDE - 1), fill=0)
    (found,) = codes_in(image)
    return str(found.text)


def test_a_code_reads_as_it_was_written_on_a_page_and_on_paper() -> None:
    for address in (
        f"https://pay.example/v?c={new_code()}",
        "http://127.0.0.1:8000/s/karim",
        "https://pay.example/" * 9,
    ):
        rows = qr_modules(address)
        dark = [(x + 4, y + 4) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
        assert _read(len(rows) + 8, dark) == address
        width, path = qr_path(address)
        drawn = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)]
        assert (width, _read(width, drawn)) == (len(rows) + 8, address)


def test_a_code_reads_with_a_stain_in_its_middle() -> None:
    # Level M mends about 15 in 100 of what is read, wherever they lie.
    address = f"https://pay.example/v?c={new_code()}"
    rows = qr_modules(address)
    middle = range(len(rows) // 2 - 3, len(rows) // 2 + 4)
    dark = [(x + 4, y + 4) for y, row in enumerate(rows) for x, is_dark in enumerate(row)
            if is_dark or (x in middle and y in middle)]  # fmt: skip
    assert _read(len(rows) + 8, dark) == address
