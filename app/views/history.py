"""ডিজিটাল ব্যালেন্স হিস্ট্রি: by day; gross, charge and running balance, so that the sum can be checked by eye."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Final

import flet as ft

from app.kit.buttons import button, chips, tappable, way_to
from app.kit.error_boundary import part
from app.kit.look import WIDE_FROM, Look, Say, go, use_large, use_look
from app.kit.palette import Palette
from app.kit.rows import focus_ring, row_key
from app.kit.surfaces import beside_margin, card, heading, rule, scrolling
from app.kit.typography import amount_text, short_text, text
from app.model.history import Chosen, Line, came_in, since_of
from app.services.history import between
from app.services.history import lines as read_lines
from app.state import Shop
from app.views.parts.badges import badge, small_status
from app.views.parts.export import ExportButton
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.history_rows import day_words, has_status, line_address, line_hold, line_look, line_who
from app.views.parts.kept_state import use_kept_state, use_place
from app.views.parts.pick_days import PickDays
from app.views.parts.search_box import SearchBox
from app.views.parts.shop_context import use_pane, use_rows, use_session, use_shop, use_store
from app.views.parts.sums import is_narrow
from language import Language, clock_time
from language.moments import clock_digits, day_part
from money import Money, format_taka

_PAGE: Final = 100
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
_TITLE_FROM: Final = 360
# Narrower than this the table's columns would break sums, and the ledger stands there as on a phone.
_TABLE_FROM: Final = 1280
# The balance on a desktop: its box, and what of it is beside the sum.
_HERO: Final = 320
_BESIDE_SUM: Final = 66
_KINDS: Final = (("all", "hist.all"), ("in", "hist.in"), ("out", "hist.out"), ("hold", "hist.hold"))
_SPANS: Final = (("any", "hist.any"), ("today", "hist.today.only"), ("week", "hist.week"), ("month", "hist.month"))


_NO_DAYS: Final[tuple[date, ...]] = ()
Days = list[tuple[date, list[Line]]]


@part
def History() -> ft.Control:
    """The history on a phone as a ledger, on a desktop as a table."""
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    session, store = use_session(), use_store()
    large = look.is_large
    keeps_place = use_place()
    shown, set_shown = use_kept_state("shown", _PAGE)
    kind, set_kind = use_kept_state("kind", "all")
    span, set_span = use_kept_state("span", "any")
    words, set_words = use_kept_state("words", "")
    picked, set_picked = use_kept_state("picked", _NO_DAYS)
    since, until = between(*picked) if span == "range" and picked else (since_of(span, session.clock()), None)
    chosen = Chosen(kind, words, since, until)
    lines, more = read_lines(store, chosen, shown)

    def choose(setter: Callable[[str], None]) -> Callable[[str], None]:
        def chosen(value: str) -> None:
            setter(value)
            set_shown(_PAGE)

        return chosen

    def pick_days(first: date, last: date) -> None:
        set_picked((first, last))
        choose(set_span)("range")

    def find(said: str) -> None:
        set_words(said)
        set_shown(_PAGE)

    kinds = chips("kind", [(key, t(word)) for key, word in _KINDS], kind, p, choose(set_kind))
    pick = PickDays(picked if span == "range" else _NO_DAYS, pick_days)
    spans = chips("span", [(key, t(word)) for key, word in _SPANS], span, p, choose(set_span))
    wide = look.width >= WIDE_FROM
    see_day = way_to("see-day", ft.Icons.BAR_CHART_ROUNDED, t("day.title"), p, go("/history/day"))
    tools: list[ft.Control] = [
        card(see_day, p, padding=0, radius=14),
        SearchBox(t("act.search"), find, words),
        *_filters(kinds, [*spans, pick], look.width / look.text_scale),
    ]
    export = ExportButton(chosen)
    shown_balance = format_taka(shop.home.balance if shop.home else Money(0), look.language)
    room = _HERO - _BESIDE_SUM if wide else look.width - (36 if large else 210)
    balance = amount_text(shown_balance, "amount.lg", p.on_ink, room, look.text_scale)
    named = ft.Semantics(identifier="balance", container=True, content=balance)
    withdraw = button(
        "pay-out", t("po.title"), p, go("/history/payout"), kind="tonal", icon=ft.Icons.SEND_TO_MOBILE_ROUNDED
    )
    elsewhere = _elsewhere(shop, look)
    days = [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]
    focused = use_rows({line.id: line_address(line) for line in lines if line.payment is not None})
    body: list[ft.Control] = (
        [_table(days, look, more=more, focused=focused)]
        if look.width >= _TABLE_FROM and days and not large
        else _ledger(days, look, more=more, focused=focused)
    )
    if not days:
        body = [_empty(look, is_chosen=bool(kind != "all" or words.strip() or span != "any"))]
    body = [*tools, *body]
    if more:
        body.append(button("more", t("list.more"), p, lambda: set_shown(shown + _PAGE), kind="tonal"))
    if wide:
        hero = ft.Column([text(t("home.balance"), "small", p.on_ink_variant), named, *elsewhere], spacing=0)
        ink = ft.Container(
            beside_margin(
                ft.Container(hero, padding=ft.Padding.only(top=12, bottom=12, right=24)), p.ink_margin, left=20, gap=16
            ),
            bgcolor=p.ink,
            border_radius=20,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            width=_HERO,
        )
        top = ft.Row([ink, withdraw, export], spacing=16)
        pane = use_pane(keeps_place(scrolling(body, padding=0)))
        return ft.Column([WideHead("hist.title"), TroubleStrip(), top, pane], spacing=12, expand=True)
    # In one line on the smallest phone too.
    style = "title" if large or look.width >= _TITLE_FROM else "subtitle"
    title = heading(t("hist.title"), style, p.on_ink, expand=None if large else True, level=1, ident="head")
    sums = ft.Column([named, *elsewhere], spacing=0, expand=None if large else True)
    rows: list[ft.Control] = (
        [title, sums, ft.Row([withdraw, export], spacing=8, run_spacing=8, wrap=True)]
        if large
        else [ft.Row([title, export], spacing=8), ft.Row([sums, withdraw], spacing=8)]
    )
    head = ft.Container(
        ft.SafeArea(ft.Column(rows, spacing=8), avoid_intrusions_bottom=False),
        bgcolor=p.ink,
        padding=ft.Padding.only(left=20, right=16, top=14, bottom=18),
    )
    if large:
        # The head goes with the rest, or it would leave no room to it.
        rest = ft.Container(ft.Column(body, spacing=12, horizontal_alignment=_STRETCH), padding=16)
        return keeps_place(scrolling([head, TroubleStrip(), rest], padding=0, spacing=0))
    return ft.Column(
        [head, TroubleStrip(), keeps_place(scrolling(body))],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _filters(kinds: list[ft.Control], spans: list[ft.Control], width: float) -> list[ft.Control]:
    """On a phone the kinds first and all in sight: what lies beyond the edge nobody looks for."""
    if width >= WIDE_FROM:
        one_row = [*spans, ft.Container(width=8), *kinds]
        return [ft.Row(one_row, spacing=8, scroll=ft.ScrollMode.HIDDEN)]
    return [
        # All four in one line on the smallest phone too.
        ft.Row(kinds, spacing=8 if width >= _TITLE_FROM else 4, run_spacing=8, wrap=True),
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


def _ledger(days: Days, look: Look, *, more: bool, focused: str) -> list[ft.Control]:
    p = look.p
    out: list[ft.Control] = []
    for day, lines in days:
        out.append(_day_head(day, lines, look, whole=not more or day != days[-1][0]))
        rows: list[ft.Control] = []
        for line in lines:
            if rows:
                rows.append(ft.Container(height=1, bgcolor=p.ledger_rule))
            rows.append(_ledger_row(line, look, focused=focused))
        out.append(card(ft.Column(rows, spacing=0), p, padding=0, radius=16))
    return out


def _ledger_row(line: Line, look: Look, *, focused: str) -> ft.Control:
    """Time left of the margin line, money right of it; where text is large the money below the name."""
    p, t, large = look.p, look.t, look.is_large
    language = look.language
    who, method = line_who(line, t, language)
    why = line_hold(line, language)
    came = line.amount.poisha > 0 and line_look(line) == "paid"
    clock = ft.Column(
        [
            short_text(clock_digits(line.created_at, language), "figure", p.on_surface),
            short_text(day_part(line.created_at, language), "caption", p.on_surface_variant),
        ],
        spacing=0,
    )
    name = short_text(who, "label.small", p.on_surface)
    narrow = not large and is_narrow(look)
    left = ft.Column(
        [
            *([] if narrow else [name]),
            *([short_text(method, "caption", p.on_surface_variant)] if method else []),
            *([small_status(line_look(line), look)] if has_status(line) else []),
            *([text(why, "caption", p.on_surface_variant)] if why else []),
        ],
        spacing=2,
        expand=None if large else True,
    )
    amount = format_taka(line.amount, language, signed=True)
    after = _after(line, language)
    right = ft.Column(
        [
            text(amount, "figure", p.paid if came else p.on_surface),
            text(
                t("hist.fee", amt=format_taka(line.fee, language)) if line.fee else "", "caption", p.on_surface_variant
            ),
            *([text(t("hist.bal", amt=after), "caption", p.on_surface_variant)] if after else []),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.START if large else ft.CrossAxisAlignment.END,
    )
    body: ft.Column | ft.Row = (
        ft.Column([left, right], spacing=2)
        if large
        else ft.Row([left, right], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    )
    if narrow:
        # A name has the whole line: beside a large sum its words would be broken.
        body = ft.Column([name, body], spacing=2)
    body.expand = True
    wide = 62 * look.text_scale
    row = ft.Stack(
        [
            ft.Container(
                ft.Row(
                    [ft.Container(clock, width=wide), body], spacing=20, vertical_alignment=ft.CrossAxisAlignment.START
                ),
                padding=ft.Padding.symmetric(horizontal=14, vertical=12),
            ),
            ft.Container(width=1, bgcolor=p.margin_rule, left=16 + wide, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=20 + wide, top=0, bottom=0),
        ]
    )
    return _open(line, row, _said(line, who, amount, t, language), p, focused)


def _table(days: Days, look: Look, *, more: bool, focused: str) -> ft.Control:
    p, t = look.p, look.t
    head = ft.Container(
        _columns(
            [text(t("hist.col.time"), "badge", p.on_surface_variant)],
            [text(t(f"hist.col.{name}"), "badge", p.on_surface_variant) for name in ("who", "method", "txn", "status")],
            [text(t(f"hist.col.{name}"), "badge", p.on_surface_variant) for name in ("amount", "fee", "net", "bal")],
        ),
        padding=ft.Padding.symmetric(horizontal=20, vertical=10),
    )
    rows: list[ft.Control] = [head]
    for day, lines in days:
        band = ft.Container(
            _day_head(day, lines, look, whole=not more or day != days[-1][0]),
            bgcolor=p.surface_container_low,
            padding=ft.Padding.symmetric(horizontal=20, vertical=8),
        )
        rows += [rule(p), band]
        for line in lines:
            rows += [ft.Container(height=1, bgcolor=p.ledger_rule), _table_row(line, look, focused)]
    return card(ft.Column(rows, spacing=0), p, padding=0)


def _table_row(line: Line, look: Look, focused: str) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    who, method = line_who(line, t, language)
    why = line_hold(line, language)
    name = short_text(who, "label.small", p.on_surface)
    came = line.amount.poisha > 0 and line_look(line) == "paid"
    amount = format_taka(line.amount, language, signed=True)
    columns = _columns(
        [text(clock_time(line.created_at, language), "label.small", p.on_surface)],
        [
            ft.Column([name, text(why, "caption", p.on_surface_variant)], spacing=2) if why else name,
            short_text(method, "small", p.on_surface_variant),
            short_text(line.payment.gateway_ref if line.payment else "", "caption", p.on_surface_variant),
            ft.Row([badge(line_look(line), look)] if has_status(line) else []),
        ],
        [
            text(amount, "label.small", p.paid if came else p.on_surface),
            text(format_taka(line.fee, language) if line.fee else "—", "small", p.on_surface_variant),
            text(format_taka(line.net, language, signed=True), "label.small", p.on_surface),
            text(_after(line, language) or "—", "small", p.on_surface_variant),
        ],
    )
    row = ft.Stack(
        [
            ft.Container(columns, padding=ft.Padding.symmetric(horizontal=20, vertical=12)),
            ft.Container(width=1, bgcolor=p.margin_rule, left=118, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=122, top=0, bottom=0),
        ]
    )
    return _open(line, row, _said(line, who, amount, t, language), p, focused)


def _columns(time: list[ft.Control], words: list[ft.Control], money: list[ft.Control]) -> ft.Control:
    """The table's columns: words at the left, money in figures of one width at the right."""
    cells: list[ft.Control] = [ft.Container(time[0], width=104)]
    for cell, share in zip(words, (18, 10, 26, 12), strict=True):
        cells.append(ft.Container(cell, expand=share))
    for cell, share in zip(money, (12, 10, 12, 12), strict=True):
        cells.append(ft.Container(cell, expand=share, alignment=ft.Alignment.CENTER_RIGHT))
    return ft.Row(cells, spacing=8)


def _said(line: Line, who: str, amount: str, t: Say, language: Language) -> str:
    """The line as one sentence, for those who hear it."""
    moment = clock_time(line.created_at, language)
    status, why = t(f"st.{line_look(line)}"), line_hold(line, language)
    return t("a11y.row", amt=amount, name=who, status=f"{status}: {why}" if why else status, t=moment)


def _open(line: Line, row: ft.Control, label: str, p: Palette, focused: str) -> ft.Control:
    if line.payment is None:
        return row
    ring, there = focus_ring(p) if line.id == focused else None, go(line_address(line))
    return tappable(f"entry-{line.payment.id}", row, there, label=label, border=ring, scroll_key=row_key(line.id))


def _day_head(day: date, lines: list[Line], look: Look, *, whole: bool) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    words = day_words(day, use_session().clock(), language)
    came = came_in(lines)
    # The sum of a day of which only a part is loaded would be wrong, and of what is held nothing has come.
    total = t("hist.day.in", amt=format_taka(came, language)) if whole and came is not None else ""
    sum_ = text(total, "small", p.on_surface_variant)
    if use_large():
        return ft.Column([heading(words, "subtitle", p.on_surface), *([sum_] if total else [])], spacing=0)
    return ft.Row([heading(words, "subtitle", p.on_surface, expand=True), sum_])


def _after(line: Line, language: Language) -> str:
    """The balance after it; empty for what is in no balance yet."""
    return "" if line.balance_after is None else format_taka(line.balance_after, language)


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
