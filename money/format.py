"""Writing a sum as the shop reads it: ৳ first, lakh grouping, two decimals."""

from language import Language, grouped, in_digits_of
from money.amount import Money

MINUS = "\N{MINUS SIGN}"


def format_taka(money: Money, language: Language, *, decimals: bool = True, signed: bool = False) -> str:
    """The sum in digits: `৳১,২৩,৪৫৬.০০` in Bangla, `৳1,23,456.00` in English.

    `decimals=False` leaves out a `.00` (limits and quick amounts); `signed` puts + before money in.
    """
    taka, poisha = divmod(abs(money.poisha), 100)
    sign = MINUS if money.poisha < 0 else "+" if signed and money.poisha > 0 else ""
    fraction = f".{poisha:02d}" if decimals or poisha else ""
    return in_digits_of(language, f"{sign}৳{grouped(language, taka)}{fraction}")
