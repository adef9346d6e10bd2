"""What a page is given when the app begins on it."""

import gc
from types import SimpleNamespace
from typing import Any

import flet as ft

from app import shell
from app.state import Account


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
