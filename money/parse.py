"""Reading a sum from what a person types or a program printed, in Bangla or Latin digits.

NotMoney
├── Negative
├── TooManyDecimals
├── TooSmall    carries the least that is taken
└── TooLarge    carries the most that is taken
"""

import re
from typing import Final

from language import latin_digits, plain_forms, without_marks
from money.amount import PAYMENT_LEAST, PAYMENT_MOST, Money


class NotMoney(ValueError):
    """The text does not name one sum of taka."""


class Negative(NotMoney):
    """The text names a sum below zero."""


class TooManyDecimals(NotMoney):
    """The text names parts of a poisha."""


class TooSmall(NotMoney):
    """The sum is below what a payment may be."""

    def __init__(self, least: Money) -> None:
        super().__init__(f"less than {least.decimal_text}")
        self.least = least


class TooLarge(NotMoney):
    """The sum is above what a payment may be."""

    def __init__(self, most: Money) -> None:
        super().__init__(f"more than {most.decimal_text}")
        self.most = most


_SIGN: Final = r"(?P<sign>[-+])?"
_CURRENCY: Final = r"(?:taka|tk|bdt|টাকা)"
# Digits in groups as they are written here (12,34,567) or elsewhere (1,234,567), one kind of separator throughout. So
# `1,5`, which may mean one and a half, and `50 20`, which may be two sums, are refused rather than read as one.
_GROUPED: Final = r"[1-9][0-9]?(?:{0}[0-9]{{2}})*{0}[0-9]{{3}}|[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+"
_TAKA: Final = rf"(?P<taka>[0-9]+|{_GROUPED.format(',')}|{_GROUPED.format(' ')})"
_SUM: Final = re.compile(
    rf"{_SIGN} ?(?:(?:৳|{_CURRENCY}[.:]?) ?)?(?P<inner>[-+])? ?"
    rf"{_TAKA}(?:\.(?P<decimals>[0-9]*))?"
    rf" ?(?:/ ?[-=]?)? ?(?:৳|{_CURRENCY})? ?(?:/ ?[-=])? ?(?:only|মাত্র)? ?[.।]?",
    re.IGNORECASE,
)
_DASHES: Final = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"
_TO_HYPHEN: Final = dict.fromkeys(map(ord, _DASHES), "-")
_REVERSED: Final = "\N{RIGHT-TO-LEFT OVERRIDE}"
_TEXT_LENGTH_MAX: Final = 40


def parse_signed(text: str) -> Money:
    """The sum in a text that may also name one below zero: `−৳৪৫০.০০`, `+৳1,250.00`. Raises NotMoney."""
    if _REVERSED in text:
        raise NotMoney("what is seen is not what is there")
    seen = " ".join(latin_digits(plain_forms(without_marks(text))).translate(_TO_HYPHEN).split())
    if len(seen) > _TEXT_LENGTH_MAX:
        raise NotMoney("too long")
    found = _SUM.fullmatch(seen)
    if found is None or (found["sign"] and found["inner"]):
        raise NotMoney("not a number")
    taka, decimals = found["taka"].replace(",", "").replace(" ", ""), found["decimals"] or ""
    if len(decimals) > 2:
        raise TooManyDecimals("more than two decimals")
    poisha = int(taka) * 100 + int(decimals.ljust(2, "0"))
    return Money(-poisha if "-" in (found["sign"], found["inner"]) else poisha)


def parse_money(text: str) -> Money:
    """The sum in `১,২০০`, `Tk. 1,200.5`, `১০০০ টাকা` or `৳ ১২০০/-`; zero is a sum. Raises NotMoney."""
    money = parse_signed(text)
    if money < Money(0):
        raise Negative("below zero")
    return money


def parse_payment(text: str, least: Money = PAYMENT_LEAST, most: Money = PAYMENT_MOST) -> Money:
    """The sum a person means to pay or ask for. Raises NotMoney, of which TooSmall and TooLarge say the limit."""
    money = parse_money(text)
    if money < least:
        raise TooSmall(least)
    if money > most:
        raise TooLarge(most)
    return money
