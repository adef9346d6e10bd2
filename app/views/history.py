"""ডিজিটাল ব্যালেন্স হিস্ট্রি: by day; gross, charge and running balance, so that the sum can be checked by eye."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

import flet as ft

from app.desk import Desk
from app.look.palette import Palette
from app.look.type import amount_text, one_line, text
from app.services.records import EntryRecord, PaymentRecord
from app.shop import Look, payment_look
from app.views.parts.badges import badge, small_status
from app.views.parts.buttons import button, tappable
from app.views.parts.context import WIDE_FROM, Say, go, use_account, use_desk, use_palette, use_shop, use_words
from app.views.parts.frame import OfflineStrip, WideHead
from app.views.parts.guard import part
from app.views.parts.surfaces import beside_margin, card, rule, scrolling
from language import DHAKA, Language, clock_time, day_month
from language.moments import clock_digits, day_part, near_day
from money import Money, format_taka

_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: a payment with its charge, or another movement of the balance."""

    id: str
    kind: str
    amount: Money
    fee: Money
    balance_after: Money
    created_at: datetime
    payment: PaymentRecord | None

    @property
    def net(self) -> Money:
        return self.amount + self.fee

    @property
    def day(self) -> date:
        return self.created_at.astimezone(DHAKA).date()


Days = list[tuple[date, list[Line]]]


def lines_of(entries: Iterable[EntryRecord], payments: dict[str, PaymentRecord]) -> list[Line]:
    """Newest first; a payment and its charge, which are two entries, become one line."""
    lines: list[Line] = []
    charge: EntryRecord | None = None
    for entry in entries:
        if entry.kind == "fee":
            charge = entry
            continue
        mine = charge if charge is not None and charge.payment_id == entry.payment_id else None
        lines.append(
            Line(
                id=entry.id,
                kind=entry.kind,
                amount=entry.amount,
                fee=mine.amount if mine else Money(0),
                balance_after=(mine or entry).balance_after,
                created_at=entry.created_at,
                payment=payments.get(entry.payment_id or ""),
            )
        )
        charge = None
    return lines


@part
def History() -> ft.Control:
    """The history on a phone as a ledger, on a desktop as a table."""
    p, t, account, shop, desk = use_palette(), use_words(), use_account(), use_shop(), use_desk()
    shown, set_shown = ft.use_state(_PAGE)
    lines, more = _read(desk, shown)
    wide = account.width >= WIDE_FROM
    shown_balance = format_taka(shop.home.balance if shop.home else Money(0), account.language)
    balance = amount_text(shown_balance, "amount.lg", p.on_ink, 240 if wide else account.width - 40)
    named = ft.Semantics(identifier="balance", container=True, content=balance)
    days = [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]
    body: list[ft.Control] = (
        [_table(days, p, t, account.language, more=more)]
        if wide and days
        else _ledger(days, p, t, account.language, more=more)
    )
    if not days:
        body = [_empty(p, t)]
    if more:
        body.append(button("more", t("list.more"), p, lambda: set_shown(shown + _PAGE), kind="tonal"))
    if wide:
        hero = ft.Column([text(t("home.balance"), "small", p.on_ink_variant), named], spacing=0)
        ink = ft.Container(
            beside_margin(
                ft.Container(hero, padding=ft.Padding.only(top=12, bottom=12, right=24)), p.ink_margin, left=20, gap=16
            ),
            bgcolor=p.ink,
            border_radius=20,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            width=280,
        )
        return ft.Column([WideHead("hist.title"), ft.Row([ink]), scrolling(body, padding=0)], spacing=12, expand=True)
    head = ft.Container(
        ft.SafeArea(
            ft.Column([one_line(t("hist.title"), "title", p.on_ink), named], spacing=8), avoid_intrusions_bottom=False
        ),
        bgcolor=p.ink,
        padding=ft.Padding.only(left=20, right=16, top=14, bottom=18),
    )
    return ft.Column(
        [head, OfflineStrip(), scrolling(body)],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _read(desk: Desk, shown: int) -> tuple[list[Line], bool]:
    """The newest lines, and whether there are older ones."""
    if desk.store is None:
        return [], False
    entries = desk.store.entries(limit=shown + 2)
    payments = desk.store.payments_by_id({entry.payment_id for entry in entries if entry.payment_id})
    return lines_of(entries[:shown], payments), len(entries) > shown


def _ledger(days: Days, p: Palette, t: Say, language: Language, *, more: bool) -> list[ft.Control]:
    out: list[ft.Control] = []
    for day, lines in days:
        out.append(_day_head(day, lines, p, t, language, whole=not more or day != days[-1][0]))
        rows: list[ft.Control] = []
        for line in lines:
            if rows:
                rows.append(ft.Container(height=1, bgcolor=p.ledger_rule))
            rows.append(_ledger_row(line, p, t, language))
        out.append(card(ft.Column(rows, spacing=0), p, padding=0, radius=16))
    return out


def _ledger_row(line: Line, p: Palette, t: Say, language: Language) -> ft.Control:
    """Time left of the margin line, money right of it."""
    who, method = _who(line, t)
    came = line.amount.poisha > 0 and _look(line) == "paid"
    clock = ft.Column(
        [
            one_line(clock_digits(line.created_at, language), "figure", p.on_surface),
            one_line(day_part(line.created_at, language), "caption", p.on_surface_variant),
        ],
        spacing=0,
    )
    left = ft.Column(
        [
            one_line(who, "label.small", p.on_surface),
            *([one_line(method, "caption", p.on_surface_variant)] if method else []),
            *([small_status(_look(line), p, t)] if _has_status(line) else []),
        ],
        spacing=2,
        expand=True,
    )
    amount = format_taka(line.amount, language, signed=True)
    right = ft.Column(
        [
            text(amount, "figure", p.paid if came else p.on_surface),
            text(
                t("hist.fee", amt=format_taka(line.fee, language)) if line.fee else "", "caption", p.on_surface_variant
            ),
            text(t("hist.bal", amt=format_taka(line.balance_after, language)), "caption", p.on_surface_variant),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    body = ft.Row([left, right], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    row = ft.Stack(
        [
            ft.Container(
                ft.Row(
                    [ft.Container(clock, width=62), body], spacing=20, vertical_alignment=ft.CrossAxisAlignment.START
                ),
                padding=ft.Padding.symmetric(horizontal=14, vertical=12),
            ),
            ft.Container(width=1, bgcolor=p.margin_rule, left=78, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=82, top=0, bottom=0),
        ]
    )
    body.expand = True
    return _open(line, row, f"{amount}, {who}, {t(f'st.{_look(line)}')}, {clock_time(line.created_at, language)}")


def _table(days: Days, p: Palette, t: Say, language: Language, *, more: bool) -> ft.Control:
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
            _day_head(day, lines, p, t, language, whole=not more or day != days[-1][0]),
            bgcolor=p.surface_container_low,
            padding=ft.Padding.symmetric(horizontal=20, vertical=8),
        )
        rows += [rule(p), band]
        for line in lines:
            rows += [ft.Container(height=1, bgcolor=p.ledger_rule), _table_row(line, p, t, language)]
    return card(ft.Column(rows, spacing=0), p, padding=0)


def _table_row(line: Line, p: Palette, t: Say, language: Language) -> ft.Control:
    who, method = _who(line, t)
    came = line.amount.poisha > 0 and _look(line) == "paid"
    amount = format_taka(line.amount, language, signed=True)
    columns = _columns(
        [text(clock_time(line.created_at, language), "label.small", p.on_surface)],
        [
            one_line(who, "label.small", p.on_surface),
            one_line(method, "small", p.on_surface_variant),
            one_line(line.payment.gateway_ref if line.payment else "", "caption", p.on_surface_variant),
            ft.Row([badge(_look(line), p, t)] if _has_status(line) else []),
        ],
        [
            text(amount, "label.small", p.paid if came else p.on_surface),
            text(format_taka(line.fee, language) if line.fee else "—", "small", p.on_surface_variant),
            text(format_taka(line.net, language, signed=True), "label.small", p.on_surface),
            text(format_taka(line.balance_after, language), "small", p.on_surface_variant),
        ],
    )
    row = ft.Stack(
        [
            ft.Container(columns, padding=ft.Padding.symmetric(horizontal=20, vertical=12)),
            ft.Container(width=1, bgcolor=p.margin_rule, left=118, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=122, top=0, bottom=0),
        ]
    )
    return _open(line, row, f"{amount}, {who}, {t(f'st.{_look(line)}')}, {clock_time(line.created_at, language)}")


def _columns(time: list[ft.Control], words: list[ft.Control], money: list[ft.Control]) -> ft.Control:
    """The table's columns: words at the left, money in figures of one width at the right."""
    cells: list[ft.Control] = [ft.Container(time[0], width=104)]
    for cell, share in zip(words, (18, 10, 26, 12), strict=True):
        cells.append(ft.Container(cell, expand=share))
    for cell, share in zip(money, (12, 10, 12, 12), strict=True):
        cells.append(ft.Container(cell, expand=share, alignment=ft.Alignment.CENTER_RIGHT))
    return ft.Row(cells, spacing=8)


def _open(line: Line, row: ft.Control, label: str) -> ft.Control:
    if line.payment is None:
        return row
    return tappable(f"entry-{line.payment.id}", row, go(f"/payments/{line.payment.id}"), label=label)


def _day_head(day: date, lines: list[Line], p: Palette, t: Say, language: Language, *, whole: bool) -> ft.Control:
    today = use_desk().clock().astimezone(DHAKA).date()
    near = near_day(day, today, language)
    words = f"{near}, {day_month(day, language)}" if near else day_month(day, language, year=day.year != today.year)
    came = Money(sum(line.amount.poisha for line in lines if line.kind == "payment"))
    # The sum of a day of which only a part is loaded would be wrong.
    total = t("hist.day.in", amt=format_taka(came, language)) if whole else ""
    return ft.Row([text(words, "subtitle", p.on_surface, expand=True), text(total, "small", p.on_surface_variant)])


def _who(line: Line, t: Say) -> tuple[str, str]:
    if line.payment is None:
        return (t(f"st.{_look(line)}") if _has_status(line) else t(f"hist.kind.{line.kind}")), ""
    return line.payment.name, line.payment.method


def _has_status(line: Line) -> bool:
    """A payout or an adjustment has moved the balance already; what it is called says all."""
    return line.kind not in ("payout", "adjustment")


def _look(line: Line) -> Look:
    """Green only for a payment that is still paid; what this app does not know needs a second glance."""
    if line.kind == "payment":
        return payment_look(line.payment) if line.payment else "processing"
    return "refunded" if line.kind == "refund" else "processing"


def _empty(p: Palette, t: Say) -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.MENU_BOOK_OUTLINED, size=40, color=p.outline),
                text(t("hist.empty"), "subtitle", p.on_surface),
            ],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=64,
        alignment=ft.Alignment.CENTER,
    )
