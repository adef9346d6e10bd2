"""Money in whole poisha: adding it, reading what people type, writing it in Bangla and English."""

from money.amount import PAYMENT_LEAST, PAYMENT_MOST, Money
from money.format import format_taka
from money.parse import (
    Negative,
    NotMoney,
    TooLarge,
    TooManyDecimals,
    TooSmall,
    parse_money,
    parse_payment,
    parse_signed,
)

__all__ = [
    "PAYMENT_LEAST",
    "PAYMENT_MOST",
    "Money",
    "Negative",
    "NotMoney",
    "TooLarge",
    "TooManyDecimals",
    "TooSmall",
    "format_taka",
    "parse_money",
    "parse_payment",
    "parse_signed",
]
