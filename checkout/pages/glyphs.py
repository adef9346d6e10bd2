"""What our fonts can draw, and a mark where they cannot: on paper nothing of a name goes missing unseen."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont

from language import without_marks

MARK: Final = "\N{DOTTED CIRCLE}"
"""Stands for what was written and cannot be drawn; every font of ours has it."""
_JOINERS: Final = "\u200c\u200d"
# What is one sign to its reader: a flag of two letters, an emoji with its skin and its family, a letter with accents.
_SIGN: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|.(?:[\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff]|\u200d[^\\s\u0980-\u09ff])*",
    re.DOTALL,
)


def drawable(text: str, font_file: Path) -> str:
    """The text with one mark for every sign without a glyph in this font."""
    known = _glyphs(font_file)
    if known.issuperset(text):
        return text
    return "".join(_drawn(sign[0], known) for sign in _SIGN.finditer(text))


def _drawn(sign: str, known: frozenset[str]) -> str:
    if known.issuperset(sign):
        return sign
    seen = "".join(map(_plainer, without_marks(sign)))
    if known.issuperset(seen):
        return seen  # Among what nobody sees was nothing that is missed.
    kept = "".join(char for char in seen if char in known)
    return f"{kept}{MARK}" if seen[0] in known else f"{MARK}{kept}"


def _plainer(char: str) -> str:
    """Letters in full width or in mathematical bold, which some write their names in, are the plain ones."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if unicodedata.category(char)[0] == "L" or "\uff01" <= char <= "\uff5e" else char


@cache
def _glyphs(font_file: Path) -> frozenset[str]:
    pdf = FPDF()
    pdf.add_font("this", "", font_file)
    font = pdf.fonts["this"]
    assert isinstance(font, TTFFont), font_file
    return frozenset({chr(code) for code in font.cmap} | set(f"{_JOINERS}\n\t"))
