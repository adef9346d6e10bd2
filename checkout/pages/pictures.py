"""Pictures: words shaped by Raqm, as small as they must be to fit, and the QR in whole pixels."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from checkout.pages.drawing import Ink
from checkout.pages.glyphs import drawable
from checkout.pages.qr import qr_modules

DIM: Final = (190, 202, 236)
_SMALLEST: Final = 24


@dataclass(frozen=True, slots=True)
class Room:
    """From where to where words may go, in pixels; at the left of it or in its middle."""

    left: float
    width: float
    middle: bool = False
    lines: int = 1


def write(draw: ImageDraw.ImageDraw, text: str, font_file: Path, size: int, top: int, ink: Ink, room: Room) -> int:
    """Write in as many lines as there is room for, smaller if it must be; where it ends."""
    text = drawable(text, font_file)
    for smaller in range(size, _SMALLEST - 1, -4):
        font = ImageFont.truetype(str(font_file), smaller, layout_engine=ImageFont.Layout.RAQM)
        rows = broken(text, font, room.width)
        if len(rows) <= room.lines and all(font.getlength(row) <= room.width for row in rows):
            break
    for row in rows[: room.lines]:
        left = room.left + ((room.width - font.getlength(row)) / 2 if room.middle else 0)
        draw.text((left, top), row, fill=ink, font=font)
        top += int(smaller * 1.4)
    return top


def draw_qr(draw: ImageDraw.ImageDraw, url: str, left: float, top: float, side: float) -> None:
    """Whole pixels for each module, four of them free around it."""
    rows = qr_modules(url)
    size = int(side) // (len(rows) + 8)
    left, top = left + (side - size * len(rows)) / 2, top + (side - size * len(rows)) / 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                corner = (round(left) + x * size, round(top) + y * size)
                draw.rectangle((*corner, corner[0] + size - 1, corner[1] + size - 1), fill=(0, 0, 0))


def png(image: Image.Image, dots_per_inch: int = 72) -> bytes:
    """In few colours, which halves what travels."""
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch))
    return file.getvalue()


def broken(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """The text in rows that are no wider than this, where each of its words is."""
    rows: list[str] = []
    for word in text.split():
        if rows and font.getlength(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
