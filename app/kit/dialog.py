"""Asking once more before something that cannot be undone."""

from collections.abc import Sequence

import flet as ft

from app.kit.buttons import Press
from app.kit.look import use_look


def use_dialog(*, open_now: bool, lines: Sequence[ft.Control], close: Press) -> None:
    """A sheet from below while `open_now`; leaving it by any way is the answer that changes nothing."""
    look = use_look()
    column = ft.Column(list(lines), spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    sheet = ft.BottomSheet(
        ft.Container(column, padding=20, width=min(look.width, 480)),
        bgcolor=look.p.surface_container_lowest,
        on_dismiss=lambda _: close(),
        scrollable=True,
    )
    ft.use_dialog(sheet if open_now else None)
