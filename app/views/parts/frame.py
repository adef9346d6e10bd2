"""The frame of the main screens: bar below on a phone, rail at the left on a desktop."""

from datetime import timedelta
from typing import Final

import flet as ft

from app.kit.buttons import button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, Say, go, use_look, use_palette, use_words
from app.kit.rows import near_time
from app.kit.surfaces import heading, mark
from app.kit.typography import short_text, text
from app.model.connection import ConnectionState
from app.state import Shop
from app.views.parts.shop_context import use_account, use_seen_shop, use_session
from language import LANGUAGES, next_language

_HISTORY: Final = ("/history", "nav.history", ft.Icons.MENU_BOOK_ROUNDED, ft.Icons.MENU_BOOK_OUTLINED)
_TODAY: Final = ("/today", "nav.today", ft.Icons.MENU_BOOK_ROUNDED, ft.Icons.MENU_BOOK_OUTLINED)
_TABS: Final = (
    ("/", "nav.pay", ft.Icons.PAYMENTS_ROUNDED, ft.Icons.PAYMENTS_OUTLINED),
    _HISTORY,
    ("/settings", "nav.settings", ft.Icons.SETTINGS_ROUNDED, ft.Icons.SETTINGS_OUTLINED),
)
# Nobody minds a clock that is some minutes off.
_CLOCK_TOLD: Final = timedelta(minutes=10)
_DOT_FROM: Final = 340
_COUNTER: Final = ("/counter", "nav.counter", ft.Icons.POINT_OF_SALE_ROUNDED, ft.Icons.POINT_OF_SALE_OUTLINED)


@part
def BottomBar(tab: str) -> ft.Control:
    """The places of the app, at the thumb."""
    look, shop = use_look(), use_seen_shop()
    p = look.p
    tabs = [_tab(to, word, full, line, look, on=_is_at(tab, to)) for to, word, full, line in _places(shop)]
    row = ft.Row(tabs, alignment=ft.MainAxisAlignment.SPACE_AROUND)
    return ft.Container(
        ft.SafeArea(row, avoid_intrusions_top=False),
        bgcolor=p.surface_container_lowest,
        border=ft.Border.only(top=ft.BorderSide(1, p.outline_variant)),
        padding=ft.Padding.symmetric(horizontal=8, vertical=4),
    )


def _places(shop: Shop) -> list[tuple[str, str, ft.IconData, ft.IconData]]:
    """Who is told of today alone has that in place of the history."""
    return [_TODAY if place is _HISTORY and not shop.rights.sees_balance else place for place in _TABS]


def _is_at(tab: str, to: str) -> bool:
    """Whether this place is where one is; the history and today, of which one is shown, have one place."""
    return tab == to or {tab, to} == {_HISTORY[0], _TODAY[0]}


def _tab(to: str, word: str, full: ft.IconData, line: ft.IconData, look: Look, *, on: bool) -> ft.Control:
    p, t = look.p, look.t
    pill = ft.Container(
        ft.Icon(full if on else line, size=24, color=p.on_primary_container if on else p.on_surface_variant),
        bgcolor=p.primary_container if on else None,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=20, vertical=4),
    )
    label = short_text(t(word), "badge", p.on_surface if on else p.on_surface_variant)
    column = ft.Column([pill, label], spacing=2, horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True)
    return tappable(f"tab-{word}", column, go(to), label=t(word), selected=on, padding=4, border_radius=14)


@part
def Rail(tab: str) -> ft.Control:
    """The same places on a desktop, on ink with the margin line."""
    p, t, account, session = use_palette(), use_words(), use_account(), use_session()
    shop = use_seen_shop()
    other = next_language(account.language)

    async def switch() -> None:
        await session.choose_language(other)

    places: list[ft.Control] = []
    for to, word, full, line in (_COUNTER, *_places(shop)):
        on = _is_at(tab, to)
        ink = p.on_ink if on else p.on_ink_variant
        pill = ft.Container(
            ft.Icon(full if on else line, size=24, color=ink),
            bgcolor=p.ink_raised if on else None,
            border_radius=14,
            padding=ft.Padding.symmetric(horizontal=18, vertical=6),
        )
        column = ft.Column(
            [pill, short_text(t(word), "badge" if on else "caption", ink)],
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            tight=True,
        )
        places.append(tappable(f"tab-{word}", column, go(to), label=t(word), selected=on, padding=2, border_radius=14))
    language = ft.Column(
        [
            ft.Icon(ft.Icons.TRANSLATE_ROUNDED, size=24, color=p.on_ink_variant),
            short_text(LANGUAGES[other].own_name, "caption", p.on_ink_variant),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        tight=True,
    )
    column = ft.Column(
        [
            mark(p, account.text_scale),
            ft.Container(height=6),
            *places,
            ft.Container(expand=True),
            tappable("switch-language", language, switch, padding=8, border_radius=14),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Stack(
        [
            ft.Container(
                column, bgcolor=p.ink, padding=ft.Padding.only(top=18, bottom=12), left=0, right=0, top=0, bottom=0
            ),
            ft.Container(width=1, bgcolor=p.ink_margin, right=8, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.ink_margin, right=4, top=0, bottom=0),
        ],
        width=92 * min(account.text_scale, 1.4),
    )


@part
def WideHead(title_key: str) -> ft.Control:
    """A desktop screen's head: title, shop, the connection, and নিউ লিংক at the right."""
    look = use_look()
    t, shop = look.t, use_seen_shop()
    titles = wide_titles(t(title_key), shop, look)
    new = button(
        "new-link", t("act.newlink"), go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    return ft.Row([titles, new], spacing=14)


def wide_titles(title: str, shop: Shop, look: Look) -> ft.Control:
    """The left of a desktop screen's head: its title with the shop's name, which may be long, and the connection."""
    p, name = look.p, shop.home.shop.name if shop.home else ""
    lines: list[ft.Control] = [
        heading(title, "headline", p.on_surface, level=1),
        short_text(name, "caption", p.on_surface_variant),
    ]
    titles = ft.Column(lines, spacing=0, expand=1, expand_loose=True)
    return ft.Row([titles, connection_chip(shop.connection, look)], spacing=14, expand=True)


def connection_chip(connection: ConnectionState, look: Look) -> ft.Control:
    """Live, reconnecting or offline, in words; never green."""
    p, t = look.p, look.t
    word = {
        ConnectionState.LIVE: "ctr.live",
        ConnectionState.RECONNECTING: "app.reconnecting",
        ConnectionState.OFFLINE: "app.offline",
    }[connection]
    ground, ink = (
        (p.active_container, p.on_active_container)
        if connection is ConnectionState.LIVE
        else (p.pending_container, p.on_pending_container)
        if connection is ConnectionState.RECONNECTING
        else (p.inverse_surface, p.on_inverse_surface)
    )
    # On the smallest phone the longest of the words stands beside the balance's name only without it.
    dot = [ft.Container(width=8, height=8, border_radius=4, bgcolor=ink)] if look.width >= _DOT_FROM else []
    chip = ft.Container(
        ft.Row([*dot, text(t(word), "badge", ink)], spacing=6, tight=True),
        bgcolor=ground,
        border_radius=10,
        padding=ft.Padding.symmetric(horizontal=10, vertical=5),
    )
    return ft.Semantics(
        identifier=f"light-{connection}",
        label=t(word),
        container=True,
        live_region=True,
        exclude_semantics=True,
        content=chip,
    )


@part
def TroubleStrip(tells_offline: bool = True) -> ft.Control:
    """The dark strip on every screen that speaks of money, while something keeps it from being told.

    The counter has a strip of its own for a line that is broken, and takes the rest from here.
    """
    p, t, shop, account, session = use_palette(), use_words(), use_seen_shop(), use_account(), use_session()
    if not shop.is_kept:
        ident, icon, words = "disk-full", ft.Icons.SD_CARD_ALERT_OUTLINED, t("app.disk")
    elif tells_offline and shop.connection is ConnectionState.OFFLINE:
        when = near_time(shop.heard_at, session.clock(), account.language) if shop.heard_at else ""
        ident, icon = "offline", ft.Icons.CLOUD_OFF_OUTLINED
        if shop.is_our_side:
            words = t("home.err.since", t=when) if when else t("home.err.sub")
        else:
            words = t("home.offline", t=when) if when else t("home.offline.short")
    elif abs(shop.clock_off) >= _CLOCK_TOLD:
        ident, icon, words = "clock-wrong", ft.Icons.SCHEDULE_OUTLINED, t("app.clock")
    else:
        return ft.Container(height=0)
    row = ft.Row(
        [
            ft.Icon(icon, size=20, color=p.on_inverse_surface),
            text(words, "small", p.on_inverse_surface, expand=True),
        ],
        spacing=12,
    )
    strip = ft.Container(row, bgcolor=p.inverse_surface, padding=ft.Padding.symmetric(horizontal=16, vertical=10))
    return ft.Semantics(identifier=ident, container=True, live_region=True, content=strip)


def all_payments(shop: Shop, t: Say) -> tuple[str, str]:
    """Where all are that may be seen, and what that is called."""
    return ("/history", t("hist.title")) if shop.rights.sees_balance else ("/today", t("today.title"))
