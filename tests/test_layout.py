"""Where tests stand, and what they borrow from each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def test_no_module_borrows_from_a_module_of_tests() -> None:
    """What two of them need has a name of its own in `tests/support`, or beside them."""
    borrowed = {
        f"{path.relative_to(HERE)}: {name}"
        for path in HERE.rglob("*.py")
        for name in imported(path)
        if any(part.startswith("test_") for part in name.split("."))
    }
    assert borrowed == set()


def test_a_folder_of_tests_is_named_for_the_room_that_it_tests() -> None:
    """What tests several rooms, or a module beside them, stands beside the folders."""
    for package in ("app", "checkout"):
        rooms = {path.parent.name for path in (HERE.parent / package).glob("*/__init__.py")}
        folders = {path.parent.name for path in (HERE / package).glob("*/__init__.py")}
        assert folders - rooms == set()


def test_no_screen_borrows_from_another_but_what_is_drawn_over_the_home_screen() -> None:
    """What two of them need stands in `app/views/parts`."""
    app = HERE.parent / "app"
    table = (name for name in imported(app / "navigation.py") if not name.startswith("app.views.parts."))
    screens = {name.rpartition(".")[0] for name in table if name.startswith("app.views.")}
    borrowed = {
        f"{screen}: {name}"
        for screen in screens - {"app.views.over_home"}
        for name in imported(app.joinpath("views", f"{screen.rpartition('.')[2]}.py"))
        if name.rpartition(".")[0] in screens
    }
    assert (len(screens) > 15, borrowed) == (True, set())


def imported(path: Path) -> Iterator[str]:
    """Everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{one.name}" for one in node.names)
