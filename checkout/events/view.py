"""What of a shop's log one device is told: by its role, and at the till no more than today's.

An event that is not for it keeps its number: the log counts on without a gap, and whoever listens keeps its place.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from checkout.core.access import Grant
from checkout.core.event_types import LoggedEvent
from checkout.resources.event import NOT_FOR_YOU
from checkout.resources.till import told_to

_NOTHING: Final = "{}"


def seen_by(grant: Grant, event: LoggedEvent, now: datetime) -> LoggedEvent:
    """The event as this one is told of it: whole, in part, or by its number alone."""
    if grant.hears_all:
        return event
    told = told_to(grant, event.type, event.data, now)
    return LoggedEvent(event.seq, NOT_FOR_YOU, _NOTHING) if told is None else replace(event, data=told)
