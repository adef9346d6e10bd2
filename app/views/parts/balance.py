"""The digital balance beside the margin line."""

from typing import Final

import flet as ft

from app.kit.buttons import tappable
from app.kit.look import Look, go
from app.kit.surfaces import beside_margin
from app.kit.typography import amount_text, text
from app.state import Shop
from app.views.parts.frame import connection_chip
from language import in_digits_of, taka_in_words
from money import Money, format_taka

# The row of the name and what hides the sum is 48 high; the name stands in its middle.
_ABOVE: Final = 36
# What leads to the history, with the space beside it.
_BESIDE: Final = 108


def balance_block(shop: Shop, look: Look, *, left: float, room: float, with_connection: bool = False) -> ft.Control:
    """The digital balance beside the margin line, and what came in today; `room` is the width beside that line.

    At the till there is no balance, and nothing to hide or to look up.
    """
    p, large = look.p, look.is_large
    connection = [connection_chip(shop.connection, look)] if with_connection else []
    if not shop.rights.sees_balance:
        return _at_the_till(shop, look, connection, left=left, room=room)
    amount = _amount(shop, look, room if large else room - _BESIDE)
    named = text(look.t("home.balance"), "small", p.on_ink_variant, semantics_label=_spoken(shop, look))
    hide, history = _hide(shop, look), _to_history(look)
    said = _said_of_today(shop, look)
    inside: ft.Control
    if large:
        lines = [ft.Row([named, hide], spacing=0), amount, said, ft.Row([history, *connection], spacing=8, wrap=True)]
        inside = ft.Container(ft.Column(lines, spacing=4), padding=ft.Padding.only(top=6, bottom=12, right=16))
        return beside_margin(inside, p.ink_margin, left=left, gap=14)
    # Two of them are 48 high, to be pressed, and may be no higher: the sum reaches between them.
    beside = ft.Container(said, padding=ft.Padding.only(right=_BESIDE))
    words = ft.Column([ft.Container(height=_ABOVE), amount, beside], spacing=0)
    above = ft.Row([named, hide, ft.Container(expand=True), *connection], spacing=0)
    inside = ft.Stack(
        [
            ft.Container(words, padding=ft.Padding.only(bottom=8)),
            ft.Container(above, left=0, right=16, top=0),
            ft.Container(history, right=16, bottom=4 if with_connection else 12),
        ]
    )
    return beside_margin(inside, p.ink_margin, left=left, gap=14)


def _at_the_till(shop: Shop, look: Look, connection: list[ft.Control], *, left: float, room: float) -> ft.Control:
    """What came in today, and nothing that adds up to more."""
    p = look.p
    total = shop.home.today.total if shop.home is not None else Money(0)
    figure = amount_text(format_taka(total, look.language), "amount.lg", p.on_ink, room, look.text_scale)
    above = ft.Row([text(look.t("home.till"), "small", p.on_ink_variant, expand=True), *connection], spacing=8)
    said = _said_of_today(shop, look)
    inside = ft.Container(
        ft.Column([above, figure, said], spacing=4), padding=ft.Padding.only(top=12, bottom=12, right=16)
    )
    return beside_margin(inside, p.ink_margin, left=left, gap=14)


def _amount(shop: Shop, look: Look, room: float) -> ft.Control:
    if shop.home is None:
        # As high as a sum's own letters, whose line reaches up between name and connection.
        return ft.Container(
            width=min(220, room), height=32, margin=ft.Margin.only(top=8), bgcolor=look.p.ink_raised, border_radius=8
        )
    shown = "৳••••••" if shop.balance_hidden else format_taka(shop.home.balance, look.language)
    figure = amount_text(shown, "amount.lg", look.p.on_ink, room, look.text_scale)
    return ft.Semantics(identifier="balance", container=True, content=figure)


def _said_of_today(shop: Shop, look: Look) -> ft.Control:
    words = text(today_words(shop, look), "small", look.p.on_ink_variant)
    return ft.Semantics(identifier="today", container=True, content=words)


def today_words(shop: Shop, look: Look) -> str:
    """What came in today; a space, which keeps the place, while it is not known."""
    if shop.home is None:
        return " "
    today = shop.home.today
    key = {0: "home.today.none", 1: "home.today.one"}.get(today.count, "home.today")
    count = in_digits_of(look.language, str(today.count))
    return look.t(key, n=count, amt=format_taka(today.total, look.language))


def _spoken(shop: Shop, look: Look) -> str | None:
    """The balance in words, for who hears the screen; where it is hidden its name alone."""
    if shop.home is None:
        return None
    balance = shop.home.balance
    if shop.balance_hidden or balance < Money(0):
        return look.t("home.balance")
    return look.t("a11y.balance", amt_words=taka_in_words(balance.poisha, look.language))


def _hide(shop: Shop, look: Look) -> ft.Control:
    def toggle() -> None:
        shop.balance_hidden = not shop.balance_hidden

    eye = ft.Icons.VISIBILITY_OFF_OUTLINED if shop.balance_hidden else ft.Icons.VISIBILITY_OUTLINED
    label = look.t("home.show") if shop.balance_hidden else look.t("home.hide")
    icon = ft.Icon(eye, size=20, color=look.p.on_ink_variant)
    return tappable("hide-balance", icon, toggle, label=label, padding=14, border_radius=24)


def _to_history(look: Look) -> ft.Control:
    p, t = look.p, look.t
    arrow = ft.Row(
        [
            text(t("nav.history"), "label.small", p.on_ink),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=p.on_ink),
        ],
        spacing=4,
        tight=True,
    )
    return tappable(
        "see-history",
        arrow,
        go("/history"),
        label=t("hist.title"),
        bgcolor=p.ink_raised,
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=12, vertical=14),
    )
