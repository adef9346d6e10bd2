"""Days and hours in the words of the shop, always at Dhaka's clock."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

from language.digits import in_digits_of

# Bangladesh has had one offset since 2010 and no summer time, and a phone may lack zone files.
DHAKA: Final = timezone(timedelta(hours=6), "Asia/Dhaka")

_MONTHS: Final = {
    "bn": ["জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
# The part of the day begins at this hour and lasts until the next one.
_DAY_PARTS: Final = ((20, "রাত"), (18, "সন্ধ্যা"), (15, "বিকেল"), (12, "দুপুর"), (6, "সকাল"), (4, "ভোর"), (0, "রাত"))
_TODAY: Final = {"bn": ("গতকাল", "আজ", "কাল"), "en": ("Yesterday", "Today", "Tomorrow")}


def day_part(moment: datetime, language: str) -> str:
    """`সকাল`, `রাত` … in Bangla, AM or PM in English."""
    hour = moment.astimezone(DHAKA).hour
    if language == "en":
        return "AM" if hour < 12 else "PM"
    return next(word for first_hour, word in _DAY_PARTS if hour >= first_hour)


def clock_digits(moment: datetime, language: str) -> str:
    """The twelve-hour clock alone: `১০:৪২`."""
    local = moment.astimezone(DHAKA)
    return in_digits_of(language, f"{local.hour % 12 or 12}:{local.minute:02d}")


def clock_time(moment: datetime, language: str) -> str:
    """`সকাল ১০:৪২` or `10:42 AM`."""
    part, digits = day_part(moment, language), clock_digits(moment, language)
    return f"{part} {digits}" if language == "bn" else f"{digits} {part}"


def day_month(day: date, language: str, *, year: bool = False) -> str:
    """`১২ নভেম্বর` or `12 Nov`, with the year when asked."""
    text = f"{day.day} {_MONTHS[language][day.month - 1]}"
    return in_digits_of(language, f"{text} {day.year}" if year else text)


def days_phrase(first: date, last: date, today: date, language: str) -> str:
    """From one day to another, no longer than it takes: `৮–১৪ নভেম্বর`, `28 Oct – 3 Nov`; of another year with it."""
    year = not (first.year == last.year == today.year)
    end = day_month(last, language, year=year)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{in_digits_of(language, str(first.day))}–{end}"
    return f"{day_month(first, language, year=year)} – {end}"


def near_day(day: date, today: date, language: str) -> str | None:
    """`আজ`, `গতকাল` or `কাল` when the day is that near, else None."""
    away = (day - today).days
    return _TODAY[language][away + 1] if -1 <= away <= 1 else None


def date_and_time(moment: datetime, language: str, *, year: bool = True) -> str:
    """`১২ নভেম্বর ২০২৬, সকাল ১০:৪২`."""
    day = moment.astimezone(DHAKA).date()
    return f"{day_month(day, language, year=year)}, {clock_time(moment, language)}"


def day_and_hour(moment: datetime, language: str) -> str:
    """As near as the hour: `১২ নভেম্বর ২০২৬, সকাল ১০টা` or `12 Nov 2026, 10 AM`."""
    local = moment.astimezone(DHAKA)
    part, hour = day_part(moment, language), in_digits_of(language, str(local.hour % 12 or 12))
    clock = f"{part} {hour}টা" if language == "bn" else f"{hour} {part}"
    return f"{day_month(local.date(), language, year=True)}, {clock}"


def until_phrase(moment: datetime, now: datetime, language: str) -> str:
    """The end of a term, as near as can be said: `আজ রাত ৮:০০`, else with the date."""
    day, today = moment.astimezone(DHAKA).date(), now.astimezone(DHAKA).date()
    near = near_day(day, today, language)
    if near is None:
        return date_and_time(moment, language, year=day.year != today.year)
    if language == "en":
        near = near.lower()
    return f"{near} {clock_time(moment, language)}"


def wait_phrase(seconds: int, language: str) -> str:
    """How long to wait, as it is said: `৫৬ সেকেন্ড`, `1 minute 5 seconds`."""
    minutes, left = divmod(seconds, 60)
    said = [_counted(minutes, "মিনিট", "minute", language)] if minutes else []
    if left or not minutes:
        said.append(_counted(left, "সেকেন্ড", "second", language))
    return " ".join(said)


def within_phrase(hours: int, language: str) -> str:
    """A term as it is promised: `২৪ ঘণ্টার মধ্যে`, `within 48 hours`, and beyond those `within 3 days`, in whole days."""
    if hours <= 48:
        term = _counted(hours, "ঘণ্টার", "hour", language)
    else:
        term = _counted(-(-hours // 24), "দিনের", "day", language)
    return f"{term} মধ্যে" if language == "bn" else f"within {term}"


def _counted(count: int, bangla: str, english: str, language: str) -> str:
    if language == "bn":
        return f"{in_digits_of(language, str(count))} {bangla}"
    return f"{count} {english}" if count == 1 else f"{count} {english}s"
