"""Texts in a CSV that stay what they are when a spreadsheet opens it: docs/decisions/0031-files-for-spreadsheets.md."""

import re
from typing import Final

from language import without_marks

MARK: Final = "'"
"""Before a text that Excel or LibreOffice would take for something else; a program takes exactly one off."""
# What begins a formula, plain and full-width, and the mark itself, so that it can be taken off again.
_BEGINS: Final = tuple("=+-@＝＋－＠" + MARK + "\t\r\n")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Words that may stand in a number, a sum, a day or an hour.
_READ: Final = frozenset(
    (
        *(*_MONTHS, *_DAYS, *(name[:3] for name in (*_MONTHS, *_DAYS)), "sept"),
        *("e", "d", "a", "p", "am", "pm", "t", "z", "tk", "bdt", "taka"),
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LOGICAL: Final = ("true", "false")


def plain_cell(text: str) -> str:
    """The text, behind the mark if it would become a number, a day, a truth value or a formula."""
    return MARK + text if _would_change(text) else text


def _would_change(text: str) -> bool:
    seen = without_marks(text)
    if text.startswith(_BEGINS) or seen.lstrip().startswith(_BEGINS):
        return True
    words = [word.casefold() for word in _WORD.findall(seen)]
    if words and all(word in _LOGICAL for word in words):
        return True
    return any(sign.isdigit() for sign in seen) and all(word in _READ for word in words)
