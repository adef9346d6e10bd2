"""What keeps a session of the app usable."""

import asyncio
import gc
from types import SimpleNamespace
from typing import Any

import flet as ft

from app import shell
from app.flet_workarounds.staying_alive import outlive_answers
from app.state import Account


class Session:
    """As much of Flet's session as calls of methods need."""

    def __init__(self) -> None:
        self._Session__method_calls = {"call": asyncio.Event()}
        self._Session__method_call_results: dict[asyncio.Event, Any] = {}

    def handle_invoke_method_results(self, control_id: int, call_id: str, result: Any, error: str | None) -> None:
        raise RuntimeError(f"Control with ID {control_id} is not registered.")


def test_an_answer_from_what_has_left_the_screen_keeps_the_line_and_lets_go_of_who_asked() -> None:
    session: Any = Session()
    (asked,) = session._Session__method_calls.values()
    outlive_answers(session)
    session.handle_invoke_method_results(166, "call", None, None)
    assert asked.is_set()
    assert session._Session__method_call_results == {asked: (None, None)}


def test_a_theme_that_is_chosen_is_drawn_at_once() -> None:
    account = Account()
    page: Any = SimpleNamespace(platform_brightness=ft.Brightness.LIGHT, theme_mode=None, update=lambda: None)
    shell._follow_theme(page, account)
    gc.collect()  # An observable holds no listener that nobody else holds.
    account.theme = "dark"
    assert (page.theme_mode, account.dark) == (ft.ThemeMode.DARK, True)
    account.theme = "auto"
    page.platform_brightness = ft.Brightness.LIGHT
    page.on_platform_brightness_change(None)
    assert (page.theme_mode, account.dark) == (ft.ThemeMode.SYSTEM, False)
