"""How large a file and a function may grow before somebody has to take it apart."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = ("aday", "app", "checkout", "codes", "language", "money", "sandbox", "tools")
FILE_MOST: Final = 350
FUNCTION_MOST: Final = 60
# What a database was made by does not change any more.
HISTORY: Final = "checkout/store/migrations/versions/"

# Larger today, and to be taken apart: this list only grows shorter.
LARGE_FILES: Final = {
    "app/desk.py": "all that a shopkeeper can do, in one object",
    "app/flet_drawing.py": "what touches how Flet draws, to go as soon as Flet draws so itself",
    "app/views/history.py": "the screen and its rows",
    "app/views/share.py": "a phone's and a wide window's way to share",
    "checkout/store/payments.py": "each change is written twice, as columns and as a payment",
    "checkout/store/tables.py": "all tables, which name each other",
}
# A screen is one function to Flet, and holds what happens at each press.
LONG_FUNCTIONS: Final = {
    "app/flet_workarounds.py": {"minded_app": "what is to go as soon as Flet minds it itself"},
    "app/shell.py": {"run": "the start of a window, in the order in which it happens"},
    "app/views/arrived.py": {"Arrived": "a screen"},
    "app/views/edit_link.py": {"EditForm": "a screen"},
    "app/views/give_back.py": {"GiveBackForm": "a screen"},
    "app/views/history.py": {"History": "a screen", "_ledger_row": "a row"},
    "app/views/new_link.py": {"NewLink": "a screen"},
    "app/views/parts/balance.py": {"balance_block": "a part of a screen"},
    "app/views/parts/code_field.py": {"CodeField": "a part of a screen"},
    "app/views/parts/export.py": {"ExportButton": "a part of a screen"},
    "app/views/pay_out.py": {"PayOutForm": "a screen"},
    "app/views/payout_check.py": {"PayoutCheck": "a screen"},
    "app/views/payout_code.py": {"PayoutCode": "a screen"},
    "app/views/settings.py": {"ProfileForm": "a screen", "Settings": "a screen"},
    "app/views/sign_in.py": {"CodeForm": "a screen", "PhoneForm": "a screen"},
}


def _files() -> Iterator[tuple[str, str]]:
    """Each file of the product, by its path from the root."""
    for room in ROOMS:
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
    large = {name: size for name, text in _files() if (size := text.count("\n")) > FILE_MOST}
    assert {name: size for name, size in large.items() if name not in LARGE_FILES} == {}


def test_no_function_is_longer_than_a_page() -> None:
    for name, text in _files():
        allowed = LONG_FUNCTIONS.get(name, {})
        assert {one: size for one, size in _long_functions(text).items() if one not in allowed} == {}, name
