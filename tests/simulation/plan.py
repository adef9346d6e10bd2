"""What a seed has everybody do, and when: a list of acts, of which a replay may leave out some."""

from dataclasses import dataclass
from typing import Final

from tests.simulation.chances import Chances

SHOPS: Final = 2
DEVICES: Final = 2
# How often beside each other; what is asked for is drawn when it is done.
_KINDS: Final = {
    "pay": 48,
    "refund": 14,
    "refund twice": 9,
    "new link": 5,
    "end link": 4,
    "payout": 4,
    "settle": 5,
    "offline": 3,
    "die": 6,
    "die in a command": 7,
    "full disk": 3,
    "locked file": 4,
    "clock an hour off": 3,
}
# With each seed people do some things never and others much: what needs one thing again and again is met on a day that
# is made of it, and seldom on one that has a little of everything.
_TIMES: Final = (0.0, 0.5, 1.0, 1.0, 1.5, 3.0)
_SECONDS_BETWEEN: Final = (5.0, 8.0, 8.0, 12.0)
# So many steps are taken for an act, as was counted.
_STEPS_OF_AN_ACT: Final = 40


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does, by its number in the plan."""

    number: int
    at: float
    kind: str

    @property
    def name(self) -> str:
        return f"act {self.number}"


def plan_of(chances: Chances, steps: int) -> list[Act]:
    """As many acts as come to about so many steps, in the order of their time."""
    count = max(4, steps // _STEPS_OF_AN_ACT)
    kinds = _kinds_of(chances)
    between = chances.one_of("seconds between", _SECONDS_BETWEEN)
    acts = []
    for number in range(count):
        # Who gives back or sends out needs somebody who paid before.
        kind = "pay" if number < count // 5 else chances.one_of(f"kind {number}", kinds)
        acts.append(
            Act(
                number,
                (chances.share(f"at {number}") * 2 + number) * between,
                kind,
            )
        )
    return acts


def _kinds_of(chances: Chances) -> list[str]:
    """Each as often as it is done with this seed."""
    times = {kind: 1.0 if kind == "pay" else chances.one_of(f"times {kind}", _TIMES) for kind in _KINDS}
    return [kind for kind, usual in _KINDS.items() for _ in range(round(usual * times[kind] * 2))]


@dataclass(frozen=True, slots=True)
class Habits:
    """How shops give money back with this seed: of how many of the last payments, and which sums."""

    payments: int
    sums: str


def habits_of(chances: Chances) -> Habits:
    return Habits(chances.one_of("of the last", (1, 4, 12)), chances.one_of("sums", ("whole", "equal", "any", "any")))


def weather_of(chances: Chances) -> dict[str, float]:
    """How bad the lines of each kind are with this seed."""
    bad = {"gateway": 0.30, "refund": 0.80, "notice": 0.40, "payer": 0.15, "device": 0.20, "shop": 0.30}
    return {kind: chances.share(f"weather {kind}") * most for kind, most in bad.items()}
