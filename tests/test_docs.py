"""The pages in docs/ say what is so."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.screenshots.camera import FOLDER
from tests.screenshots.kept import KEPT

ROOT = Path(__file__).parent.parent
_PICTURES: Final = (".png", ".webp", ".jpg", ".jpeg", ".gif", ".svg")


def test_every_test_that_the_security_page_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", (ROOT / "docs/security.md").read_text()))
    assert len(named) >= 30
    found = {(path, name) for path in {path for path, _ in named} for name in _tests_in(ROOT / path)}
    assert named - found == set()


def test_the_command_that_wakes_an_operator_finds_every_alarm_and_nothing_else() -> None:
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^sudo journalctl .*--follow.* \| (grep .*)$", page, re.MULTILINE)
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "checkout").rglob("*.py"))
    alarms = re.findall(r"""log\.\w+\(\s*"(alarm[^"]*)""", source)
    assert len(alarms) >= 4
    others = ["webhook refused", "no alarm: a test"]
    written = _logged([*alarms, *others])
    assert len(written) == len(alarms) + len(others)
    found = subprocess.run(shlex.split(command), input="\n".join(written), capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == written[: len(alarms)]


def _logged(events: list[str]) -> list[str]:
    """The lines that the program writes for these events, with facts that would deceive a careless search."""
    program = (
        "import sys, structlog; from aday.logs import quiet_logs; quiet_logs(); log = structlog.get_logger()\n"
        """for event in sys.argv[1:]: log.error(event, count=1, said='"event": "alarm: ')"""
    )
    ran = subprocess.run([sys.executable, "-c", program, *events], capture_output=True, text=True, check=True, cwd=ROOT)
    return ran.stderr.splitlines()


def _tests_in(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_the_pictures_that_are_kept_are_those_that_the_pages_show_few_and_small() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / address).resolve()
        for page in pages
        for address in re.findall(r"!\[[^]]*\]\(([^):]+)\)", page.read_text(encoding="utf-8"))
    }
    listed = subprocess.run(["git", "ls-files", "-z", "docs"], capture_output=True, text=True, check=True, cwd=ROOT)
    kept = {ROOT / name for name in listed.stdout.split("\0") if name.endswith(_PICTURES)}
    assert kept == shown
    assert {path.stem for path in kept} == set(KEPT)
    assert len(kept) <= 16
    assert sum(path.stat().st_size for path in kept) < 1_000_000


def test_the_gallery_is_nothing_that_git_keeps() -> None:
    assert FOLDER.is_relative_to(ROOT)
    asked = ["git", "check-ignore", "--quiet", str(FOLDER / "01-sign-in-phone-bn-light.png")]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0
