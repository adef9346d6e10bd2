"""Bangla and Latin digits, each turned into the other."""

from functools import lru_cache
from typing import Final

from language.facts import BANGLA, LANGUAGES, LATIN, Language

_FULL_WIDTH: Final = "０１２３４５６７８９"
_ALL: Final = (_FULL_WIDTH, *(facts.digits for facts in LANGUAGES.values() if facts.digits != LATIN))
_TO_LATIN: Final = str.maketrans("".join(_ALL), LATIN * len(_ALL))
_TO_BANGLA: Final = str.maketrans(LATIN, BANGLA)


def bangla_digits(text: str) -> str:
    """The text with every Latin digit as its Bangla one."""
    return text.translate(_TO_BANGLA)


def latin_digits(text: str) -> str:
    """The text with every Bangla or full-width digit as its Latin one, letter for letter; all fields take them."""
    return text.translate(_TO_LATIN)


def grouped_mobile(number: str) -> str:
    """A mobile number in the groups in which it is read aloud: `01700 000 456`."""
    return f"{number[:5]} {number[5:8]} {number[8:]}" if len(number) == 11 else number


def in_digits_of(language: Language, text: str) -> str:
    """The text in the digits of the reader's language."""
    digits = LANGUAGES[language].digits
    return text if digits == LATIN else text.translate(_to(digits))


@lru_cache
def _to(digits: str) -> dict[int, int]:
    return str.maketrans(LATIN, digits)


def grouped(language: Language, number: int) -> str:
    """A whole number from zero up with commas, as the language groups its digits: `12,34,56,789`, in Latin ones."""
    sizes = list(LANGUAGES[language].grouping)
    left, groups = str(number), list[str]()
    while left:
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        groups.insert(0, left[-size:])
        left = left[:-size]
    return ",".join(groups)
