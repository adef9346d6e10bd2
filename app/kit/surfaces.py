"""Cards, the margin line, top bars and the mark."""

from collections.abc import Sequence
from typing import Any, Literal

import flet as ft

from app.kit.buttons import Press, icon_button
from app.kit.look import use_palette
from app.kit.palette import Palette
from app.kit.typography import still_text, text


def heading(
    words: str, style: str, color: str, *, level: Literal[1, 2] = 2, ident: str = "", **more: Any
) -> ft.Control:
    """Words that name what is below them: 1 for the screen, 2 for a part of it. Screen readers jump by these."""
    expand = more.pop("expand", None)
    return as_heading(text(words, style, color, **more), level=level, ident=ident, expand=expand)


def as_heading(words: ft.Text, *, level: Literal[1, 2] = 2, ident: str = "", expand: bool | None = None) -> ft.Control:
    """The same of words that are there."""
    return ft.Semantics(identifier=ident or None, heading_level=level, container=True, content=words, expand=expand)


def card(content: ft.Control, *, padding: float = 16, radius: float = 20) -> ft.Container:
    """Flat, with a hairline."""
    p = use_palette()
    return ft.Container(
        content,
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(1, p.outline_variant),
        border_radius=radius,
        padding=padding,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def beside_margin(content: ft.Control, color: str, *, left: float, gap: float) -> ft.Control:
    """Content to the right of the two thin vermilion lines of the account book: only beside money."""
    return ft.Stack(
        [
            ft.Container(content, padding=ft.Padding.only(left=left + 5 + gap)),
            ft.Container(width=1, bgcolor=color, left=left, top=0, bottom=0),
            ft.Container(width=1, bgcolor=color, left=left + 4, top=0, bottom=0),
        ]
    )


def mark(p: Palette, scale: float) -> ft.Control:
    """The brand: ink tile, two marigold lines, আ; of one size, however large text is."""
    return ft.Container(
        ft.Stack(
            [
                ft.Container(width=1, bgcolor=p.tertiary, left=8, top=0, bottom=0),
                ft.Container(width=1, bgcolor=p.tertiary, left=12, top=0, bottom=0),
                ft.Container(still_text("আ", "title", p.on_ink, scale, 18), left=16, top=6),
            ],
            width=46,
            height=46,
        ),
        bgcolor=p.ink_raised,
        border_radius=14,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def top_bar(
    title: str, back: Press, back_label: str, *more: ft.Control, closes: bool = False, on: Palette | None = None
) -> ft.Control:
    """A detail screen's head: back or close, the title, and what belongs to it; `on` another ground than its own."""
    p = on or use_palette()
    icon = ft.Icons.CLOSE_ROUNDED if closes else ft.Icons.ARROW_BACK_ROUNDED
    row = ft.Row(
        [
            icon_button("back", icon, back_label, p.on_surface, back),
            heading(title, "title", p.on_surface, level=1, expand=True) if title else ft.Container(expand=True),
            *more,
        ],
        spacing=8,
    )
    return ft.SafeArea(
        ft.Container(row, padding=ft.Padding.only(left=4, right=8, top=6, bottom=6)), avoid_intrusions_bottom=False
    )


def bottom_bar(controls: Sequence[ft.Control]) -> ft.Control:
    """What can be done here, at the thumb."""
    p = use_palette()
    return ft.Container(
        ft.SafeArea(
            ft.Column(list(controls), spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            avoid_intrusions_top=False,
        ),
        bgcolor=p.surface_container_lowest,
        border=ft.Border.only(top=ft.BorderSide(1, p.outline_variant)),
        padding=ft.Padding.symmetric(horizontal=16, vertical=12),
    )


def scrolling(controls: Sequence[ft.Control], *, padding: ft.PaddingValue = 16, spacing: float = 12) -> ft.Column:
    """A screen's body."""
    return ft.Column(
        [
            ft.Container(
                ft.Column(list(controls), spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
                padding=padding,
            )
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def rule() -> ft.Control:
    """A hairline between rows."""
    return ft.Container(height=1, bgcolor=use_palette().outline_variant)
