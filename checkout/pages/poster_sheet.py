"""Where everything stands on a link's sheet for the counter: once for the document and the picture of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import ImageFont

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.methods import METHODS
from checkout.pages.drawing import BOLD_FONT, INK, PAPER, SECOND, TEXT_FONT, Ink
from checkout.pages.glyphs import drawable
from checkout.pages.pictures import broken
from checkout.pages.qr import qr_modules
from checkout.pages.sheet_code import SheetCode
from checkout.words import say
from language import Language, method_name
from money import format_taka

SIDES: Final = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
"""Width and height in millimetres."""
WIDE: Final = 148.0
"""All sizes are millimetres of an A5; the larger sheet has them larger."""
HIGH: Final = 210.0
SIDE: Final = 12.0
"""Free at the left and at the right of words."""
HEAD: Final = 26.0
FOOT: Final = 15.0
STROKES: Final = (7.0, 8.4)
"""The margin of a khata, in head and foot."""
POINT: Final = 25.4 / 72
_ROW: Final = 1.32
"""How much higher a row is than its letters, with what Bangla has above and below its line."""
_BETWEEN: Final = 2.5
"""Free at least between words and the ink of head and foot."""
_LARGEST: Final = 0.72 * WIDE
"""The dark part of a QR is no wider: beyond, nobody reads it from farther away."""
_FREE_MODULES: Final = 4
_BLACK: Final[Ink] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of words in the middle of the sheet; where there is no room for it, it is written smaller."""

    words: str
    points: float
    top: float
    high: float
    bold: bool
    ink: Ink


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """All rows, and the square with the QR and what must stay free around it."""

    rows: tuple[Row, ...]
    qr_left: float
    qr_top: float
    qr_side: float


def plan(merchant: Merchant, link: Link, code: SheetCode, language: Language) -> PosterSheet:
    """The QR is as large as the words leave room for, and what is left over is above and below."""
    rows = [
        Row(say(language, "poster.scan"), 22, 2, 12.5, bold=True, ink=PAPER),
        Row(code.how, 11, 14.5, 8, bold=False, ink=PAPER),
    ]
    said = _rows(merchant.name, 20, bold=True, ink=_BLACK)
    if link.amount is not None:
        said += _rows(format_taka(link.amount, language), 24, bold=True, ink=_BLACK)
    if link.note:
        said += _rows(link.note, 12, bold=False, ink=SECOND)
    named = _rows(say(language, "co.scan.alt"), 15, bold=True, ink=INK, most=1) if code.is_bangla else []
    address = [*named, *_rows(code.below, 13, bold=True, ink=INK, most=1)]
    words = sum(row.high for row in (*said, *address))
    count = len(qr_modules(code.text))
    room = HIGH - HEAD - FOOT - 2 * _BETWEEN - words
    side = min(room, _LARGEST * (count + 2 * _FREE_MODULES) / count, WIDE)
    top = HEAD + _BETWEEN + (room - side) / 2
    for row in said:
        rows.append(_at(row, top))
        top += row.high
    qr_top = top
    top += side
    for row in address:
        rows.append(_at(row, top))
        top += row.high
    foot = HIGH - FOOT
    rows += [
        Row("" if code.is_bangla else methods_line(language), 10, foot + 1.2, 6.5, bold=False, ink=PAPER),
        Row(say(language, "app.name"), 12, foot + 7, 7, bold=True, ink=PAPER),
    ]
    return PosterSheet(tuple(rows), (WIDE - side) / 2, qr_top, side)


def methods_line(language: Language) -> str:
    """With what payers can pay, as one line."""
    return " · ".join(method_name(method, language) for method in METHODS)


def _rows(words: str, points: float, *, bold: bool, ink: Ink, most: int = 2) -> list[Row]:
    """In two rows at most; a name that is longer is written smaller, and nothing of it is left out."""
    font_file = BOLD_FONT if bold else TEXT_FONT
    for smaller in (points, points * 0.85, points * 0.7):
        found = _broken(words, font_file, smaller)
        if len(found) <= most:
            break
    # What even so takes more is put into as many rows, each of them smaller.
    found = [*found[: most - 1], " ".join(found[most - 1 :])] if len(found) > most else found
    return [Row(row, smaller, 0, smaller * POINT * _ROW, bold, ink) for row in found]


def _broken(words: str, font_file: Path, points: float) -> list[str]:
    # Measured in tenths of a millimetre.
    font = ImageFont.truetype(str(font_file), round(points * POINT * 10), layout_engine=ImageFont.Layout.RAQM)
    return broken(drawable(words, font_file), font, (WIDE - 2 * SIDE) * 10)


def _at(row: Row, top: float) -> Row:
    return Row(row.words, row.points, top, row.high, row.bold, row.ink)
