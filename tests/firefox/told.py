"""How long after the gateway's notice each payment stands on the glass, which never does, and which does twice."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.words import say
from money import Money, format_taka
from tests.bench.checkout import BenchTown, notices
from tests.bench.figures import Figure, percentile
from tests.firefox.glass import Notice
from tests.support import plain

UNSURE: Final = say("bn", "push.unsure")
_FIRST_TAKA: Final = 100
# The same in each run.
_SEED: Final = 20


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

    def __init__(self, town: BenchTown, count: int) -> None:
        self._town = town
        self._notices = notices(town, count, lambda number: f"{_FIRST_TAKA + number}.02")
        self._sent_ms: dict[str, float] = {}

    def let_go(self, is_seen: Callable[[str], bool], pause_seconds: float) -> None:
        """Send the gateway's notices, each some time after what the one before it said was seen, or given up."""
        draw = random.Random(_SEED)
        with plain.client() as http:
            for fields in self._notices:
                line = _line_of(fields["amount"])
                self._sent_ms[line] = time.time() * 1_000
                assert http.post(f"{self._town.url}/webhooks/sslcommerz", data=fields).is_success
                is_seen(line)
                # In step with nothing.
                time.sleep(draw.uniform(0.2, 1) * pause_seconds)

    def told(self, shown: Sequence[Notice]) -> Told:
        """What became of them, by everything that was shown, the first one first."""
        return judged(self._sent_ms, shown)


def judged(sent_ms: Mapping[str, float], shown: Sequence[Notice]) -> Told:
    """What became of payments, by what a notice says of each and when its gateway's notice was sent."""
    first: dict[str, Notice] = {}
    gathered, doubled = 0, 0
    for one in shown:
        lines = [line for line in one.lines if line in sent_ms]
        fresh = [line for line in lines if line not in first]
        # What still lay there is told again beside what came: not what was put away before, nor anything alone.
        since = min((sent_ms[line] for line in fresh), default=math.inf)
        doubled += sum(0 < first[line].put_away_ms < since or not fresh for line in lines if line in first)
        gathered += len(fresh) if len(lines) > 1 else 0
        first.update(dict.fromkeys(fresh, one))
    took = [one.painted_ms - sent_ms[line] for line, one in first.items()]
    unnamed = len(sent_ms) - len(first)
    unsure = min(unnamed, sum(one.title == UNSURE for one in shown))
    return Told(took, gathered, unsure, unnamed - unsure, doubled)


def _line_of(amount: str) -> str:
    """What the notice says of a payment that is paid."""
    return say("bn", "push.paid", amount=format_taka(Money.of_decimal(Decimal(amount)), "bn"))
