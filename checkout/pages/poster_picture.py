"""The sheet for the counter as a picture: the same as the document, for whoever prints where no PDF is taken."""

from typing import Final

from PIL import Image, ImageDraw

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.pages.drawing import BOLD_FONT, INK, MARGIN, PAPER, TEXT_FONT
from checkout.pages.files import Paper
from checkout.pages.pictures import Room, draw_qr, png, write
from checkout.pages.poster_sheet import FOOT, HEAD, HIGH, POINT, SIDE, SIDES, STROKES, WIDE, plan
from checkout.pages.sheet_code import SheetCode
from language import Language

_DOTS_PER_INCH: Final = 300
_MM_PER_INCH: Final = 25.4
_LETTERS: Final = 1.36
"""How high the letters of a font of this size are with all that they may have above and below; of our text font."""


def draw_poster(merchant: Merchant, link: Link, code: SheetCode, paper: Paper, language: Language) -> bytes:
    """A PNG with as many dots as the paper has at 300 an inch."""
    wide, high = (round(side / _MM_PER_INCH * _DOTS_PER_INCH) for side in SIDES[paper])
    one = wide / WIDE
    image = Image.new("RGB", (wide, high), PAPER)
    draw = ImageDraw.Draw(image)
    for top, bottom in ((0, HEAD * one), ((HIGH - FOOT) * one, high)):
        draw.rectangle((0, top, wide, bottom), fill=INK)
        for x in STROKES:
            draw.line((x * one, top, x * one, bottom), fill=MARGIN, width=round(0.2 * one))
    sheet = plan(merchant, link, code, language)
    room = Room(SIDE * one, wide - 2 * SIDE * one, middle=True)
    for row in sheet.rows:
        size = round(row.points * POINT * one)
        top = round((row.top + row.high / 2) * one - size * _LETTERS / 2)
        write(draw, row.words, BOLD_FONT if row.bold else TEXT_FONT, size, top, row.ink, room)
    draw_qr(draw, code.text, sheet.qr_left * one, sheet.qr_top * one, sheet.qr_side * one)
    return png(image, _DOTS_PER_INCH)
