"""How large the system draws text, by a letter that nobody sees."""

from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.kit.text_scale import TextScale
from app.state import Account
from tests.support.drawing import only, shown


@pytest.mark.parametrize(
    ("height", "scale"), [(16, 1.0), (20.8, 1.3), (12, 1.0), (200, 3.0)], ids=["usual", "large", "small", "absurd"]
)
def test_a_letter_as_high_as_the_system_draws_it_tells_how_large_text_is(height: float, scale: float) -> None:
    account = Account()

    def measure() -> None:
        measured: Any = only(ft.context.page.session, ft.Text).on_size_change
        measured(SimpleNamespace(height=height))

    shown(lambda: TextScale(), account, measure)
    assert account.text_scale == scale


def test_nobody_sees_it_hears_it_or_has_less_room_for_it() -> None:
    session = shown(lambda: TextScale())
    assert (only(session, ft.Semantics).exclude_semantics, only(session, ft.Container).left) == (True, -1000)
