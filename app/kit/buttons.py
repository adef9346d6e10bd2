"""Things to press. Every one can be reached by keyboard and is named for screen readers and tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import flet as ft

from app.kit.look import use_look, use_palette
from app.kit.palette import Palette
from app.kit.typography import short_text, text

Press = Callable[..., object]
Kind = Literal["primary", "tonal", "outline", "marigold", "danger", "danger_text", "text", "disabled", "incomplete"]
"""Of these, an "incomplete" button looks as a "disabled" one and can be pressed: it then says what is missing, and a
press that comes before the server has heard what was typed is not lost."""

# So many words and a tick have room beside each other on every phone; more have it from this width on.
_TICKED_MOST: Final = 3
_TICKS_FROM: Final = 400
_LINE: Final = 3


def _nothing() -> None:
    """A press whose whole effect is what the client does."""


@dataclass(frozen=True, slots=True)
class ClientPress:
    """What the client does within the press itself, as browsers demand of copying and opening; `then` is ours."""

    action: ft.ClientAction
    then: Press = _nothing


def tappable(
    ident: str,
    content: ft.Control,
    on_click: Press | ClientPress | None,
    label: str = "",
    expand: bool | int | None = None,
    selected: bool | None = None,
    scroll_key: ft.ScrollKey | None = None,
    **more: Any,
) -> ft.Control:
    """A control that can be pressed; `label` replaces what a screen reader would read of its content.

    `selected` says of one of several whether it is the chosen one. `scroll_key` is borne by a point in it and not by
    itself: whenever the client draws what is around it makes such a bearer anew, which would lose the focus.
    """
    if scroll_key is not None:
        content = ft.Stack([content, ft.Container(width=0, height=0, left=0, top=0, key=scroll_key)])
    inner = ft.Semantics(exclude_semantics=True, content=content) if label else content
    if isinstance(on_click, ClientPress):
        box = ft.Container(inner, ink=True, on_click=on_click.then, action=on_click.action, **more)
    else:
        box = ft.Container(inner, ink=True, on_click=on_click, **more)
    named = ft.Semantics(identifier=ident, label=label or None, button=True, selected=selected, content=box)
    return ft.MergeSemantics(named, expand=expand)


def button(
    ident: str,
    label: str,
    on_click: Press | ClientPress,
    *,
    kind: Kind = "primary",
    icon: ft.IconData | None = None,
    expand: bool | int | None = None,
    name: str = "",
) -> ft.Control:
    """A button of the design: 52 high at normal text, higher when text is larger.

    A screen reader says `name` in place of a label that is too short to be understood by itself.
    """
    ground, ink, edge = _colours(kind, use_palette())
    # May be narrower than its words, which then take two lines.
    words = short_text(label, "label", ink, text_align=ft.TextAlign.CENTER, expand=1, expand_loose=True)
    inside: list[ft.Control] = [ft.Icon(icon, size=22, color=ink), words] if icon else [words]
    row = ft.Row(inside, spacing=8, alignment=ft.MainAxisAlignment.CENTER, tight=True)
    return tappable(
        ident,
        row,
        None if kind == "disabled" else on_click,
        label=name or label,
        expand=expand,
        bgcolor=ground,
        border=ft.Border.all(1, edge) if edge else None,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=12, vertical=14),
        alignment=ft.Alignment.CENTER if expand else None,
    )


def icon_button(ident: str, icon: ft.IconData, label: str, color: str, on_click: Press | ClientPress) -> ft.Control:
    """A picture to press, 48 by 48."""
    return tappable(ident, ft.Icon(icon, size=24, color=color), on_click, label=label, padding=12, border_radius=24)


def way_to(
    ident: str, icon: ft.IconData, words: str, on_click: Press | ClientPress, *, below: str | None = None
) -> ft.Control:
    """A row that leads to another screen; with a line below, whose place is kept while it is not known."""
    p = use_palette()
    lines: list[ft.Control] = [short_text(words, "label.small", p.on_surface)]
    if below is not None:
        lines.append(text(below or " ", "caption", p.on_surface_variant))
    row = ft.Row(
        [
            ft.Icon(icon, size=24, color=p.primary),
            ft.Column(lines, spacing=0, expand=True),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=22, color=p.on_surface_variant),
        ],
        spacing=14,
    )
    label = f"{words}, {below}" if below else words
    return tappable(
        ident,
        row,
        on_click,
        label=label,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=16, vertical=13),
    )


def chip(ident: str, label: str, on_click: Press, *, chosen: bool) -> ft.Control:
    """A filter that is on or off."""
    p = use_palette()
    ink = p.on_primary_container if chosen else p.on_surface
    inside: list[ft.Control] = [ft.Icon(ft.Icons.CHECK_ROUNDED, size=16, color=ink)] if chosen else []
    return tappable(
        ident,
        ft.Row([*inside, short_text(label, "label.small", ink)], spacing=4, tight=True),
        on_click,
        label=label,
        selected=chosen,
        bgcolor=p.primary_container if chosen else p.surface_container_lowest,
        border=ft.Border.all(1, p.primary if chosen else p.outline_variant),
        border_radius=10,
        padding=ft.Padding.symmetric(horizontal=14, vertical=14),
    )


def chips(
    ident: str, choices: Sequence[tuple[str, str]], chosen: str, on_choose: Callable[[str], None]
) -> list[ft.Control]:
    """Filters of which one is on: values with their words."""

    # A handler of its own for each value: Flet would hand its event to a default argument.
    def choosing(value: str) -> Press:
        return lambda: on_choose(value)

    return [chip(f"{ident}-{value}", label, choosing(value), chosen=value == chosen) for value, label in choices]


def segments(
    ident: str,
    choices: list[tuple[str, str]],
    chosen: str,
    on_choose: Callable[[str], Press],
    *,
    large: bool,
) -> ft.Control:
    """One of a few, side by side, or below each other where text is large.

    The chosen one has a tick; where the words of four need its room, a line below the word.
    """
    look = use_look()
    # A desktop's column has room for them beside each other, however large their words.
    is_tight, large = large or look.width < _TICKS_FROM, large and not look.is_wide
    p, is_short = look.p, is_tight and not large and len(choices) > _TICKED_MOST
    parts: list[ft.Control] = []
    for value, label in choices:
        on = value == chosen
        ink = p.on_primary_container if on else p.on_surface
        tick: list[ft.Control] = [ft.Icon(ft.Icons.CHECK_ROUNDED, size=18, color=ink)] if on and not is_short else []
        words = short_text(label, "label.small", ink, text_align=ft.TextAlign.CENTER, expand=1, expand_loose=True)
        row = ft.Row([*tick, words], spacing=6, alignment=ft.MainAxisAlignment.CENTER)
        parts.append(
            tappable(
                f"{ident}-{value}",
                row,
                on_choose(value),
                label=label,
                expand=None if large else 1,
                selected=on,
                bgcolor=p.primary_container if on else None,
                border=ft.Border.only(bottom=ft.BorderSide(_LINE, p.primary)) if on and is_short else None,
                padding=ft.Padding.only(left=4, right=4, top=14, bottom=14 - _LINE if on and is_short else 14),
            )
        )
    return ft.Container(
        abreast(parts, large=large, spacing=0),
        border=ft.Border.all(1, p.outline),
        border_radius=12,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def abreast(controls: Sequence[ft.Control], *, large: bool, spacing: float = 10) -> ft.Control:
    """Side by side, or below each other where text is large; what is given must expand in the first case only."""
    if large:
        return ft.Column(list(controls), spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Row(list(controls), spacing=spacing)


def _colours(kind: Kind, p: Palette) -> tuple[str | None, str, str | None]:
    """Ground, ink and edge."""
    grey = p.surface_container_highest, p.outline, None
    return {
        "primary": (p.primary, p.on_primary, None),
        "tonal": (p.primary_container, p.on_primary_container, None),
        "outline": (None, p.on_surface, p.outline),
        "marigold": (p.tertiary, p.on_tertiary, None),
        "danger": (None, p.error, p.error),
        "danger_text": (None, p.error, None),
        "text": (None, p.primary, None),
        "disabled": grey,
        "incomplete": grey,
    }[kind]
