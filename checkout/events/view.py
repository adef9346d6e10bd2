"""What of a shop's log one device is told: by its role, and at the till no more than today's.

An event that is not for it keeps its number: the log counts on without a gap, and whoever listens keeps its place.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic_core import to_json

from checkout.core.access import Grant, Reach, today_began
from checkout.core.event_types import LoggedEvent
from checkout.resources.event import NOT_FOR_YOU
from checkout.resources.till import AT_TILL

_NOTHING: Final = "{}"


def seen_by(grant: Grant, event: LoggedEvent, now: datetime) -> LoggedEvent:
    """The event as this one is told of it: whole, in part, or by its number alone."""
    if grant.hears_all:
        return event
    reach = grant.reach_of_event(event.type)
    if reach is Reach.ALL:
        return event
    if reach is Reach.TODAY:
        noun = event.type.partition(".")[0]
        told = AT_TILL[noun](json.loads(event.data), today_began(now))
        if told is not None:
            return replace(event, data=to_json(told).decode())
    return LoggedEvent(event.seq, NOT_FOR_YOU, _NOTHING)
