"""What a measurement says."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, what it may be, what it was."""

    what: str
    limit: str
    found: str


def spread(runs: Sequence[float], form: str) -> str:
    """The median of these, and the least and the most."""
    return f"{form.format(statistics.median(runs))} ({form.format(min(runs))} to {form.format(max(runs))})"


def percentile(values: Sequence[float], percent: int) -> float:
    """What so many in a hundred of these are at most."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]
