"""A question before what cannot be undone."""

import asyncio
from typing import Any

import flet as ft
import pytest

from app.kit.dialog import use_dialog
from app.state import Account
from tests.support.drawing import controls_of, only, shown


def asked(*, open_now: bool, closed: list[str], width: float = 390) -> Any:
    def close() -> None:
        closed.append("closed")

    def draw() -> ft.Control:
        use_dialog(open_now=open_now, lines=[ft.Text("নিশ্চিত?")], close=close)
        return ft.Text("")

    return shown(draw, Account(width=width))


def test_it_is_there_only_while_it_is_asked() -> None:
    assert controls_of(asked(open_now=False, closed=[]), ft.BottomSheet) == []
    assert only(asked(open_now=True, closed=[]), ft.BottomSheet).open


def test_leaving_it_by_any_way_is_the_answer_that_changes_nothing() -> None:
    closed: list[str] = []
    session = asked(open_now=True, closed=closed)
    asyncio.run(session.dispatch_event(only(session, ft.BottomSheet)._i, "dismiss", None))
    assert closed == ["closed"]


@pytest.mark.parametrize(("width", "wide"), [(320.0, 320), (1280.0, 480)])
def test_it_is_as_wide_as_a_phone_and_no_wider_than_a_page_of_a_book(width: float, wide: float) -> None:
    box = only(asked(open_now=True, closed=[], width=width), ft.BottomSheet).content
    assert isinstance(box, ft.Container)
    assert box.width == wide
