"""What a Firefox has on the glass: its own windows for notices, as a person would see them; and what led to them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.firefox.marionette import Marionette, NotInTime

_WATCH: Final = (Path(__file__).parent / "glass.js").read_text()
_GLASS: Final = "Cu.getGlobalForObject(Services).adayGlass"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to events of the shop on their way to the glass."""

    at_ms: float
    """Milliseconds since 1970, as all times here."""
    seqs: Sequence[int]
    """The numbers of these events."""
    what: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One window that was opened."""

    title: str
    body: str
    painted_ms: float
    """When it was first drawn; 0 until then."""
    put_away_ms: float
    """When its person put it away; 0 where nobody did."""
    opened_ms: float = 0
    closed_ms: float = 0
    """When it was gone, put away or not."""
    seqs: Sequence[int] = ()
    """What it tells, where that is more than it has room for."""

    @property
    def lines(self) -> list[str]:
        """Everything that stands in it."""
        return [self.title, *self.body.splitlines()]


class Glass:
    """Of a Firefox that has just started."""

    def __init__(self, firefox: Marionette) -> None:
        self._firefox = firefox
        firefox.in_browser(_WATCH.partition("\n")[2])

    @property
    def shown(self) -> list[Notice]:
        """Everything that was ever on it and is drawn, the first one first."""
        return [one for one in self.opened if one.painted_ms]

    @property
    def opened(self) -> list[Notice]:
        """The same with what is not drawn yet, or was gone before it was."""
        return [Notice(**one) for one in self._firefox.in_browser(f"() => {_GLASS}.shown")]

    @property
    def steps(self) -> list[Step]:
        """What the browser and the app's worker did with messages, the first one first."""
        return [Step(**one) for one in self._firefox.in_browser(f"() => {_GLASS}.steps")]

    def clear(self) -> None:
        """Put away what is there, and forget all of it."""
        self._firefox.in_browser(f"() => {{ {_GLASS}.putAway(); {_GLASS}.shown.length = {_GLASS}.steps.length = 0; }}")

    def is_looked_at(self, for_ms: int | None, *, asleep: str = "") -> None:
        """Each notice is put away so long after it was drawn, or never; the worker at the address `asleep` sleeps then."""
        self._firefox.in_browser(f"(ms, url) => {{ {_GLASS}.looksMs = ms; {_GLASS}.sleeps = url; }}", for_ms, asleep)

    def is_put_away(self, line: str) -> bool:
        """Wait until its person has seen a notice with this line; whether that came to be in half a minute."""
        try:
            return bool(self._firefox.in_browser(f"line => {_GLASS}.untilPutAway(line)", line))
        except NotInTime:
            return False

    def picture(self) -> bytes:
        """Of the last notice, as PNG."""
        return base64.b64decode(self._firefox.in_browser(f"() => {_GLASS}.picture()"))
