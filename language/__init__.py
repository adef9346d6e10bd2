"""Bangla and English: digits, numbers in words, days and hours as the shop says them."""

from language.digits import Language, bangla_digits, grouped_mobile, in_digits_of, latin_digits
from language.forms import plain_forms
from language.marks import without_marks
from language.methods import both_names, method_name
from language.moments import (
    DHAKA,
    clock_time,
    date_and_time,
    day_and_hour,
    day_month,
    days_phrase,
    until_phrase,
    wait_phrase,
    within_phrase,
)
from language.numbers import in_words, taka_in_words
from language.plain import isolated, plain_line

__all__ = [
    "DHAKA",
    "Language",
    "bangla_digits",
    "both_names",
    "clock_time",
    "date_and_time",
    "day_and_hour",
    "day_month",
    "days_phrase",
    "grouped_mobile",
    "in_digits_of",
    "in_words",
    "isolated",
    "latin_digits",
    "method_name",
    "plain_forms",
    "plain_line",
    "taka_in_words",
    "until_phrase",
    "wait_phrase",
    "within_phrase",
    "without_marks",
]
