"""When to ask the gateway again about a payment that is still open."""

from datetime import datetime, timedelta
from typing import Final

# A gateway's page can be paid long after we last saw the payer; past this nobody does.
ASK_FOR: Final = timedelta(days=3)
_LONGEST_PAUSE: Final = timedelta(hours=6)
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
