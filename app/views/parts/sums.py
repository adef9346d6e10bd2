"""Labels at the left, values at the right, as on a bill."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.palette import Palette
from app.kit.surfaces import rule
from app.kit.typography import amount_text, text
from app.model.handover import DisplayStatus
from app.views.parts.badges import badge
from app.views.parts.shop_context import use_account

# Narrower than this a sum that is never broken has no room beside its badge, nor a fact beside its name.
_BESIDE_FROM: Final = 380
# Nor have the words of a sum beside it where text is large: they would be broken in two.
_SUM_BESIDE_FROM: Final = 250


def is_narrow(look: Look) -> bool:
    """Whether what a desktop shows side by side stands below each other: on a small phone, and where text is large."""
    return look.width < _BESIDE_FROM * look.text_scale


def has_room_for_sum(width: float, text_scale: float) -> bool:
    """Whether a sum stands beside what names it, in a window of this width."""
    return width >= _SUM_BESIDE_FROM * text_scale


def sum_line(ident: str, label: str, amount: str, p: Palette, *, total: bool = False, key: str = "") -> ft.Control:
    """A sum of money under its name; a total stands out. Another key makes it another line, not the old one changed."""
    figure = text(amount, "amount.sm" if total else "figure", p.on_surface)
    named = ft.Semantics(identifier=ident, container=True, content=figure)
    words = text(label, "subtitle" if total else "body", p.on_surface if total else p.on_surface_variant, expand=True)
    account = use_account()
    if not has_room_for_sum(account.width, account.text_scale):
        words.expand = None
        return ft.Column([words, ft.Row([named], alignment=ft.MainAxisAlignment.END)], spacing=0, key=key or None)
    return ft.Row([words, named], key=key or None)


def fact_line(
    ident: str,
    label: str,
    value: str,
    *,
    p: Palette,
    large: bool,
    more: ft.Control | None = None,
    label_share: int = 4,
) -> ft.Control:
    """A fact and what can be done with it; the two share one part, so that values stand below each other.

    `label_share` is how many elevenths of the line the label has.
    """
    figure = ft.Semantics(identifier=ident, container=True, expand=True, content=text(value, "label", p.on_surface))
    # As high without something to press as with it, so that the rows of a card keep one rhythm.
    inside: list[ft.Control] = [figure, more if more is not None else ft.Container(width=0, height=48)]
    if large:
        return ft.Column([text(label, "body", p.on_surface_variant), ft.Row(inside, spacing=8)], spacing=0)
    right = ft.Row(inside, spacing=8, expand=11 - label_share)
    return ft.Row([text(label, "body", p.on_surface_variant, expand=label_share), right], spacing=8)


def amount_and_badge(amount: str, status: DisplayStatus | None, look: Look) -> ft.Control:
    """The sum, and how it stands; without a status the sum alone."""
    p, large = look.p, look.is_large
    stacked = large or is_narrow(look)
    room = min(320, look.width - 32) if stacked else 210
    figure = amount_text(amount, "amount.lg", p.on_surface, room, look.text_scale)
    if status is None:
        return figure
    state = badge(status, look, large=True)
    if stacked:
        return ft.Column([figure, ft.Row([state])], spacing=4)
    return ft.Row([ft.Container(figure, expand=True), state], spacing=12)


def ruled(rows: Sequence[ft.Control]) -> list[ft.Control]:
    """The rows with a hairline between each two."""
    out: list[ft.Control] = []
    for row in rows:
        if out:
            out.append(rule())
        out.append(row)
    return out
