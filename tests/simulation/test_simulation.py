"""`make simulate` in small: some seeds hold, each is the same every time, and the mistakes of before are found again.

Each in a process of its own: a world that is played changes what time it is for all of its process.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.mutants import MUTANTS, ROOT, make
from tests.simulation.replay import read_token, token_of
from tests.simulation.world import Asked

SEEDS = (1, 2, 3)
STEPS = 650
# Faults of refunds that were in the product: somebody pays, and it is given back. Other acts or amounts of these seeds,
# after a change of what people do here, need other seeds.
FOUND = (
    (
        "a refusal believed against the books",
        Asked(179, 900, [0, 2, 10, 17], ["gateway sslcommerz refund #2: doubled"]),
        "which closes no refund of ours",
    ),
    (
        "one reference closes two refunds",
        Asked(10, 2_000, [5, 37], []),
        "is closed under the reference of another refund",
    ),
)
# Days on which the simulation itself was wrong: it was told what those say who are let go of at the end, and a gateway
# forgot a refund's twin because its clock was set right between them.
RIGHT = (
    Asked(
        377,
        2_000,
        [9, 19, 21],
        ["gateway bkash payment/refund #2: 401", "gateway bkash token/grant #2: delivered late"],
    ),
    Asked(562, 2_000, [4, 12, 21, 22], ["gateway bkash payment/refund #2: doubled"]),
)
_PLAY = """
import hashlib, json, logging, sys
from tests import garbage
from tests.simulation.replay import read_token
from tests.simulation.world import play
logging.disable(logging.WARNING)
garbage.seldom()
for asked in map(read_token, sys.argv[1:]):
    played = play(asked)
    trace = hashlib.sha256("\\n".join(played.trace).encode()).hexdigest()
    told = {"wrong": played.wrong, "struck": list(played.struck), "captured": played.captured, "trace": trace}
    print(json.dumps(told))
"""


@dataclass(frozen=True)
class Told:
    """What came of a seed; of its trace the mark of all its bytes."""

    wrong: list[str]
    struck: list[str]
    captured: int
    trace: str


@pytest.fixture(scope="module")
def played() -> list[Told]:
    return _play([*map(day_of, SEEDS), *(asked for _, asked, _ in FOUND), *RIGHT], "1")


def day_of(seed: int) -> Asked:
    return Asked(seed, STEPS)


def test_bad_days_leave_books_that_agree(played: list[Told]) -> None:
    """Those too on which a mistake was found: with its mend they hold."""
    assert [one.wrong for one in played] == [[]] * (len(SEEDS) + len(FOUND) + len(RIGHT))
    assert sum(one.captured for one in played) > 10


def test_faults_really_strike(played: list[Told]) -> None:
    struck = {fault for one in played for fault in one.struck}
    assert len(struck) >= 10, struck


def test_the_same_seed_gives_the_same_trace_byte_for_byte(played: list[Told]) -> None:
    """In another process, too, whose sets are in another order, and with no seed before it."""
    assert _play([day_of(SEEDS[2])], "4711") == [played[2]]


@pytest.mark.parametrize(("name", "asked", "wrong"), FOUND, ids=[name for name, _, _ in FOUND])
def test_what_was_mended_is_found_again_where_the_mend_is_taken_out(
    name: str, asked: Asked, wrong: str, tmp_path: Path
) -> None:
    make(next(mutant for mutant in MUTANTS if mutant.name == name), tmp_path)
    without = _replay(tmp_path, asked)
    assert (without.returncode, wrong in without.stdout) == (1, True), without.stderr


def test_a_token_tells_all_that_is_to_be_played() -> None:
    asked = Asked(17, 900, [3, 5], ["gateway bkash create #2: cut"])
    assert read_token(token_of(asked)) == asked
    with pytest.raises(ValueError, match="no token"):
        read_token("something else")


def test_each_known_mistake_can_still_be_made() -> None:
    """Whoever changes what a patch changes has to change the patch."""
    missing = [
        f"{mutant.name}: {edit.file}"
        for mutant in MUTANTS
        for edit in mutant.edits
        if (ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) != 1
    ]
    assert (len(MUTANTS) >= 12, missing) == (True, [])


def _play(days: Iterable[Asked], order: str) -> list[Told]:
    command = [sys.executable, "-c", _PLAY, *map(token_of, days)]
    environment = {**os.environ, "PYTHONHASHSEED": order}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    lines: list[dict[str, Any]] = [json.loads(line) for line in ran.stdout.splitlines()]
    return [Told(**line) for line in lines]


def _replay(folder: Path, asked: Asked) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.simulation", "--replay", token_of(asked)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
