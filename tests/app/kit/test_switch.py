"""A row that is on or off."""

from typing import Any

import flet as ft
import pytest

from app.kit.switch import switch
from tests.support.drawing import controls_of, named, only, shown


@pytest.mark.parametrize("on", [True, False])
def test_the_whole_row_is_pressed_and_says_what_it_does_and_how_it_stands(on: bool) -> None:
    pressed: list[str] = []

    def turn() -> None:
        pressed.append("turned")

    session = shown(lambda: switch("sound", ft.Icons.VOLUME_UP_ROUNDED, "আওয়াজ", "টাকা এলে বলে", turn, on=on))
    row = named(session, "sound")
    assert (row.toggled, row.label) == (on, "আওয়াজ. টাকা এলে বলে")
    assert isinstance(row.content, ft.Container)
    press: Any = row.content.on_click
    press()
    assert pressed == ["turned"]
    # The switch in it only shows: two things to press in one row would turn it twice.
    assert only(session, ft.Switch).value is on
    (shows,) = (one for one in controls_of(session, ft.Container) if isinstance(one.content, ft.Switch))
    assert shows.ignore_interactions
