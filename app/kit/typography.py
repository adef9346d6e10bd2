"""Type: Anek Bangla for amounts and titles, Noto Sans Bengali for all else."""

from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from language import unbroken


@dataclass(frozen=True, slots=True)
class Style:
    """A text style of the design: family, size, line height as a factor."""

    family: str
    size: float
    height: float
    word_spacing: float | None = None


AMOUNTS_GROW: Final = 1.25
"""Where the system draws text larger, sums grow so many times at most."""
STYLES: Final = {
    "wordmark": Style("Display800", 64, 1.188),
    "amount.hero": Style("Display700", 68, 1.176),
    "amount.xl": Style("Display700", 52, 1.154),
    "amount.lg": Style("Display700", 38, 1.211),
    "amount.md": Style("Display700", 26, 1.308),
    "amount.sm": Style("Display700", 19, 1.368),
    "headline": Style("Display700", 26, 1.308, 4),
    "title": Style("Display600", 20, 1.4, 3),
    "subtitle": Style("Text600", 16, 1.5),
    "body": Style("Text400", 16, 1.562),
    "small": Style("Text400", 14, 1.571),
    "label": Style("Text600", 16, 1.5),
    "label.small": Style("Text600", 14, 1.429),
    "badge": Style("Text600", 13, 1.538),
    "figure": Style("Text600", 16, 1.5),
    "caption": Style("Text400", 13, 1.538),
}


def text_style(name: str, color: str) -> ft.TextStyle:
    """A style for Flet. Letter spacing is none: Material's own pulls Bangla conjuncts apart."""
    style = STYLES[name]
    return ft.TextStyle(
        size=style.size,
        height=style.height,
        font_family=style.family,
        color=color,
        letter_spacing=0,
        word_spacing=style.word_spacing,
    )


def text(value: str, style: str, color: str, **more: Any) -> ft.Text:
    """Text in a style of the design; a time or a negation in it goes on in no other line."""
    return ft.Text(unbroken(value), style=text_style(style, color), **more)


def short_text(value: str, style: str, color: str, **more: Any) -> ft.Text:
    """Text that takes one line where there is room, two where there is less, and then ends in …"""
    return text(value, style, color, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS, **more)


def grown(line: ft.Text, by: float) -> ft.Text:
    """The same text so many times as large, for what is read from farther away."""
    if isinstance(line.style, ft.TextStyle) and line.style.size is not None:
        line.style.size *= by
    return line


def still_text(value: str, style: str, color: str, scale: float, size: float = 0) -> ft.Text:
    """Text of one size, the style's or another in pixels, however large the system draws text: for pictures."""
    made = text_style(style, color)
    made.size = (size or STYLES[style].size) / scale
    return ft.Text(value, style=made)


def amount_text(value: str, style: str, color: str, room: float, scale: float = 1, by: float = 1) -> ft.Text:
    """A sum in one line if it can be, smaller where the room is short, and never cut: a cut sum is a wrong one.

    Where the system draws text larger it grows by a quarter at most; `by` so many times for who is farther away.
    """
    made = text_style(style, color)
    # Anek's digits are about six tenths of their size wide.
    fits = min(STYLES[style].size * by * min(scale, AMOUNTS_GROW), room / (0.6 * max(1, len(value))))
    made.size = max(16.0, fits) / scale
    return ft.Text(value, style=made)
