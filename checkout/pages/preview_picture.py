"""The picture that a messenger shows of a link before it is opened."""

from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAID, PAPER, TEXT_FONT
from checkout.pages.pictures import DIM, Room, png, write
from checkout.pages.preview import HIGH, WIDE, Preview
from checkout.words import say

_SIDE: Final = 96


def draw_preview(preview: Preview) -> bytes:
    """A PNG of less than 300 KB; Bangla is shaped by Raqm."""
    image = Image.new("RGB", (WIDE, HIGH), PAID if preview.paid else INK)
    draw = ImageDraw.Draw(image)
    for x in (40, 48):
        draw.line((x, 0, x, HIGH), fill=PAPER if preview.paid else MARGIN, width=3)
    room = Room(_SIDE, WIDE - 2 * _SIDE + 32)
    write(draw, say(preview.language, "app.name"), BOLD_FONT, 52, 64, PAPER, room)
    bottom = write(draw, preview.merchant_name, BOLD_FONT, 84, 176, PAPER, replace(room, lines=2))
    if preview.amount:
        bottom = write(draw, preview.amount, DISPLAY_FONT, 148, bottom + 24, PAPER, room)
    if preview.state:
        write(draw, preview.state, BOLD_FONT, 52, max(bottom + 20, 500), PAPER, room)
    else:
        write(draw, preview.asks, TEXT_FONT, 52, max(bottom + 20, 500), DIM, room)
    return png(image)
