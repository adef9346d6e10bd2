"""When a link ends: so long from now, or with a day that was picked."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from language import DHAKA

TERM_MOST: Final = timedelta(days=366)
"""No longer than this does the checkout let a link stay open."""


def end_of(term: str, now: datetime, spans: Mapping[str, timedelta]) -> datetime:
    """The end of a term, told by the name of a span or as a day in ISO's form."""
    return now + spans[term] if term in spans else end_of_day(date.fromisoformat(term))


def end_of_day(day: date) -> datetime:
    """The last second of a day in Bangladesh: said with its hour, midnight would be the day after."""
    return datetime.combine(day, time(23, 59, 59), DHAKA)


def days_to_pick(now: datetime) -> tuple[date, date]:
    """The first and the last day with which a link may end."""
    return now.astimezone(DHAKA).date(), (now + TERM_MOST - timedelta(days=1)).astimezone(DHAKA).date()
