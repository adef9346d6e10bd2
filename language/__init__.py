"""Bangla and English: digits, numbers in words, days and hours as the shop says them."""

from language.catalog import read_catalog
from language.digits import bangla_digits, grouped, grouped_mobile, in_digits_of, latin_digits
from language.facts import DEFAULT, LANGUAGES, Facts, Language, NumberWords, next_language, read_language
from language.forms import plain_forms
from language.marks import without_marks
from language.methods import all_names, method_name
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
from language.unbroken import unbroken

__all__ = [
    "DEFAULT",
    "DHAKA",
    "LANGUAGES",
    "Facts",
    "Language",
    "NumberWords",
    "all_names",
    "bangla_digits",
    "clock_time",
    "date_and_time",
    "day_and_hour",
    "day_month",
    "days_phrase",
    "grouped",
    "grouped_mobile",
    "in_digits_of",
    "in_words",
    "isolated",
    "latin_digits",
    "method_name",
    "next_language",
    "plain_forms",
    "plain_line",
    "read_catalog",
    "read_language",
    "taka_in_words",
    "unbroken",
    "until_phrase",
    "wait_phrase",
    "within_phrase",
    "without_marks",
]
