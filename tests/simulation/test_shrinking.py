"""A failure is told in what it needs, and the days that are played are not alike."""

from collections import Counter
from dataclasses import replace

from tests.simulation.chances import Chances
from tests.simulation.plan import plan_of
from tests.simulation.shrinking import shrunk
from tests.simulation.world import Asked, Played

_NEEDED = "gateway sslcommerz refund #4: doubled"
_FAULTS = (
    *(f"device GET /v1/events #{number}: cut" for number in range(40)),
    _NEEDED,
    *(f"payer act {number} comes back #1: lost after" for number in range(30)),
)


class _Failing:
    """A world in which acts 7 and 19 and one fault bring a failure; alone, the two bring another one."""

    def __init__(self) -> None:
        self.tries_count = 0

    def play(self, asked: Asked) -> Played:
        self.tries_count += 1
        acts, faults = asked.acts or (), asked.faults or ()
        wrong = []
        if {7, 19} <= set(acts):
            wrong = ["payment pay_1 is pending after three days"]
            if _NEEDED in faults:
                wrong = [f"sslcommerz gave {len(acts)} back under 'ref', which closes no refund of ours"]
        return Played(asked, seconds=900.0, wrong=wrong, faults=[one for one in _FAULTS if one in faults])


def test_a_failure_is_told_with_only_what_it_needs() -> None:
    failing, asked = _Failing(), Asked(3, 2_000)
    whole = replace(asked, acts=[one.number for one in plan_of(Chances("3"), 2_000)], faults=_FAULTS)
    found = shrunk(replace(failing.play(whole), asked=asked), again=failing.play)
    assert (found.asked.acts, found.asked.faults) == ([7, 19], [_NEEDED])
    assert found.wrong[0].startswith("sslcommerz gave")
    assert failing.tries_count < 60


def test_without_time_a_failure_stays_as_it_is() -> None:
    failing = _Failing()
    failed = failing.play(Asked(3, 2_000, [1, 7, 19], [_NEEDED]))
    assert shrunk(failed, 0.0, failing.play) == failed


def test_some_days_are_full_of_refunds_and_some_have_none() -> None:
    shares = []
    for seed in range(1, 101):
        kinds = Counter(one.kind for one in plan_of(Chances(str(seed)), 2_000))
        shares.append((kinds["refund"] + kinds["refund twice"]) / kinds.total())
    assert (min(shares), max(shares) > 0.3) == (0.0, True)


def test_what_is_not_on_a_line_is_done_once_on_most_days() -> None:
    """So that each has struck a thousand times in a thousand seeds."""
    kinds = Counter(one.kind for seed in range(1, 301) for one in plan_of(Chances(str(seed)), 2_000))
    assert min(kinds.values()) > 300, kinds
