"""দিনের হিসাব: today by method with yesterday beside it, and the last thirty days as bars."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import flet as ft

from app.look.palette import Palette
from app.look.type import short_text, text
from app.services.local_store import DaySum
from app.views.home import Loading
from app.views.parts.context import Say, go, use_account, use_desk, use_large, use_palette, use_shop, use_words
from app.views.parts.form import form_screen
from app.views.parts.guard import part
from app.views.parts.surfaces import card, rule
from language import DHAKA, Language, day_month, in_digits_of, method_name
from money import Money, format_taka

_DAYS: Final = 30
_BAR_HIGH: Final = 120


@part
def Day() -> ft.Control:
    """What the drawer should hold when the shutter goes down."""
    p, t, account, desk = use_palette(), use_words(), use_account(), use_desk()
    use_shop()
    if desk.store is None:
        return Loading()
    today = desk.clock().astimezone(DHAKA).date()
    first = today - timedelta(days=_DAYS - 1)
    sums = desk.store.day_sums(first)
    large = use_large()
    body = [
        _by_method(sums, today, p, t, account.language, large=large),
        _bars(sums, first, today, p, t, account.language),
    ]
    return form_screen(t("day.title"), go("/history"), body, [])


def _by_method(
    sums: Sequence[DaySum], today: date, p: Palette, t: Say, language: Language, *, large: bool
) -> ft.Control:
    yesterday = today - timedelta(days=1)
    methods = sorted({one.method for one in sums if one.day in (today, yesterday)})
    days = (today, yesterday)
    rows: list[ft.Control] = [_row("", [t("day.today"), t("day.yesterday")], p, head=True, large=large)]
    for method in methods:
        cells = [_cell(sums, day, method, language) for day in days]
        rows += [rule(p), _row(method_name(method, language) or "—", cells, p, large=large)]
    total = _row(t("day.total"), [_cell(sums, day, None, language) for day in days], p, large=large)
    rows += [rule(p), ft.Semantics(identifier="day-total", container=True, content=total)]
    return card(ft.Column(rows, spacing=10), p)


def _cell(sums: Sequence[DaySum], day: date, method: str | None, language: Language) -> str:
    """How many and how much; of every method without one."""
    found = [one for one in sums if one.day == day and method in (None, one.method)]
    total = Money(sum(one.total.poisha for one in found))
    count = in_digits_of(language, str(sum(one.count for one in found)))
    return f"{format_taka(total, language)}\n{count}"


def _row(name: str, cells: Sequence[str], p: Palette, *, large: bool, head: bool = False) -> ft.Control:
    """The method and its two days; where text is large the method stands above them."""

    def cell(words: str, color: str) -> ft.Control:
        amount, _, count = words.partition("\n")
        lines: list[ft.Control] = [text(amount, "badge" if head else "figure", color)]
        if count:
            lines.append(text(count, "caption", p.on_surface_variant))
        column = ft.Column(lines, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.END)
        return ft.Container(column, expand=4, alignment=ft.Alignment.CENTER_RIGHT)

    named = short_text(name, "label.small", p.on_surface)
    today, yesterday = cells
    days = [cell(today, p.on_surface), cell(yesterday, p.on_surface_variant)]
    if large:
        return ft.Column([*([named] if name else []), ft.Row(days, spacing=8)], spacing=2)
    return ft.Row([ft.Container(named, expand=3), *days], spacing=8)


def _bars(sums: Sequence[DaySum], first: date, today: date, p: Palette, t: Say, language: Language) -> ft.Control:
    """One bar a day, the newest at the right; the days' names below the first and the last."""
    days = [first + timedelta(days=number) for number in range(_DAYS)]
    totals = [sum(one.total.poisha for one in sums if one.day == day) for day in days]
    most = max(*totals, 1)
    bars: list[ft.Control] = [
        ft.Container(
            height=max(2.0, _BAR_HIGH * total / most),
            bgcolor=p.primary if day == today else p.primary_container,
            border_radius=2,
            expand=1,
        )
        for day, total in zip(days, totals, strict=True)
    ]
    sum_ = format_taka(Money(sum(totals)), language)
    chart = ft.Column(
        [
            text(t("day.month"), "subtitle", p.on_surface),
            text(sum_, "amount.sm", p.on_surface),
            ft.Container(
                ft.Row(bars, spacing=3, vertical_alignment=ft.CrossAxisAlignment.END), height=_BAR_HIGH, padding=0
            ),
            ft.Row(
                [
                    text(day_month(first, language), "caption", p.on_surface_variant, expand=True),
                    text(day_month(today, language), "caption", p.on_surface_variant),
                ]
            ),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    label = f"{t('day.month')}: {sum_}"
    return ft.Semantics(identifier="day-chart", label=label, container=True, content=card(chart, p))
