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
_FORM: Final = ["Context", "Decision", "Consequences", "Alternatives"]
# Named by a page that says whose they are.
_ELSEWHERE: Final = frozenset(
    {
        "prometheus.yml", "recipes/pillow/meta.yaml", "recipes/msgpack/meta.yaml", ".github/workflows/build-wheels.yml",
        "android/build.sh", "sentences.json",
    }
)  # fmt: skip
_FILE: Final = re.compile(r"[\w./-]*\w\.(?:py|md|html|css|js|json|toml|sh|yml|yaml|webp|png)")
_FOLDER: Final = re.compile(
    r"(?:aday|app|assets|checkout|codes|docs|emvqr|language|money|sandbox|tests|tools)(?:/[\w.-]+)*/?"
)


def _kept() -> list[str]:
    """Every file that git keeps, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT)
    return [name for name in listed.stdout.split("\0") if name]


def _pages() -> dict[str, str]:
    names = [name for name in _kept() if name.endswith(".md") and not name.startswith(("sandbox/", "assets/"))]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def test_every_file_and_folder_that_a_page_names_is_there() -> None:
    """A file may be named by the end of its path, where the page says which folder it is about."""
    kept = _kept()
    there = {name[start:] for name in kept for start in [0, *(at.end() for at in re.finditer("/", name))]}
    there |= {str(parent) for name in kept for parent in Path(name).parents}
    missing = [
        f"{page}: {named}"
        for page, words in _pages().items()
        for named in re.findall(r"`([^`\s]+)`", words)
        if _is_ours(path := named.partition("::")[0].removeprefix("…/")) and path.rstrip("/") not in there
    ]
    assert missing == []


def _is_ours(named: str) -> bool:
    if named.startswith(("/", "~")) or named in _ELSEWHERE:
        return False
    return _FILE.fullmatch(named) is not None or _FOLDER.fullmatch(named) is not None


def test_every_link_from_a_page_to_a_page_leads_somewhere() -> None:
    missing = [
        f"{page}: {address}"
        for page, words in _pages().items()
        for address in [*re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", words), *_pictures_of(words)]
        if not (ROOT / page).parent.joinpath(address).exists()
    ]
    assert missing == []


def test_a_walk_comes_to_each_room_once_and_names_what_stands_in_it() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    walks = re.findall(r"^### .+\n\n((?:\d+\. .+\n(?: .+\n)*)+)", page.partition("\n## Rooms")[0], re.MULTILINE)
    assert len(walks) == 3
    for walk in walks:
        steps = re.findall(r"^\d+\. `([^`]+)`((?:.+\n)(?: .+\n)*)", walk, re.MULTILINE)
        rooms = [room for room, _ in steps]
        assert len(rooms) == len(set(rooms)) == walk.count("\n") - walk.count("\n  "), rooms
        named = [(room, file) for room, words in steps for file in re.findall(r"`(\w+\.(?:py|html))`", words)]
        assert [(room, file) for room, file in named if not any((ROOT / room).rglob(file))] == []


def test_every_page_that_the_code_names_is_there() -> None:
    named = {
        (name, page)
        for name in _kept()
        if name.endswith((".py", ".toml")) and not name.startswith("tests/")
        for page in re.findall(r"\bdocs/[\w/.-]+\.(?:md|yml|json)\b", (ROOT / name).read_text(encoding="utf-8"))
    }
    assert len(named) >= 10
    assert [(name, page) for name, page in sorted(named) if not (ROOT / page).exists()] == []


def test_every_decision_has_the_one_form() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len(decisions) >= 35
    for path in decisions:
        words = path.read_text(encoding="utf-8")
        assert words.startswith(f"# {path.name[:4]}: "), path.name
        assert re.findall(r"^(?:\*\*|#+ )([A-Z][a-z ]+)\b", words, re.MULTILINE) == _FORM, path.name


def test_the_readme_is_read_without_scrolling_sideways() -> None:
    longest = max((ROOT / "README.md").read_text(encoding="utf-8").splitlines(), key=len)
    assert len(longest) <= 120, longest


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


def _pictures_of(words: str) -> list[str]:
    """The addresses of the pictures that a page shows, there or by a name that is resolved further down."""
    by_name = dict(re.findall(r"^\[([a-z]+)\]: (\S+)$", words, re.MULTILINE))
    named = [by_name[name] for name in re.findall(r"!\[[^]]*\]\[([a-z]+)\]", words)]
    return [*re.findall(r"!\[[^]]*\]\(([^):]+)\)", words), *named]


def test_the_pictures_that_are_kept_are_those_that_the_pages_show_few_and_small() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / address).resolve()
        for page in pages
        for address in _pictures_of(page.read_text(encoding="utf-8"))
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
