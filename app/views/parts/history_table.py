"""The history on a desktop, as a table."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.surfaces import card
from app.kit.typography import short_text, text
from app.model.history import Line
from app.views.parts.badges import badge
from app.views.parts.history_lines import balance_after, day_head, hairline, opening, spoken_line
from app.views.parts.history_rows import has_status, line_hold, line_look, line_who
from language import clock_time
from money import format_taka

# As wide as each column is at 1280, in pixels; wider windows share what they have more. The company's number of a
# payment has 27 characters, which take one line, and so does a balance of crores.
WORDS_WIDE: Final = (118, 78, 230, 108)
MONEY_WIDE: Final = (98, 84, 98, 116)
_TIME_WIDE: Final = 104


def table(days: Sequence[tuple[date, list[Line]]], look: Look, *, more: bool, focused: str) -> ft.Control:
    """A band for each day; `more` lines are there than these, `focused` is what the arrows chose.

    All of it has a key: what comes in above moves it as it is, with the focus that it has.
    """
    p, t = look.p, look.t
    head = ft.Container(
        _columns(
            [text(t("hist.col.time"), "badge", p.on_surface_variant)],
            [text(t(f"hist.col.{name}"), "badge", p.on_surface_variant) for name in ("who", "method", "txn", "status")],
            [text(t(f"hist.col.{name}"), "badge", p.on_surface_variant) for name in ("amount", "fee", "net", "bal")],
            look,
        ),
        padding=ft.Padding.symmetric(horizontal=20, vertical=10),
    )
    rows: list[ft.Control] = [head]
    for day, lines in days:
        band = ft.Container(
            day_head(day, lines, look, whole=not more or day != days[-1][0]),
            bgcolor=p.surface_container_low,
            padding=ft.Padding.symmetric(horizontal=20, vertical=8),
            border=ft.Border.only(top=ft.BorderSide(1, p.outline_variant)),
            key=f"day-{day}",
        )
        rows.append(band)
        for line in lines:
            rows += [hairline(line, p), _table_row(line, look, focused)]
    return card(ft.Column(rows, spacing=0), padding=0)


def _table_row(line: Line, look: Look, focused: str) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    who, method = line_who(line, t, language)
    why = line_hold(line, language)
    name = text(who, "label.small", p.on_surface, max_lines=3, overflow=ft.TextOverflow.ELLIPSIS)
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
            text(balance_after(line, language) or "—", "small", p.on_surface_variant),
        ],
        look,
    )
    row = ft.Stack(
        [
            ft.Container(columns, padding=ft.Padding.symmetric(horizontal=20, vertical=12)),
            ft.Container(width=1, bgcolor=p.margin_rule, left=14 + _time_wide(look), top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=18 + _time_wide(look), top=0, bottom=0),
        ]
    )
    return opening(line, row, spoken_line(line, who, amount, t, language), p, focused)


def _time_wide(look: Look) -> float:
    """How wide the first column is, left of the margin line."""
    return _TIME_WIDE * look.text_scale


def _columns(time: list[ft.Control], words: list[ft.Control], money: list[ft.Control], look: Look) -> ft.Control:
    """The table's columns: words at the left, money in figures of one width at the right."""
    cells: list[ft.Control] = [ft.Container(time[0], width=_time_wide(look))]
    for cell, share in zip(words, WORDS_WIDE, strict=True):
        cells.append(ft.Container(cell, expand=share))
    for cell, share in zip(money, MONEY_WIDE, strict=True):
        cells.append(ft.Container(cell, expand=share, alignment=ft.Alignment.CENTER_RIGHT))
    return ft.Row(cells, spacing=8)
