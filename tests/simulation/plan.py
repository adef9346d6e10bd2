"""What a seed has everybody do, and when: a list of acts, of which a replay may leave out some."""

from dataclasses import dataclass
from typing import Final

from tests.simulation.chances import Chances

SHOPS: Final = 2
DEVICES: Final = 2
# How often of a hundred; what is asked for is drawn when it is done.
_KINDS: Final = {
    "pay": 43,
    "refund": 14,
    "refund twice": 6,
    "new link": 6,
    "end link": 4,
    "payout": 5,
    "settle": 6,
    "offline": 4,
    "die": 3,
    "die in a command": 3,
    "full disk": 2,
    "locked file": 2,
    "clock an hour off": 2,
}
_SECONDS_BETWEEN: Final = 8.0
# So many steps are taken for an act, as was counted.
_STEPS_OF_AN_ACT: Final = 32


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
    # With each seed people do some things more than others.
    favourite = chances.one_of("favourite", list(_KINDS))
    kinds = [kind for kind, times in _KINDS.items() for _ in range(times * (3 if kind == favourite else 1))]
    acts = []
    for number in range(count):
        # Who gives back or sends out needs somebody who paid before.
        kind = "pay" if number < count // 8 else chances.one_of(f"kind {number}", kinds)
        acts.append(
            Act(
                number,
                chances.between(f"at {number}", 0.0, 1.0) * _SECONDS_BETWEEN * 2 + number * _SECONDS_BETWEEN,
                kind,
            )
        )
    return acts


def weather_of(chances: Chances) -> dict[str, float]:
    """How bad the lines of each kind are with this seed."""
    bad = {"gateway": 0.30, "notice": 0.40, "payer": 0.15, "device": 0.20, "shop": 0.30}
    return {kind: chances.share(f"weather {kind}") * most for kind, most in bad.items()}
