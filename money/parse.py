"""Reading a sum from what a person types, in Bangla or Latin digits.

NotMoney
├── Negative
├── TooManyDecimals
├── TooSmall    carries the least that is taken
└── TooLarge    carries the most that is taken
"""

import re
from typing import Final

from language import latin_digits
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


# Commas group by twos or threes from the left, and by three at the end: 1,23,456 and 123,456.
# So `1,5`, which may mean one and a half, is refused rather than read as fifteen.
_PLAIN: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_GROUPED: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.([0-9]+))?")
_TEXT_LENGTH_MAX: Final = 40


def parse_money(text: str) -> Money:
    """The sum in `১,২০০`, `1200.5` or `৳ ১২০০/-`; zero is a sum. Raises NotMoney."""
    digits = "".join(latin_digits(text).split())
    if len(digits) > _TEXT_LENGTH_MAX:
        raise NotMoney("too long")
    digits = digits.removeprefix("৳").removesuffix("/-").removesuffix("/=")
    if digits.startswith(("-", "−", "৳-", "৳−")):
        raise Negative("below zero")
    digits = digits.removeprefix("৳")
    found = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    if found is None:
        raise NotMoney("not a number")
    taka, decimals = found[1].replace(",", ""), found[2] or ""
    if len(decimals) > 2:
        raise TooManyDecimals("more than two decimals")
    return Money(int(taka) * 100 + int(decimals.ljust(2, "0")))


def parse_payment(text: str, least: Money = PAYMENT_LEAST, most: Money = PAYMENT_MOST) -> Money:
    """The sum a person means to pay or ask for. Raises NotMoney, of which TooSmall and TooLarge say the limit."""
    money = parse_money(text)
    if money < least:
        raise TooSmall(least)
    if money > most:
        raise TooLarge(most)
    return money
