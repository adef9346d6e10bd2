"""What rows of every kind have: edges, a ring for the keys, and how old they are."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import flet as ft

from app.kit.fields import scroll_key
from app.kit.look import use_look
from app.kit.palette import Palette
from language import DHAKA, Language, clock_time, day_month

ROW_PADDING: Final = ft.Padding.symmetric(horizontal=16, vertical=5)
# A letter of the caption is about this wide, in pixels: enough to know whether name and time share a line.
_LETTER: Final = 6.8
# What the edges of the row and the shortest line of a name take.
_BESIDE: Final = 44.0 + 110.0


def listed(rows: Sequence[ft.Control]) -> ft.Control:
    """Rows below each other, each as wide as the list."""
    return ft.Column(list(rows), spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def who_and_when(name: ft.Text, caption: ft.Text, room: float) -> list[ft.Control]:
    """The two in one line, or below each other where the caption would leave no room to the name.

    `room` is the width of the list, in pixels.
    """
    if letters_in(caption.value) * _LETTER > room - _BESIDE:
        return [name, caption]
    name.expand = True
    return [ft.Row([name, caption], spacing=12)]


def letters_in(words: str) -> int:
    """How many of its characters have a width: signs above, below and around a letter have none of their own."""
    return sum(unicodedata.category(char)[0] != "M" for char in words)


def row_edges(p: Palette, *, is_first: bool, chosen: bool) -> ft.Border | None:
    """The hairline above a row, and at its left what says that it is chosen."""
    if is_first and not chosen:
        return None
    above = ft.BorderSide.none() if is_first else ft.BorderSide(1, p.outline_variant)
    return ft.Border(top=above, left=ft.BorderSide(4, p.primary) if chosen else ft.BorderSide.none())


def focus_ring(p: Palette) -> ft.Border:
    """Around what the arrow keys chose."""
    return ft.Border.all(2, p.focus)


def row_key(row_id: str) -> ft.ScrollKey | None:
    """By which the arrow keys bring the row into sight; a phone has none, and is spared the bytes."""
    if not use_look().is_wide:
        return None
    return scroll_key(row_id)


def near_time(moment: datetime, now: datetime, language: Language) -> str:
    """The hour of a moment today, the day of an older one."""
    day = moment.astimezone(DHAKA).date()
    return clock_time(moment, language) if day == now.astimezone(DHAKA).date() else day_month(day, language)
