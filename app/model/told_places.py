"""Where, of what and when a shop is told while nobody looks into the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.model.documents import (
    Doc,
    WrongField,
    any_doc,
    any_line,
    any_moment,
    any_number,
    any_text,
    number_of,
    text_of,
    texts_of,
)
from app.words import WORDS
from language import DHAKA, Language, clock_time

SUBJECTS: Final = ("paid", "held", "returned", "payout_sent")
"""Of what a place can be told, in the order in which it is chosen."""
USUALLY_TOLD: Final = frozenset({"paid", "held", "returned"})
_NAME: Final = "note.kind."
PLACES: Final = tuple(key.removeprefix(_NAME) for key in WORDS if key.startswith(_NAME))
"""By what a shop is told at an address that it names: each that has a name, in the order in which those stand."""
PLACES_MOST: Final = 5
REASONS: Final = ("slow", "unreached", "refused", "no_such_name", "not_public", "not_set_up")
"""For which this app has words of its own; a newer server may know more."""
OTHER: Final = "other"
_HALF_HOUR: Final = 30
_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Place:
    """A number or an address at which the shop is told."""

    id: str
    kind: str
    address: str
    tells: frozenset[str]
    """Of what; a newer server may know more than `SUBJECTS`."""
    last_told_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when nobody is told, in minutes after midnight in Dhaka."""

    begins: int
    ends: int
    paid_breaks: bool


@dataclass(frozen=True, slots=True)
class ToldPlaces:
    """All of it."""

    kinds: tuple[str, ...]
    """By what the shop can be told here."""
    browsers_count: int
    browsers_tell: frozenset[str]
    quiet: QuietHours | None
    places: tuple[Place, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """By what the shop cannot be told here."""
        return tuple(one for one in PLACES if one not in self.kinds)

    def place(self, place_id: str) -> Place | None:
        return next((one for one in self.places if one.id == place_id), None)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a notice that was tried."""

    took_ms: int
    why_not: str
    """Why it was not taken, as the server's log has it; empty where it was."""
    reason: str = ""
    """One of `REASONS`, or `OTHER` where it is none of these; empty where it was taken."""


def read_places(told: Doc, places: Sequence[Doc]) -> ToldPlaces:
    """Raises WrongField."""
    quiet = any_doc(told, "quiet")
    kinds = texts_of(told, "channels")
    return ToldPlaces(
        kinds=tuple(one for one in PLACES if one in kinds),
        browsers_count=any_number(told, "browsers_count"),
        browsers_tell=frozenset(texts_of(told, "browsers_tell")),
        quiet=_quiet_of(quiet) if quiet else None,
        places=tuple(map(read_place, places)),
    )


def read_place(doc: Doc) -> Place:
    return Place(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        address=any_line(doc, "address"),
        tells=frozenset(texts_of(doc, "tells")),
        last_told_at=any_moment(doc, "last_told_at"),
    )


def read_trial(doc: Doc) -> Trial:
    took_ms = number_of(doc, "took_ms")
    if doc.get("is_taken") is True:
        return Trial(took_ms, "")
    # A server older than this app has no word for it.
    reason = any_text(doc, "reason")
    return Trial(took_ms, any_text(doc, "why_not") or "?", reason if reason in REASONS else OTHER)


def _quiet_of(doc: Doc) -> QuietHours:
    return QuietHours(
        read_clock(text_of(doc, "begins")), read_clock(text_of(doc, "ends")), doc.get("paid_breaks") is True
    )


def read_clock(text: str) -> int:
    """`23:30` in minutes after midnight. Raises WrongField."""
    hours, _, minutes = text.partition(":")
    if not (text.isascii() and hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise WrongField(text)
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """As the server has it: `23:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_words(minute: int, language: Language) -> str:
    """As the shop says it: `রাত ১১:৩০`."""
    return clock_time(datetime(2000, 1, 1, minute // 60, minute % 60, tzinfo=DHAKA), language)


def half_hour_on(minute: int) -> int:
    """The next half or whole hour of the clock."""
    return (minute // _HALF_HOUR + 1) * _HALF_HOUR % _DAY


def half_hour_back(minute: int) -> int:
    """The one before."""
    return (-(-minute // _HALF_HOUR) - 1) * _HALF_HOUR % _DAY


def turned(tells: frozenset[str], subject: str) -> frozenset[str]:
    """The same with this subject on or off."""
    return tells ^ {subject}


def in_order(tells: frozenset[str]) -> list[str]:
    """As they are told and sent; what a newer server knows stays and comes last."""
    return sorted(tells, key=lambda one: (SUBJECTS.index(one) if one in SUBJECTS else len(SUBJECTS), one))
