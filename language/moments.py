"""Days and hours in the words of the shop, always at Dhaka's clock."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

from language.digits import in_digits_of
from language.facts import LANGUAGES, Language

# Bangladesh has had one offset since 2010 and no summer time, and a phone may lack zone files.
DHAKA: Final = timezone(timedelta(hours=6), "Asia/Dhaka")


def day_part(moment: datetime, language: Language) -> str:
    """`সকাল`, `রাত` … in Bangla, AM or PM in English."""
    hour = moment.astimezone(DHAKA).hour
    return next(word for first_hour, word in LANGUAGES[language].day_parts if hour >= first_hour)


def clock_digits(moment: datetime, language: Language) -> str:
    """The twelve-hour clock alone: `১০:৪২`."""
    local = moment.astimezone(DHAKA)
    return in_digits_of(language, f"{local.hour % 12 or 12}:{local.minute:02d}")


def clock_time(moment: datetime, language: Language) -> str:
    """`সকাল ১০:৪২` or `10:42 AM`."""
    return LANGUAGES[language].clock.format(part=day_part(moment, language), time=clock_digits(moment, language))


def day_month(day: date, language: Language, *, year: bool = False) -> str:
    """`১২ নভেম্বর` or `12 Nov`, with the year when asked."""
    text = f"{day.day} {LANGUAGES[language].months[day.month - 1]}"
    return in_digits_of(language, f"{text} {day.year}" if year else text)


def days_phrase(first: date, last: date, today: date, language: Language) -> str:
    """From one day to another, no longer than it takes: `৮–১৪ নভেম্বর`, `28 Oct – 3 Nov`; of another year with it."""
    year = not (first.year == last.year == today.year)
    end = day_month(last, language, year=year)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{in_digits_of(language, str(first.day))}–{end}"
    return f"{day_month(first, language, year=year)} – {end}"


def near_day(day: date, today: date, language: Language) -> str | None:
    """`আজ`, `গতকাল` or `কাল` when the day is that near, else None."""
    away = (day - today).days
    return LANGUAGES[language].near_days[away + 1] if -1 <= away <= 1 else None


def date_and_time(moment: datetime, language: Language, *, year: bool = True) -> str:
    """`১২ নভেম্বর ২০২৬, সকাল ১০:৪২`."""
    day = moment.astimezone(DHAKA).date()
    return f"{day_month(day, language, year=year)}, {clock_time(moment, language)}"


def day_and_hour(moment: datetime, language: Language) -> str:
    """As near as the hour: `১২ নভেম্বর ২০২৬, সকাল ১০টা` or `12 Nov 2026, 10 AM`."""
    local = moment.astimezone(DHAKA)
    hour = in_digits_of(language, str(local.hour % 12 or 12))
    clock = LANGUAGES[language].hour.format(part=day_part(moment, language), time=hour)
    return f"{day_month(local.date(), language, year=True)}, {clock}"


def until_phrase(moment: datetime, now: datetime, language: Language) -> str:
    """The end of a term, as near as can be said: `আজ রাত ৮:০০`, else with the date."""
    day, today = moment.astimezone(DHAKA).date(), now.astimezone(DHAKA).date()
    near = near_day(day, today, language)
    if near is None:
        return date_and_time(moment, language, year=day.year != today.year)
    return f"{near.lower()} {clock_time(moment, language)}"


def wait_phrase(seconds: int, language: Language) -> str:
    """How long to wait, as it is said: `৫৬ সেকেন্ড`, `1 minute 5 seconds`."""
    facts = LANGUAGES[language]
    minutes, left = divmod(seconds, 60)
    said = [_counted(minutes, facts.minutes, language)] if minutes else []
    if left or not minutes:
        said.append(_counted(left, facts.seconds, language))
    return " ".join(said)


def within_phrase(hours: int, language: Language) -> str:
    """A term as it is promised: `২৪ ঘণ্টার মধ্যে`, `within 48 hours`, and beyond those `within 3 days`, in whole days."""
    facts = LANGUAGES[language]
    if hours <= 48:
        term = _counted(hours, facts.hours_within, language)
    else:
        term = _counted(-(-hours // 24), facts.days_within, language)
    return facts.within.format(term=term)


def _counted(count: int, forms: tuple[str, ...], language: Language) -> str:
    return f"{in_digits_of(language, str(count))} {forms[LANGUAGES[language].plural(count)]}"
