"""A labelled field with its error below, and what is typed kept."""

from typing import Any

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.live_field import live_field
from app.kit.look import use_palette
from app.kit.typography import text, text_style

_RADIUS = 14


def field(
    ident: str,
    label: str,
    ref: MutableRef[ft.TextField],
    *,
    error: str = "",
    initial: str = "",
    style: str = "body",
    optional: str = "",
    **more: Any,
) -> ft.Control:
    """Label, box and, when something is wrong, one sentence below it."""
    p = use_palette()
    box = live_field(
        ref,
        initial,
        border={
            ft.ControlState.DEFAULT: _edge(p.error if error else p.outline, 2 if error else 1),
            ft.ControlState.FOCUSED: _edge(p.error if error else p.primary, 2),
        },
        filled=True,
        fill_color=p.surface_container_lowest,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        text_style=text_style(style, p.on_surface),
        cursor_color=p.primary,
        hint_style=text_style("body", p.on_surface_variant),
        hint_max_lines=2,
        **more,
    )
    head: list[ft.Control] = [text(label, "label.small", p.on_surface)]
    if optional:
        head.append(text(optional, "caption", p.on_surface_variant))
    lines: list[ft.Control] = [
        # In large letters the second word moves below the first, and a long label into two lines.
        ft.Container(ft.Row(head, spacing=8, run_spacing=2, wrap=True, key=scroll_key(ident))),
        named_box(ident, label, box),
    ]
    if error:
        lines.append(field_error(f"{ident}-error", error))
    return ft.Column(lines, spacing=6, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def row_field(
    ident: str,
    label: str,
    icon: ft.IconData,
    ref: MutableRef[ft.TextField],
    *,
    error: str = "",
    initial: str = "",
    large: bool = False,
    **more: Any,
) -> ft.Control:
    """Picture, label and box in one line, for fields that stand below each other in a card."""
    p = use_palette()
    box = live_field(
        ref,
        initial,
        border={
            ft.ControlState.DEFAULT: _edge(p.error if error else ft.Colors.TRANSPARENT, 2),
            ft.ControlState.FOCUSED: _edge(p.error if error else p.primary, 2),
        },
        dense=True,
        content_padding=ft.Padding.symmetric(horizontal=10, vertical=12),
        text_style=text_style("label", p.on_surface),
        cursor_color=p.primary,
        hint_style=text_style("small", p.on_surface_variant),
        # In letters that are a little larger the smallest phone has no room for it in one.
        hint_max_lines=2,
        counter="",
        **more,
    )
    named: list[ft.Control] = [
        ft.Icon(icon, size=22, color=p.on_surface_variant),
        text(label, "small", p.on_surface_variant),
    ]
    head = ft.Container(ft.Row(named, spacing=12, key=scroll_key(ident)), width=None if large else 132)
    boxed = named_box(ident, label, box, expand=not large)
    parts: list[ft.Control] = [head, boxed]
    line: ft.Control
    if large:
        line = ft.Column(parts, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    else:
        line = ft.Row(parts, spacing=4)
    lines = [line, *([field_error(f"{ident}-error", error)] if error else [])]
    return ft.Container(
        ft.Column(lines, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.only(left=14, right=6, top=4, bottom=4),
    )


def named_box(ident: str, label: str, box: ft.TextField, expand: bool | None = None) -> ft.Control:
    """The box bears the name itself: on a group around it a screen reader may never come to hear it."""
    return ft.MergeSemantics(ft.Semantics(identifier=ident, label=label, content=box), expand=expand)


def field_error(ident: str, error: str) -> ft.Control:
    """One sentence beside the field, with an icon."""
    p = use_palette()
    row = ft.Row(
        [ft.Icon(ft.Icons.ERROR_ROUNDED, size=18, color=p.error), text(error, "small", p.error, expand=True)],
        spacing=6,
        key=scroll_key(ident),
    )
    return ft.Semantics(identifier=ident, container=True, live_region=True, content=row)


def scroll_key(ident: str) -> ft.ScrollKey:
    """By which a form is scrolled to this.

    Never around a box, for the client makes anew whatever bears such a key whenever it draws what is around it; nor
    among others that bear none, for then those may be made anew. A box that is made anew loses what is just typed.
    """
    return ft.ScrollKey(ident)  # type: ignore[call-arg]  # Its constructor is made at run time.


def _edge(color: str, width: float) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=_RADIUS)
