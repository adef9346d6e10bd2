"""Three small pictures of how it works: the link goes out, the customer pays, পরিশোধিত.

Drawn from what the screens are made of, of one size however large text is. They say nothing that the sentence beside
them does not.
"""

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.palette import Palette
from app.kit.typography import still_text
from money import Money, format_taka

_WIDE: Final = 128
_HIGH: Final = 92
_SUM: Final = Money(500_00)


def link_goes_out(look: Look) -> ft.Control:
    """A message with a link, on its way out of the shop's phone."""
    p = look.p
    link = ft.Row(
        [ft.Icon(ft.Icons.LINK_ROUNDED, size=18, color=p.on_primary), _bar(34, p.on_primary)],
        spacing=5,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    bubble = ft.Container(link, bgcolor=p.primary, border_radius=12, left=44, top=22, width=72, height=34)
    answer = ft.Container(bgcolor=p.surface_container_highest, border_radius=8, left=52, top=64, width=44, height=14)
    return _frame([_phone(p, 14), bubble, answer], p)


def customer_pays(look: Look) -> ft.Control:
    """The payer's page: the sum on top, two fields, the button."""
    p, scale, size = look.p, look.text_scale, 15
    amount = still_text(format_taka(_SUM, look.language, decimals=False), "amount.sm", p.on_ink, scale, size)
    head = ft.Container(amount, bgcolor=p.ink, height=28, alignment=ft.Alignment.CENTER)
    field = ft.Container(height=10, border=ft.Border.all(1, p.outline), border_radius=4)
    pay = ft.Container(_bar(30, p.on_primary), bgcolor=p.primary, height=16, border_radius=5)
    pay.alignment = ft.Alignment.CENTER
    fields = ft.Container(
        ft.Column(
            [field, ft.Container(height=10, border=ft.Border.all(1, p.outline), border_radius=4), pay],
            spacing=5,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=7,
    )
    page = ft.Container(
        ft.Column([head, fields], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(1, p.outline),
        border_radius=10,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        left=28,
        top=10,
        width=72,
        height=100,
    )
    return _frame([page], p)


def paid_and_given(look: Look) -> ft.Control:
    """The green word, and the goods that may go."""
    p = look.p
    word = ft.Row(
        [
            ft.Icon(ft.Icons.CHECK_CIRCLE_ROUNDED, size=15, color=p.on_paid),
            still_text(look.t("st.paid"), "badge", p.on_paid, look.text_scale),
        ],
        spacing=4,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    badge = ft.Container(word, bgcolor=p.paid, border_radius=8, left=10, right=10, top=10, height=28)
    goods = ft.Container(
        ft.Icon(ft.Icons.SHOPPING_BAG_OUTLINED, size=36, color=p.on_surface),
        left=0,
        right=0,
        top=46,
        alignment=ft.Alignment.CENTER,
    )
    return _frame([badge, goods], p)


def _frame(drawn: list[ft.Control], p: Palette) -> ft.Control:
    return ft.Container(
        ft.Stack(drawn, width=_WIDE, height=_HIGH),
        bgcolor=p.surface_container,
        border_radius=14,
        width=_WIDE,
        height=_HIGH,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _phone(p: Palette, left: float) -> ft.Control:
    """Its upper part; the rest is below the picture's edge."""
    ear = ft.Container(_bar(14, p.outline), alignment=ft.Alignment.TOP_CENTER, padding=ft.Padding.only(top=5))
    return ft.Container(
        ear,
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(2, p.outline),
        border_radius=10,
        left=left,
        top=10,
        width=52,
        height=100,
    )


def _bar(width: float, color: str) -> ft.Control:
    return ft.Container(width=width, height=4, border_radius=2, bgcolor=color)


PICTURES: Final[Mapping[str, Callable[[Look], ft.Control]]] = {
    "send": link_goes_out,
    "pay": customer_pays,
    "paid": paid_and_given,
}
"""By the sentence that each belongs to, in their order."""
