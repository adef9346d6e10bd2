"""A row that is on or off."""

import flet as ft

from app.kit.buttons import Press
from app.kit.look import use_palette
from app.kit.typography import text


def switch(ident: str, icon: ft.IconData, title: str, sub: str, turn: Press, *, on: bool) -> ft.Control:
    """What it is and what it does; pressed anywhere it turns."""
    p = use_palette()
    words = ft.Column(
        [text(title, "label", p.on_surface), text(sub, "caption", p.on_surface_variant)], spacing=0, expand=True
    )
    face = ft.Switch(value=on, active_track_color=p.primary, active_color=p.on_primary)
    # The row is what is pressed; the switch only shows.
    shown = ft.Container(face, ignore_interactions=True)
    row = ft.Row([ft.Icon(icon, size=24, color=p.on_surface), words, shown], spacing=14)
    box = ft.Container(ft.Semantics(exclude_semantics=True, content=row), ink=True, on_click=turn, padding=16)
    named = ft.Semantics(identifier=ident, label=f"{title}. {sub}", toggled=on, button=True, content=box)
    return ft.MergeSemantics(named)
