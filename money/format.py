"""Writing a sum as the shop reads it: ৳ first, lakh grouping, two decimals."""

from language import Language, in_digits_of
from money.amount import Money

MINUS = "\N{MINUS SIGN}"


def format_taka(money: Money, language: Language, *, decimals: bool = True, signed: bool = False) -> str:
    """The sum in words of digits: `৳১,২৩,৪৫৬.০০` in Bangla, `৳1,23,456.00` in English.

    `decimals=False` leaves out a `.00` (limits and quick amounts); `signed` puts + before money in.
    """
    taka, poisha = divmod(abs(money.poisha), 100)
    sign = MINUS if money.poisha < 0 else "+" if signed and money.poisha > 0 else ""
    fraction = f".{poisha:02d}" if decimals or poisha else ""
    return in_digits_of(language, f"{sign}৳{group_lakh(taka)}{fraction}")


def group_lakh(number: int) -> str:
    """The digits with commas after the thousands and then after every two: `12,34,56,789`."""
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])
