"""How long after the gateway's notice each payment stands on the glass, which never does, and which does twice."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Protocol

from app.words import say
from money import Money, format_taka
from tests.bench.checkout import notices
from tests.bench.figures import Figure, percentile
from tests.firefox.glass import Notice, Step
from tests.firefox.place import Place
from tests.firefox.ways import way, with_seqs, written
from tests.support import plain

UNSURE: Final = say("bn", "push.unsure")
_FIRST_TAKA: Final = 100
# The same in each run.
_SEED: Final = 20
_NONE: Final[Mapping[int, str]] = MappingProxyType({})


class Seen(Protocol):
    """A browser that says what it did with messages."""

    @property
    def opened(self) -> Sequence[Notice]: ...
    @property
    def steps(self) -> Sequence[Step]: ...


@dataclass(frozen=True)
class Told:
    """Of so many payments, each of a sum of its own."""

    took_ms: Sequence[float]
    """Of each that was told."""
    gathered: int
    """Those that were first told beside another, as they came together."""
    unsure: int
    """Those of which a notice says that there is news, and not what: the worker had no answer in its six seconds."""
    lost: int
    doubled: int
    unexplained: Sequence[str] = ()
    """What a notice would say of each that none names, or that was told again after it was put away."""

    def figures(self, where: str) -> list[Figure]:
        """As rows of the table."""
        count = len(self.took_ms) + self.unsure + self.lost
        if not self.took_ms:
            return [Figure(f"gateway's notice → notice on the glass, {where}: lost", "0", f"{self.lost} of {count}")]
        what = f"gateway's notice → notice on the glass, {where}, {count:,} payments"
        return [
            Figure(f"{what}: p50", "300 ms", f"{percentile(self.took_ms, 50):.0f} ms"),
            Figure(f"{what}: p99", "1,000 ms", f"{percentile(self.took_ms, 99):.0f} ms"),
            Figure(f"{what}: longest", "", f"{max(self.took_ms):.0f} ms"),
            Figure(f"{what}: lost, doubled", "0, 0", f"{self.lost}, {self.doubled}"),
            Figure(f"{what}: told beside another, told without its sum", "", f"{self.gathered}, {self.unsure}"),
        ]


class Payments:
    """So many that the stand-in captured and told nobody of, until they are let go."""

    def __init__(self, place: Place, count: int) -> None:
        self._place = place
        self._notices = notices(place.town, count, lambda number: f"{_FIRST_TAKA + number}.02")
        self._sent_ms: dict[str, float] = {}

    def let_go(self, is_seen: Callable[[str], bool], pause_seconds: float) -> None:
        """Send the gateway's notices, each some time after what the one before it said was seen, or given up."""
        draw = random.Random(_SEED)
        with plain.client() as http:
            for fields in self._notices:
                line = _line_of(fields["amount"])
                self._sent_ms[line] = time.time() * 1_000
                assert http.post(f"{self._place.town.url}/webhooks/sslcommerz", data=fields).is_success
                is_seen(line)
                # In step with nothing.
                time.sleep(draw.uniform(0.2, 1) * pause_seconds)

    def told(self, browser: Seen) -> tuple[Told, Mapping[str, Sequence[str]]]:
        """What became of them, by everything that was shown; and the way of each to the glass."""
        seen = browser.steps
        opened = with_seqs(browser.opened, seen)
        came = {_line_of(one.amount.decimal_text): one for one in written(self._place)}
        shown = [one for one in opened if one.painted_ms]
        found = judged(self._sent_ms, shown, {one.seq: line for line, one in came.items()})
        ways = {
            line: way(came[line], line, sent_ms, seen, opened) if line in came else ["no event was written"]
            for line, sent_ms in self._sent_ms.items()
        }
        return found, ways


def judged(sent_ms: Mapping[str, float], shown: Sequence[Notice], line_of: Mapping[int, str] = _NONE) -> Told:
    """What became of payments, by what a notice says of each and when its gateway's notice was sent.

    `line_of` are those lines by the number of the payment's event, for notices that tell more than they name.
    """
    first: dict[str, Notice] = {}
    gathered, doubled = 0, list[str]()
    for one in shown:
        said = dict.fromkeys([*one.lines, *(line_of.get(seq, "") for seq in one.seqs)])
        lines = [line for line in said if line in sent_ms]
        fresh = [line for line in lines if line not in first]
        # What still lay there is told again beside what came: not what was put away before, nor anything alone.
        since = min((sent_ms[line] for line in fresh), default=math.inf)
        doubled += [line for line in lines if line in first and (0 < first[line].put_away_ms < since or not fresh)]
        gathered += len(fresh) if len(lines) > 1 else 0
        first.update(dict.fromkeys(fresh, one))
    took = [one.painted_ms - sent_ms[line] for line, one in first.items()]
    unnamed = [line for line in sent_ms if line not in first]
    unsure = min(len(unnamed), sum(one.title == UNSURE for one in shown))
    return Told(took, gathered, unsure, len(unnamed) - unsure, len(doubled), [*unnamed, *doubled])


def _line_of(amount: str) -> str:
    """What the notice says of a payment that is paid."""
    return say("bn", "push.paid", amount=format_taka(Money.of_decimal(Decimal(amount)), "bn"))
