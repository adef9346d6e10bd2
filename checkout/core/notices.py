"""What a shop wants to be told of outside the app, and when it wants to be left in peace."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from checkout.core.access import Grant, Reach
from checkout.core.event_types import EventType
from language import DHAKA

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MINUTES_A_DAY: Final = 24 * 60
STILL_NEWS: Final = timedelta(minutes=10)
"""What came longer ago than that is told with its time: the customer does not stand there any more."""


class Subject(StrEnum):
    """Of what a shop is told, as it chooses it for each place."""

    PAID = "paid"
    HELD = "held"
    RETURNED = "returned"
    PAYOUT_SENT = "payout_sent"


SUBJECT_OF: Final[Mapping[str, Subject]] = {
    EventType.PAYMENT_PAID: Subject.PAID,
    EventType.PAYMENT_ON_HOLD: Subject.HELD,
    EventType.PAYMENT_PARTLY_REFUNDED: Subject.RETURNED,
    EventType.PAYMENT_REFUNDED: Subject.RETURNED,
    EventType.PAYOUT_SENT: Subject.PAYOUT_SENT,
}
"""Of what each event tells that is told outside of the app."""
USUALLY_TOLD: Final = frozenset({Subject.PAID, Subject.HELD, Subject.RETURNED})
"""Where nobody chose: payouts are nobody's business but the owner's."""


def subjects_of(text: str) -> frozenset[Subject]:
    """As a column keeps them, with spaces between; one that a newer version knew is none of ours."""
    known = set(map(str, Subject))
    return frozenset(Subject(one) for one in text.split() if one in known)


def in_order(subjects: frozenset[Subject]) -> list[Subject]:
    """As they stand beside each other to be chosen."""
    return [one for one in Subject if one in subjects]


def as_text(subjects: frozenset[Subject]) -> str:
    """As `subjects_of` reads them."""
    return " ".join(in_order(subjects))


def may_have_told(grant: Grant, subjects: frozenset[Subject]) -> bool:
    """Whether this one may have all of them told somewhere.

    Whoever may name a place has payments told there; payouts only who is told of them itself.
    """
    return Subject.PAYOUT_SENT not in subjects or grant.reach_of_event(EventType.PAYOUT_SENT) is not Reach.NONE


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when the shop's people are told nothing, in minutes after midnight in Dhaka.

    They may go on past midnight, and never are a whole day: `begins` and `ends` differ.
    """

    begins: int
    ends: int
    paid_breaks: bool
    """Whether a paid sum is told all the same."""

    def is_within(self, minute: int) -> bool:
        """Whether this minute of the day is one of them; the one at which they end is none."""
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends

    def rest_until(self, subject: Subject, now: datetime) -> datetime | None:
        """When this may be told, if not now."""
        local = now.astimezone(DHAKA)
        breaks = self.paid_breaks and subject is Subject.PAID
        if breaks or not self.is_within(local.hour * 60 + local.minute):
            return None
        end = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=self.ends)
        return (end if end > local else end + timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """What a shop has chosen for all its places together."""

    browsers_tell: frozenset[Subject] = USUALLY_TOLD
    """Of what its devices' browsers are told, as far as each one's role is told of it at all."""
    quiet: QuietHours | None = None


AS_IT_BEGINS: Final = NoticeSettings()


def read_clock(text: str) -> int | None:
    """`23:30` in minutes after midnight; None for what is no hour of a day."""
    found = _CLOCK.fullmatch(text)
    return None if found is None else int(found[1]) * 60 + int(found[2])


def clock_of(minute: int) -> str:
    """As `read_clock` reads it."""
    assert 0 <= minute < _MINUTES_A_DAY, minute
    return f"{minute // 60:02d}:{minute % 60:02d}"
