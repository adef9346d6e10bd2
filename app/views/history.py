"""ডিজিটাল ব্যালেন্স হিস্ট্রি: by day; gross, charge and running balance, so that the sum can be checked by eye."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

import flet as ft

from app.kit.buttons import Press, button, chips, way_to
from app.kit.error_boundary import part
from app.kit.look import WIDE_FROM, Look, go, use_look
from app.kit.surfaces import beside_margin, card, heading, scrolling
from app.kit.typography import amount_text, text
from app.model.day_account import between
from app.model.history import Chosen, since_of
from app.services.history import lines as read_lines
from app.state import Shop
from app.views.parts.export import NAMED_FROM, ExportButton
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.history_rows import line_address
from app.views.parts.history_table import table
from app.views.parts.kept_state import use_kept_state, use_place
from app.views.parts.ledger import ledger
from app.views.parts.pick_days import PickDays
from app.views.parts.search_box import SearchBox
from app.views.parts.shop_context import use_pane, use_rows, use_session, use_shop, use_store
from money import Money, format_taka

_PAGE: Final = 100
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
_HEAD_STAYS_FROM: Final = 600
# Narrower than this the table's columns would break sums, and the ledger stands there as on a phone.
_TABLE_FROM: Final = 1280
# The balance on a desktop: its box, and what of it is beside the sum.
_HERO: Final = 320
_BESIDE_SUM: Final = 66
_KINDS: Final = (("all", "hist.all"), ("in", "hist.in"), ("out", "hist.out"), ("hold", "hist.hold"))
_SPANS: Final = (("any", "hist.any"), ("today", "hist.today.only"), ("week", "hist.week"), ("month", "hist.month"))
_NO_DAYS: Final[tuple[date, ...]] = ()


@part
def History() -> ft.Control:
    """The history on a phone as a ledger, on a desktop as a table."""
    look, shop, keeps_place = use_look(), use_shop(), use_place()
    choice = _use_choice(look)
    lines, more = read_lines(use_store(), choice.chosen, choice.shown)
    days = [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]
    focused = use_rows({line.id: line_address(line) for line in lines if line.payment is not None})
    body = [*choice.tools]
    if not days:
        body.append(_empty(look, is_chosen=choice.is_narrowed))
    elif look.width >= _TABLE_FROM * look.text_scale:
        body.append(table(days, look, more=more, focused=focused))
    else:
        body += ledger(days, look, more=more, focused=focused)
    if more:
        body.append(button("more", look.t("list.more"), choice.show_more, kind="tonal"))
    export = ExportButton(choice.chosen)
    if look.is_wide:
        pane = use_pane(keeps_place(scrolling(body, padding=0)))
        top = _wide_top(shop, export, look)
        return ft.Column([WideHead("hist.title"), TroubleStrip(), top, pane], spacing=12, expand=True)
    head = _ink_head(shop, export, look)
    if _is_short(look):
        # The head goes with the rest, or it would leave no room to it.
        between, around = (8, 10) if look.is_low else (12, 16)
        padding = ft.Padding.symmetric(horizontal=16, vertical=around)
        rest = ft.Container(ft.Column(body, spacing=between, horizontal_alignment=_STRETCH), padding=padding)
        return keeps_place(scrolling([head, TroubleStrip(), rest], padding=0, spacing=0))
    return ft.Column(
        [head, TroubleStrip(), keeps_place(scrolling(body))],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _is_short(look: Look) -> bool:
    """Whether a phone has little room for the list below all that stands above it."""
    return look.is_large or look.height < _HEAD_STAYS_FROM


@dataclass(frozen=True, slots=True)
class _Choice:
    """What of the history is looked at, and what it is chosen by."""

    chosen: Chosen
    is_narrowed: bool
    """Whether it is less than all."""
    shown: int
    show_more: Press
    tools: list[ft.Control]


def _use_choice(look: Look) -> _Choice:
    t = look.t
    shown, set_shown = use_kept_state("shown", _PAGE)
    kind, set_kind = use_kept_state("kind", "all")
    span, set_span = use_kept_state("span", "any")
    words, set_words = use_kept_state("words", "")
    picked, set_picked = use_kept_state("picked", _NO_DAYS)
    now = use_session().clock()
    since, until = between(*picked) if span == "range" and picked else (since_of(span, now), None)

    def choose(setter: Callable[[str], None]) -> Callable[[str], None]:
        def chosen(value: str) -> None:
            setter(value)
            set_shown(_PAGE)

        return chosen

    def pick_days(first: date, last: date) -> None:
        set_picked((first, last))
        choose(set_span)("range")

    kinds = chips("kind", [(key, t(word)) for key, word in _KINDS], kind, choose(set_kind))
    pick = PickDays(picked if span == "range" else _NO_DAYS, pick_days)
    spans = chips("span", [(key, t(word)) for key, word in _SPANS], span, choose(set_span))
    see_day = way_to("see-day", ft.Icons.BAR_CHART_ROUNDED, t("day.title"), go("/history/day"))
    tools: list[ft.Control] = [
        card(see_day, padding=0, radius=14),
        *_own_account(look),
        SearchBox(t("act.search"), choose(set_words), words),
        *_filters(kinds, [*spans, pick], look),
    ]
    is_narrowed = kind != "all" or bool(words.strip()) or span != "any"
    chosen = Chosen(kind, words, since, until)
    return _Choice(chosen, is_narrowed, shown, lambda: set_shown(shown + _PAGE), tools)


def _own_account(look: Look) -> list[ft.Control]:
    """The way to what came past the balance, for a shop with a code of its own."""
    home = use_shop().home
    if home is None or home.shop.own_code is None:
        return []
    there = go("/history/own-account")
    row = way_to("own-account", ft.Icons.QR_CODE_SCANNER_ROUNDED, look.t("own.account"), there)
    return [card(row, padding=0, radius=14)]


def _sums(shop: Shop, look: Look, room: float) -> list[ft.Control]:
    """The balance, no wider than `room`, and what is not in it."""
    shown = format_taka(shop.home.balance if shop.home else Money(0), look.language)
    balance = amount_text(shown, "amount.lg", look.p.on_ink, room, look.text_scale)
    return [ft.Semantics(identifier="balance", container=True, content=balance), *_elsewhere(shop, look)]


def _withdraw(shop: Shop, look: Look) -> list[ft.Control]:
    """The way to take money out, for who may."""
    icon = ft.Icons.SEND_TO_MOBILE_ROUNDED
    there = go("/history/payout")
    return [button("pay-out", look.t("po.title"), there, kind="tonal", icon=icon)] if shop.rights.pays_out else []


def _wide_top(shop: Shop, export: ft.Control, look: Look) -> ft.Control:
    """A desktop's: the balance in a box of its own, and what can be done beside it."""
    p = look.p
    named = text(look.t("home.balance"), "small", p.on_ink_variant)
    hero = ft.Column([named, *_sums(shop, look, _HERO - _BESIDE_SUM)], spacing=0)
    ink = ft.Container(
        beside_margin(
            ft.Container(hero, padding=ft.Padding.only(top=12, bottom=12, right=24)), p.ink_margin, left=20, gap=16
        ),
        bgcolor=p.ink,
        border_radius=20,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        width=_HERO,
    )
    return ft.Row([ink, *_withdraw(shop, look), export], spacing=16)


def _ink_head(shop: Shop, export: ft.Control, look: Look) -> ft.Control:
    """A phone's: title, balance, and what can be done; where text is large below each other."""
    p, large = look.p, look.is_large
    # Where it is short, the balance has a line to itself, and what can be done the next.
    stacked = large or look.width < NAMED_FROM
    low = look.is_low
    # In one line on the smallest phone too.
    style = "subtitle" if low or look.width < NAMED_FROM else "title"
    title = heading(look.t("hist.title"), style, p.on_ink, expand=None if stacked else True, level=1, ident="head")
    room = look.width - (36 if stacked else 210)
    sums = ft.Column(_sums(shop, look, room), spacing=0, expand=None if stacked else True)
    withdraw = _withdraw(shop, look)
    rows: list[ft.Control] = (
        [title, sums, ft.Row([*withdraw, export], spacing=8, run_spacing=8, wrap=True)]
        if stacked
        else [ft.Row([title, export], spacing=8), ft.Row([sums, *withdraw], spacing=8)]
    )
    return ft.Container(
        ft.SafeArea(ft.Column(rows, spacing=4 if low else 8), avoid_intrusions_bottom=False),
        bgcolor=p.ink,
        padding=ft.Padding.only(left=20, right=16, top=8 if low else 14, bottom=10 if low else 18),
    )


def _filters(kinds: list[ft.Control], spans: list[ft.Control], look: Look) -> list[ft.Control]:
    """On a phone the kinds first and all in sight: what lies beyond the edge nobody looks for."""
    width = look.width / look.text_scale
    if width >= WIDE_FROM or look.is_large:
        # In lines of their own large ones would leave no room to what they choose; the times first, which always end
        # beyond a phone's edge, and so show that more follows.
        return [ft.Row([*spans, ft.Container(width=8), *kinds], spacing=8, scroll=ft.ScrollMode.HIDDEN)]
    return [
        # All four in one line on the smallest phone too.
        ft.Row(kinds, spacing=8 if width >= NAMED_FROM else 4, run_spacing=8, wrap=True),
        ft.Row(spans, spacing=8, scroll=ft.ScrollMode.HIDDEN),
    ]


def _elsewhere(shop: Shop, look: Look) -> list[ft.Control]:
    """Money that is not in the balance: on its way to the shop, or held until somebody has looked at it."""
    p, t, language = look.p, look.t, look.language
    sums = (("po.way", shop.home.on_its_way), ("po.held", shop.home.held)) if shop.home else ()
    return [
        ft.Semantics(
            identifier=key,
            container=True,
            content=text(f"{t(key)} {format_taka(amount, language)}", "caption", p.on_ink_variant),
        )
        for key, amount in sums
        if amount
    ]


def _empty(look: Look, *, is_chosen: bool) -> ft.Control:
    p, t = look.p, look.t
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.MENU_BOOK_OUTLINED, size=40, color=p.outline),
                text(t("hist.empty"), "subtitle", p.on_surface, text_align=ft.TextAlign.CENTER),
                *([text(t("hist.empty.sub"), "small", p.on_surface_variant)] if is_chosen else []),
            ],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=64,
        alignment=ft.Alignment.CENTER,
    )
