"""`make simulate` in small: some seeds hold, each is the same every time, and the mistakes of before are found again."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.mutants import MUTANTS, ROOT, make
from tests.simulation.replay import read_token, token_of
from tests.simulation.world import Asked, Played, play

SEEDS = (1, 2, 3, 4, 5, 6)
STEPS = 700
# Faults of refunds that were in the product: somebody pays, and it is given back. Other acts or amounts of these seeds,
# after a change of what people do here, need other seeds.
FOUND = (
    (
        "a refusal believed against the books",
        Asked(14, 900, [0, 13], ["gateway sslcommerz refund #1: doubled"]),
        "which closes no refund of ours",
    ),
    ("one reference closes two refunds", Asked(129, 900, [1, 16], []), "closes two refunds"),
)
_SAY_TRACE = (
    "import sys, logging; logging.disable(logging.WARNING); from tests.simulation.world import Asked, play;"
    " sys.stdout.write('\\n'.join(play(Asked(int(sys.argv[1]), int(sys.argv[2]))).trace))"
)


@pytest.fixture(scope="module")
def played() -> list[Played]:
    return [play(Asked(seed, STEPS)) for seed in SEEDS]


def test_bad_days_leave_books_that_agree(played: list[Played]) -> None:
    assert [one.wrong for one in played] == [[]] * len(SEEDS)
    assert sum(one.captured for one in played) > 10


def test_faults_really_strike(played: list[Played]) -> None:
    struck = set().union(*(one.struck for one in played))
    assert len(struck) >= 10, struck


def test_the_same_seed_gives_the_same_trace_byte_for_byte(played: list[Played]) -> None:
    """In another process, too, whose sets and dictionaries are in another order."""
    command = [sys.executable, "-c", _SAY_TRACE, str(SEEDS[0]), str(STEPS)]
    again = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4711"}, capture_output=True, check=True
    )
    here = "\n".join(played[0].trace).encode()
    assert hashlib.sha256(again.stdout).hexdigest() == hashlib.sha256(here).hexdigest()


@pytest.mark.parametrize(("name", "asked", "wrong"), FOUND, ids=[name for name, _, _ in FOUND])
def test_what_was_mended_is_found_again_where_the_mend_is_taken_out(
    name: str, asked: Asked, wrong: str, tmp_path: Path
) -> None:
    assert play(asked).wrong == []
    make(next(mutant for mutant in MUTANTS if mutant.name == name), tmp_path)
    command = [sys.executable, "-m", "tests.simulation", "--replay", token_of(asked)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, wrong in ran.stdout.splitlines()[-1]) == (1, True), ran.stderr


def test_a_token_tells_all_that_is_to_be_played() -> None:
    asked = Asked(17, 900, [3, 5], ["gateway bkash create #2: cut"])
    assert read_token(token_of(asked)) == asked
    with pytest.raises(ValueError, match="no token"):
        read_token("something else")


def test_each_known_mistake_can_still_be_made(tmp_path: Path) -> None:
    """Whoever changes what a patch changes has to change the patch."""
    missing = [
        f"{mutant.name}: {edit.file}"
        for mutant in MUTANTS
        for edit in mutant.edits
        if (ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) != 1
    ]
    assert missing == []
    make(MUTANTS[0], tmp_path)
    assert (tmp_path / "checkout" / "main.py").exists()
