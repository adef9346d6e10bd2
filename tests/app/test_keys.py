"""What a key does: which row the arrows choose, and what Escape leaves."""

import asyncio
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.keys import follow_keys, step


def test_the_first_row_is_chosen_first_and_the_ends_are_not_passed() -> None:
    rows = ("/a", "/b", "/c")
    assert step(rows, "", 1) == "/a"
    assert step(rows, "/a", 1) == "/b"
    assert step(rows, "/c", 1) == "/c"
    assert step(rows, "/a", -1) == "/a"


def test_a_row_that_is_gone_gives_way_to_the_first_and_no_rows_to_none() -> None:
    assert step(("/a", "/b"), "/gone", 1) == "/a"
    assert step((), "/gone", 1) == ""


class TestEscape:
    """One press leaves one thing."""

    @pytest.mark.parametrize(
        ("above", "left"),
        [
            ([], ["/"]),
            ([ft.SnackBar(ft.Text(), open=True)], ["/"]),
            ([ft.BottomSheet(ft.Text(), open=True)], []),
            # The press has closed it on the screen, and that was heard of first.
            ([ft.BottomSheet(ft.Text(), open=False)], []),
        ],
        ids=["the screen", "the screen under a toast", "a question", "a question that is just going"],
    )
    def test_it_leaves_what_is_on_top(self, above: list[ft.DialogControl], left: list[str]) -> None:
        went: list[str] = []
        page: Any = SimpleNamespace(_dialogs=SimpleNamespace(controls=above), route="/history", navigate=went.append)
        account: Any = SimpleNamespace(signed_in=True, width=1280)
        shop: Any = SimpleNamespace(arrived=None)
        follow_keys(page, account, shop, desk=SimpleNamespace())  # type: ignore[arg-type]
        key: Any = SimpleNamespace(key="Escape", ctrl=False, alt=False, meta=False)
        asyncio.run(page.on_keyboard_event(key))
        assert went == left
