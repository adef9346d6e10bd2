"""A failure in as few acts and faults as it needs: whole kinds are left out first, then halves, then one at a time."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from tests.simulation.chances import Chances
from tests.simulation.plan import DEVICES, SHOPS, Act, plan_of
from tests.simulation.world import Asked, Played, play

_FAULT = re.compile(r"(?P<line>\w+) (?P<asked>.*) #\d+: (?P<what>.*)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is still played of a failure."""

    acts: frozenset[int]
    faults: frozenset[str]

    def without(self, some: "Kept") -> "Kept":
        return Kept(self.acts - some.acts, self.faults - some.faults)

    def __len__(self) -> int:
        return len(self.acts) + len(self.faults)


_NAME = re.compile(r"[a-z]{2,4}_[0-9a-f-]{36}|'[^']*'|(?<= )[A-Za-z]*[0-9][A-Za-z0-9]*|[0-9]+")
_THING = re.compile(r"payments?|refunds?|links?|payouts?")
_TOLD_APART = 60
_NOTHING = Kept(frozenset(), frozenset())


def shrunk(failed: Played, seconds_most: float = 180.0, again: Callable[[Asked], Played] = play) -> Played:
    """The same failure with as few acts and faults as were found to do, in so much processor time."""
    return _Shrinking(failed, time.process_time() + seconds_most, again).smallest()


class _Shrinking:
    """Each try plays what would be left, and is believed when that fails in the same way."""

    def __init__(self, failed: Played, until: float, again: Callable[[Asked], Played]) -> None:
        self._play = again
        self._best, self._until, self._kinds_wrong = failed, until, _kinds_of(failed)
        self._plan = plan_of(Chances(str(failed.asked.seed)), failed.asked.steps)
        acts = failed.asked.acts
        self._kept = Kept(
            frozenset(one.number for one in self._plan if acts is None or one.number in acts), frozenset(failed.faults)
        )
        self._tried: set[Kept] = set()

    def smallest(self) -> Played:
        # Most mistakes need no bad line; and what would have begun later had no part in it.
        self._drop(Kept(frozenset(), self._kept.faults))
        self._drop(Kept(frozenset(one.number for one in self._acts() if one.at > self._best.seconds), frozenset()))
        before = len(self._kept) + 1
        while len(self._kept) < before and self._has_time():
            before = len(self._kept)
            for groups in (self._kinds(), self._places(), self._fault_groups()):
                for group in sorted(groups, key=len, reverse=True):
                    self._drop(group)
            # Fewer acts are played faster, and bring fewer messages on which something may strike.
            self._by_halves(lambda: [Kept(frozenset({one.number}), frozenset()) for one in reversed(self._acts())])
            self._by_halves(lambda: [Kept(frozenset(), frozenset({one})) for one in sorted(self._kept.faults)])
        return self._best

    def _by_halves(self, singles: Callable[[], list[Kept]]) -> None:
        """Leave out half of them, then a quarter, and at last one after the other."""
        size = (len(singles()) + 1) // 2
        while size and self._has_time():
            at = 0
            while at < len(singles()) and self._has_time():
                if not self._drop(_together(singles()[at : at + size])):
                    at += size
            size //= 2

    def _drop(self, some: Kept) -> bool:
        """Whether it fails in the same way without these, which then stay out."""
        left = self._kept.without(some)
        if len(left) == len(self._kept) or not left.acts or left in self._tried or not self._has_time():
            return False
        self._tried.add(left)
        played = self._play(replace(self._best.asked, acts=sorted(left.acts), faults=sorted(left.faults)))
        if not _kinds_of(played) & self._kinds_wrong:
            return False
        # What did not strike any more need not be named.
        self._best, self._kept = played, Kept(left.acts, left.faults & frozenset(played.faults))
        self._best.asked = replace(played.asked, faults=sorted(self._kept.faults))
        return True

    def _has_time(self) -> bool:
        return time.process_time() < self._until

    def _acts(self) -> list[Act]:
        return [one for one in self._plan if one.number in self._kept.acts]

    def _kinds(self) -> Iterator[Kept]:
        """All acts of a kind."""
        yield from _grouped(self._acts(), lambda one: one.kind)

    def _places(self) -> Iterator[Kept]:
        """All that is drawn to be done at one shop, and with one of its devices."""
        chances = Chances(str(self._best.asked.seed))
        yield from _grouped(self._acts(), lambda one: int(chances.of(f"{one.name} shop", 1) * SHOPS))
        yield from _grouped(self._acts(), lambda one: int(chances.of(f"{one.name} device", 1) * DEVICES))

    def _fault_groups(self) -> Iterator[Kept]:
        """All faults on lines of a kind, of what is asked there, and of each kind."""
        for part in ("line", "asked", "what"):
            groups: dict[str, set[str]] = {}
            for one in sorted(self._kept.faults):
                found = _FAULT.fullmatch(one)
                assert found is not None, one
                groups.setdefault(found[part], set()).add(one)
            yield from (Kept(frozenset(), frozenset(group)) for group in groups.values())


def _grouped(acts: Iterable[Act], by: Callable[[Act], object]) -> Iterator[Kept]:
    groups: dict[object, set[int]] = {}
    for one in acts:
        groups.setdefault(by(one), set()).add(one.number)
    yield from (Kept(frozenset(group), frozenset()) for group in groups.values())


def _together(some: Iterable[Kept]) -> Kept:
    found = _NOTHING
    for one in some:
        found = Kept(found.acts | one.acts, found.faults | one.faults)
    return found


def _kinds_of(played: Played) -> set[str]:
    """What is wrong, without ids, sums and references, and of whichever thing it is."""
    return {_THING.sub("…", _NAME.sub("…", one))[:_TOLD_APART] for one in played.wrong}
