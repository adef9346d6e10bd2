"""How large a file and a function may grow before somebody has to take it apart."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = ("aday", "app", "checkout", "codes", "emvqr", "language", "money", "sandbox", "tools")
FILE_MOST: Final = 350
FUNCTION_MOST: Final = 60
# What a database was made by does not change any more.
# Where another library, or a value that is only handed on, leaves no better name.
ANY_MOST: Final = 59
HISTORY: Final = "checkout/store/migrations/versions/"


def _files(*rooms: str) -> Iterator[tuple[str, str]]:
    """Each file in these rooms, by its path from the root."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(HISTORY):
                yield name, path.read_text()


def _long_functions(text: str) -> dict[str, int]:
    """Those over the measure, with how many lines each has."""
    found: dict[str, int] = {}
    for one in ast.walk(ast.parse(text)):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (one.end_lineno or one.lineno) - one.lineno + 1
            if size > FUNCTION_MOST:
                found[one.name] = size
    return found


def test_no_file_is_longer_than_can_be_read_in_one_go() -> None:
    large = {name: size for name, text in _files(*ROOMS, "tests") if (size := text.count("\n")) > FILE_MOST}
    assert large == {}


def test_no_function_is_longer_than_a_page() -> None:
    """But for tests: what is told in one go is read in one go."""
    for name, text in _files(*ROOMS):
        assert _long_functions(text) == {}, name


def test_hardly_anything_is_of_any_type() -> None:
    found = {name: count for name, text in _files(*ROOMS) if (count := _any_count(text))}
    assert sum(found.values()) <= ANY_MOST, found


def _any_count(text: str) -> int:
    return sum(isinstance(one, ast.Name) and one.id == "Any" for one in ast.walk(ast.parse(text)))
