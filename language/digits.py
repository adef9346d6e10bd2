"""Bangla and Latin digits, each turned into the other."""

from typing import Final, Literal

Language = Literal["bn", "en"]

LATIN: Final = "0123456789"
BANGLA: Final = "০১২৩৪৫৬৭৮৯"
_FULL_WIDTH: Final = "０１２３４５６７８９"
_TO_BANGLA: Final = str.maketrans(LATIN, BANGLA)
_TO_LATIN: Final = str.maketrans(BANGLA + _FULL_WIDTH, LATIN * 2)


def bangla_digits(text: str) -> str:
    """The text with every Latin digit as its Bangla one."""
    return text.translate(_TO_BANGLA)


def latin_digits(text: str) -> str:
    """The text with every Bangla or full-width digit as its Latin one, letter for letter; all fields take them."""
    return text.translate(_TO_LATIN)


def grouped_mobile(number: str) -> str:
    """A mobile number in the groups in which it is read aloud: `01700 000 456`."""
    return f"{number[:5]} {number[5:8]} {number[8:]}" if len(number) == 11 else number


def in_digits_of(language: str, text: str) -> str:
    """The text in the digits of the reader's language."""
    return bangla_digits(text) if language == "bn" else text
