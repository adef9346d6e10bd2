"""When to ask, to look and to deliver again: four schedules, each ever rarer."""

from datetime import datetime, timedelta
from typing import Final

_DELIVERY_TRIED_FOR: Final = timedelta(days=1)
# As the Standard Webhooks specification advises: soon at first, and ever more rarely.
_DELIVERY_PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 21600)
)
# A gateway's page can be paid long after we last saw the payer; past this nobody does.
ASK_FOR: Final = timedelta(days=3)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_SHORTEST_PAUSE: Final = timedelta(seconds=2)
# A page that was paid can be paid again: the second money is found by looking now and then.
_PAUSE_AFTER_CAPTURE: Final = timedelta(days=1)


def next_check_at(
    now: datetime,
    created_at: datetime,
    checks_count: int,
    first_pause: timedelta,
    *,
    captured: bool = False,
    silent: bool = False,
) -> datetime | None:
    """Soon at first, then ever more rarely: each pause twice the last, up to six hours.

    The last look is at the end of the three days; None once that has answered. A gateway that is
    `silent` is asked for longer: silence is not an answer.
    """
    end = created_at + ASK_FOR
    if now >= end:
        return now + _LONGEST_PAUSE if silent else None
    pause = min(first_pause * 2 ** min(checks_count, 20), _LONGEST_PAUSE)
    return min(now + (_PAUSE_AFTER_CAPTURE if captured else pause), end)


def next_look_at(now: datetime, checks_count: int, first_pause: timedelta) -> datetime:
    """Soon at first, then ever more rarely, up to six hours: a bank may take ten days, so it never ends."""
    return now + min(first_pause * (1 << min(checks_count, 20)), _LONGEST_PAUSE)


def next_turn(received_at: datetime, now: datetime) -> datetime | None:
    """When to ask again about a notice that had no answer: after as long as it has waited; None after three days."""
    age = now - received_at
    return None if age > ASK_FOR else now + min(max(age, _SHORTEST_PAUSE), _LONGEST_PAUSE)


def next_try(
    tries_count: int, queued_at: datetime, now: datetime, asked_to_wait: timedelta = timedelta()
) -> datetime | None:
    """When to try again after so many tries, and no sooner than asked; None when a day has passed."""
    at = now + max(_DELIVERY_PAUSES[min(tries_count, len(_DELIVERY_PAUSES)) - 1], asked_to_wait)
    return at if at - queued_at <= _DELIVERY_TRIED_FOR else None
