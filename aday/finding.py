"""One thing that `aday doctor` looked at."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_CLOCK_MAY_DIFFER: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and whether it is well; None where nobody can tell from here."""

    is_well: bool | None
    sentence: str

    def __str__(self) -> str:
        return f"{ {True: 'ok   ', False: 'WRONG', None: '?    '}[self.is_well] }  {self.sentence}"


def well(sentence: str) -> Finding:
    return Finding(True, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(False, sentence)


def cannot_tell(sentence: str) -> Finding:
    return Finding(None, sentence)


def clocks(whose: str, apart: timedelta) -> Finding:
    """Whether our clock and another one may be relied on together."""
    sentence = f"Our clock and {whose} are {abs(apart).total_seconds():.0f} seconds apart."
    return Finding(abs(apart) <= _CLOCK_MAY_DIFFER, sentence)
