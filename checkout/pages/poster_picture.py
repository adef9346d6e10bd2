"""The sheet for the counter as a picture: the same as the document, for whoever prints where no PDF is taken."""

from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageDraw

from checkout.pages.drawing import BOLD_FONT, INK, MARGIN, PAPER, SECOND, TEXT_FONT, Ink
from checkout.pages.pictures import Room, draw_qr, png, write
from checkout.payments.methods import METHODS
from checkout.payments.nouns import Link, Merchant
from checkout.words import say
from language import Language, method_name
from money import format_taka

Paper = Literal["A4", "A5"]
SIDES: Final = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
"""Width and height in millimetres."""
_DOTS_PER_INCH: Final = 300
_MM_PER_INCH: Final = 25.4
_POINTS_PER_INCH: Final = 72
_BLACK: Final = (0, 0, 0)


def methods_line(language: Language) -> str:
    """With what payers can pay, as one line."""
    return " · ".join(method_name(method, language) for method in METHODS)


def draw_poster(shop: Merchant, link: Link, url: str, paper: Paper, language: Language) -> bytes:
    """A PNG with as many dots as the paper has at 300 an inch; all sizes are those of A5, larger on the larger."""
    wide, high = (round(side / _MM_PER_INCH * _DOTS_PER_INCH) for side in SIDES[paper])
    one = wide / 148
    image = Image.new("RGB", (wide, high), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, wide, 34 * one), fill=INK)
    for x in (7 * one, 8.4 * one):
        draw.line((x, 0, x, 34 * one), fill=MARGIN, width=round(0.2 * one))
    room = Room(12 * one, wide - 24 * one, middle=True)

    def line(words: str, points: float, top: float, font: Path = BOLD_FONT, ink: Ink = _BLACK) -> None:
        size = round(points * _MM_PER_INCH / _POINTS_PER_INCH * one)
        write(draw, words, font, size, round(top * one), ink, room)

    line(say(language, "poster.scan"), 22, 6, ink=PAPER)
    line(say(language, "poster.sub"), 11, 20, TEXT_FONT, PAPER)
    line(shop.name, 20, 40)
    top = 51.0
    if link.amount is not None:
        line(format_taka(link.amount, language), 24, top)
        top += 12
    if link.note:
        line(link.note, 12, top, TEXT_FONT, SECOND)
        top += 7
    draw_qr(draw, url, wide / 2 - 42 * one, (top + 4) * one, 84 * one)
    top += 92
    line(url.removeprefix("https://").removeprefix("http://"), 13, top, ink=INK)
    line(methods_line(language), 10, top + 8, TEXT_FONT, SECOND)
    line(say(language, "app.name"), 12, top + 15, ink=INK)
    return png(image, _DOTS_PER_INCH)
