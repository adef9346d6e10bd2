"""When to ask the gateway again about a payment that is still open."""

from datetime import datetime, timedelta
from typing import Final

# A gateway's page can be paid long after we last saw the payer; past this nobody does.
ASK_FOR: Final = timedelta(days=3)
_LONGEST_PAUSE: Final = timedelta(hours=6)


def next_check_at(now: datetime, created_at: datetime, checks_count: int, first_pause: timedelta) -> datetime | None:
    """Soon at first, then ever more rarely: each pause twice the last, up to six hours.

    None when the three days are over.
    """
    pause = min(first_pause * 2 ** min(checks_count, 20), _LONGEST_PAUSE)
    return now + pause if now + pause <= created_at + ASK_FOR else None
