"""The digital balance beside the margin line."""

import flet as ft

from app.look.palette import Palette
from app.look.type import amount_text, text
from app.shop import Account, Shop
from app.views.parts.buttons import tappable
from app.views.parts.context import Say, go
from app.views.parts.frame import light_chip
from app.views.parts.surfaces import beside_margin
from language import in_digits_of, taka_in_words
from money import Money, format_taka


def balance_block(
    shop: Shop,
    p: Palette,
    t: Say,
    account: Account,
    *,
    left: float,
    room: float,
    large: bool,
    with_light: bool = False,
) -> ft.Control:
    """The digital balance beside the margin line, and what came in today."""
    home, language = shop.home, account.language
    if home is None:
        amount: ft.Control = ft.Container(width=220, height=40, bgcolor=p.ink_raised, border_radius=8)
        today, said_balance = " ", None
    else:
        shown = "৳••••••" if shop.balance_hidden else format_taka(home.balance, language)
        figure = amount_text(shown, "amount.lg", p.on_ink, room, account.text_scale)
        amount = ft.Semantics(identifier="balance", container=True, content=figure)
        count = in_digits_of(language, str(home.today.count))
        sum_today = format_taka(home.today.total, language)
        key = {0: "home.today.none", 1: "home.today.one"}.get(home.today.count, "home.today")
        today = t(key, n=count, amt=sum_today)
        is_said = not shop.balance_hidden and home.balance >= Money(0)
        said_balance = (
            t("a11y.balance", amt_words=taka_in_words(home.balance.poisha, language)) if is_said else t("home.balance")
        )

    def toggle() -> None:
        shop.balance_hidden = not shop.balance_hidden

    eye = ft.Icons.VISIBILITY_OFF_OUTLINED if shop.balance_hidden else ft.Icons.VISIBILITY_OUTLINED
    label = t("home.show") if shop.balance_hidden else t("home.hide")
    arrow = ft.Row(
        [
            text(t("nav.history"), "label.small", p.on_ink),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=p.on_ink),
        ],
        spacing=4,
        tight=True,
    )
    history = tappable(
        "see-history",
        arrow,
        go("/history"),
        label=t("hist.title"),
        bgcolor=p.ink_raised,
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=12, vertical=12),
    )
    label_row: list[ft.Control] = [
        text(t("home.balance"), "small", p.on_ink_variant, semantics_label=said_balance),
        tappable(
            "hide-balance",
            ft.Icon(eye, size=20, color=p.on_ink_variant),
            toggle,
            label=label,
            padding=8,
            border_radius=18,
        ),
    ]
    light = [light_chip(shop.light, p, t)] if with_light else []
    said = ft.Semantics(identifier="today", container=True, content=text(today, "small", p.on_ink_variant))
    lines: list[ft.Control]
    if large:
        lines = [ft.Row(label_row, spacing=0), amount, said, ft.Row([history, *light], spacing=8, wrap=True)]
    else:
        said.expand = True
        lines = [
            ft.Row([*label_row, ft.Container(expand=True), *light], spacing=0),
            amount,
            ft.Row([said, history], spacing=8),
        ]
    inside = ft.Container(
        ft.Column(lines, spacing=4 if large else 0),
        padding=ft.Padding.only(top=6, bottom=12, right=16),
    )
    return beside_margin(inside, p.ink_margin, left=left, gap=14)
