"""Labels at the left, values at the right, as on a bill."""

from collections.abc import Sequence

import flet as ft

from app.look.palette import Palette
from app.look.type import text
from app.views.parts.surfaces import rule


def sum_line(ident: str, label: str, amount: str, p: Palette, *, total: bool = False) -> ft.Control:
    """A sum of money under its name; a total stands out."""
    figure = text(amount, "amount.sm" if total else "figure", p.on_surface)
    named = ft.Semantics(identifier=ident, container=True, content=figure)
    words = text(label, "subtitle" if total else "body", p.on_surface if total else p.on_surface_variant, expand=True)
    return ft.Row([words, named])


def fact_line(ident: str, label: str, value: str, p: Palette, *more: ft.Control) -> ft.Control:
    """A fact and what can be done with it; the two share one part, so that values stand below each other."""
    figure = ft.Semantics(identifier=ident, container=True, expand=True, content=text(value, "label", p.on_surface))
    right = ft.Row([figure, *more], spacing=8, expand=7)
    return ft.Row([text(label, "body", p.on_surface_variant, expand=4), right], spacing=8)


def ruled(rows: Sequence[ft.Control], p: Palette) -> list[ft.Control]:
    """The rows with a hairline between each two."""
    out: list[ft.Control] = []
    for row in rows:
        if out:
            out.append(rule(p))
        out.append(row)
    return out
