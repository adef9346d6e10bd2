"""What `make test` shows while it runs: how far each part is, failures at once, and red when one was killed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.run import PARTS

ROOT = Path(__file__).parent.parent
PAIR = "def test_a(): pass\ndef test_b(): assert 1 == 2\n"
KILLED = "import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)\n"

Run = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the suite's runner over one part, a file with these tests."""

    def ran(tests: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_part.py").write_text(tests, encoding="utf-8")
        begin = (
            "import sys; from tests import run;"
            f"run.PARTS = {{'the part': (0, ['--rootdir={tmp_path}', '-c', '/dev/null', {str(tmp_path)!r}])}};"
            "sys.exit(run.main([]))"
        )
        quiet = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        return subprocess.run(
            [sys.executable, "-c", begin], cwd=ROOT, env=quiet, capture_output=True, text=True, timeout=120, check=False
        )

    return ran


def test_a_failure_is_told_at_once_and_again_in_the_part_s_own_words_at_the_end(run: Run) -> None:
    ran = run(PAIR)
    lines = ran.stdout.splitlines()
    told = next(number for number, line in enumerate(lines) if line.startswith("FAILED (call)"))
    assert "test_b" in lines[told]
    assert "assert 1 == 2" in lines[told]
    assert told < lines.index("the part:")
    assert any("the part 2/2, 1 failed" in line for line in lines)
    assert lines[-1].startswith("RED after")
    assert ran.returncode == 1


def test_what_is_green_is_counted_to_its_end(run: Run) -> None:
    ran = run("def test_a(): pass\ndef test_b(): pass\n")
    assert any("the part 2/2" in line and "failed" not in line for line in ran.stdout.splitlines())
    assert ran.stdout.splitlines()[-1].startswith("green after")
    assert ran.returncode == 0


@pytest.mark.parametrize("tests", [KILLED, "import nowhere_to_be_found\n"], ids=["killed", "not collected"])
def test_a_part_that_was_killed_or_could_not_be_read_is_red(run: Run, tests: str) -> None:
    ran = run(tests)
    assert ran.stdout.splitlines()[-1].startswith("RED after")
    assert ran.returncode == 1


def test_every_file_of_a_folder_that_is_parted_is_in_one_part() -> None:
    named = [path for _, paths in PARTS.values() for path in paths if path.endswith(".py")]
    parted = [str(path) for folder in ("browser/shop", "whole") for path in (ROOT / "tests" / folder).glob("test_*.py")]
    assert sorted(named) == sorted(parted)
