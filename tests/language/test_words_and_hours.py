"""Numbers in words, and days and hours as the shop says them."""

from datetime import UTC, date, datetime

import pytest

from language import (
    LANGUAGES,
    Language,
    clock_time,
    date_and_time,
    days_phrase,
    in_words,
    taka_in_words,
    unbroken,
    until_phrase,
    wait_phrase,
    within_phrase,
)


@pytest.mark.parametrize(
    ("number", "bangla", "english"),
    [
        (0, "শূন্য", "zero"),
        (15, "পনেরো", "fifteen"),
        (99, "নিরানব্বই", "ninety-nine"),
        (1250, "এক হাজার দুই শ পঞ্চাশ", "one thousand two hundred fifty"),
        (99_999, "নিরানব্বই হাজার নয় শ নিরানব্বই", "ninety-nine thousand nine hundred ninety-nine"),
        (1_00_000, "এক লাখ", "one lakh"),
        (5_00_000, "পাঁচ লাখ", "five lakh"),
    ],
)
def test_a_number_is_said_in_lakhs_and_thousands(number: int, bangla: str, english: str) -> None:
    assert in_words(number, "bn") == bangla
    assert in_words(number, "en") == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_below_a_hundred_has_a_word_of_its_own(language: Language) -> None:
    words = LANGUAGES[language].number_words
    assert words is None or len(words.below_hundred) == len(set(words.below_hundred)) == 100


def test_poisha_are_said_last() -> None:
    assert taka_in_words(499_999_50, "bn") == "চার লাখ নিরানব্বই হাজার নয় শ নিরানব্বই টাকা পঞ্চাশ পয়সা"


@pytest.mark.parametrize(
    ("utc_hour", "bangla", "english"),
    [
        (22, "ভোর ৪:৩০", "4:30 AM"),
        (0, "সকাল ৬:৩০", "6:30 AM"),
        (6, "দুপুর ১২:৩০", "12:30 PM"),
        (9, "বিকেল ৩:৩০", "3:30 PM"),
        (12, "সন্ধ্যা ৬:৩০", "6:30 PM"),
        (14, "রাত ৮:৩০", "8:30 PM"),
        (18, "রাত ১২:৩০", "12:30 AM"),
    ],
)
def test_the_hour_is_dhakas_and_says_its_part_of_the_day(utc_hour: int, bangla: str, english: str) -> None:
    moment = datetime(2026, 11, 12, utc_hour, 30, tzinfo=UTC)
    assert clock_time(moment, "bn") == bangla
    assert clock_time(moment, "en") == english


def test_a_near_end_is_said_by_its_day_and_a_far_one_by_its_date() -> None:
    now = datetime(2026, 11, 12, 4, 45, tzinfo=UTC)
    assert until_phrase(now.replace(hour=14, minute=0), now, "bn") == "আজ রাত ৮:০০"
    assert until_phrase(now.replace(day=13), now, "en") == "tomorrow 10:45 AM"
    assert until_phrase(now.replace(day=19), now, "bn") == "১৯ নভেম্বর, সকাল ১০:৪৫"


@pytest.mark.parametrize(
    ("first", "last", "bangla", "english"),
    [
        (date(2026, 11, 8), date(2026, 11, 14), "৮–১৪ নভেম্বর", "8–14 Nov"),
        (date(2026, 11, 8), date(2026, 11, 8), "৮ নভেম্বর", "8 Nov"),
        (date(2026, 10, 28), date(2026, 11, 3), "২৮ অক্টোবর – ৩ নভেম্বর", "28 Oct – 3 Nov"),
        (date(2025, 12, 28), date(2026, 1, 3), "২৮ ডিসেম্বর ২০২৫ – ৩ জানুয়ারি ২০২৬", "28 Dec 2025 – 3 Jan 2026"),
        (date(2025, 12, 1), date(2025, 12, 3), "১–৩ ডিসেম্বর ২০২৫", "1–3 Dec 2025"),
    ],
)
def test_days_are_said_with_what_they_share_said_once(first: date, last: date, bangla: str, english: str) -> None:
    today = date(2026, 11, 14)
    assert days_phrase(first, last, today, "bn") == bangla
    assert days_phrase(first, last, today, "en") == english


def test_a_receipt_has_the_whole_date() -> None:
    assert date_and_time(datetime(2026, 11, 12, 4, 42, tzinfo=UTC), "bn") == "১২ নভেম্বর ২০২৬, সকাল ১০:৪২"


@pytest.mark.parametrize(
    ("seconds", "bangla", "english"),
    [
        (0, "০ সেকেন্ড", "0 seconds"),
        (1, "১ সেকেন্ড", "1 second"),
        (56, "৫৬ সেকেন্ড", "56 seconds"),
        (60, "১ মিনিট", "1 minute"),
        (599, "৯ মিনিট ৫৯ সেকেন্ড", "9 minutes 59 seconds"),
    ],
)
def test_a_wait_is_said_in_minutes_and_seconds(seconds: int, bangla: str, english: str) -> None:
    assert (wait_phrase(seconds, "bn"), wait_phrase(seconds, "en")) == (bangla, english)


def test_a_promise_is_said_in_hours_and_beyond_two_days_in_days() -> None:
    assert [within_phrase(hours, "bn") for hours in (1, 24, 48, 49)] == [
        "১ ঘণ্টার মধ্যে",
        "২৪ ঘণ্টার মধ্যে",
        "৪৮ ঘণ্টার মধ্যে",
        "৩ দিনের মধ্যে",
    ]
    assert [within_phrase(hours, "en") for hours in (1, 24, 72, 720)] == [
        "within 1 hour",
        "within 24 hours",
        "within 3 days",
        "within 30 days",
    ]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("৩০ নভেম্বর ২০২৬, রাত ১২:১০", 4),
        ("৩০ নভেম্বর ২০২৬, রাত ১২টা", 4),
        ("It closed on 26 Oct 2026, 1:33 PM.", 7),
        ("26 Oct 2026, 1 PM", 4),
        ("I am 5 AMPLE", 4),
        ("এখনো পেমেন্ট আসেনি। পণ্য দেবেন না।", 5),
        ("নিশ্চিত না হওয়া পর্যন্ত", 3),
        ("না দিলেও নাম", 3),
    ],
)
def test_a_time_or_a_negation_that_is_drawn_goes_on_in_no_other_line(words: str, parts: int) -> None:
    drawn = unbroken(words)
    assert len(drawn.split(" ")) == parts
    assert drawn.replace("\u00a0", " ") == words
