"""The history on a phone, as a ledger: the time left of the margin line, the money right of it."""

from collections.abc import Sequence
from datetime import date

import flet as ft

from app.kit.look import Look
from app.kit.surfaces import card
from app.kit.typography import short_text, text
from app.model.history import Line
from app.views.parts.badges import small_status
from app.views.parts.history_lines import balance_after, day_head, hairline, opening, spoken_line
from app.views.parts.history_rows import has_status, line_hold, line_look, line_who
from app.views.parts.sums import is_narrow
from language.moments import clock_digits, day_part
from money import format_taka


def ledger(days: Sequence[tuple[date, list[Line]]], look: Look, *, more: bool, focused: str) -> list[ft.Control]:
    """A head and a card for each day; `more` lines are there than these, `focused` is what the arrows chose.

    All of it has a key: what comes in above moves it as it is, with the focus that it has.
    """
    p = look.p
    out: list[ft.Control] = []
    for day, lines in days:
        head = day_head(day, lines, look, whole=not more or day != days[-1][0])
        rows: list[ft.Control] = []
        for line in lines:
            if rows:
                rows.append(hairline(line, p))
            rows.append(_ledger_row(line, look, focused=focused))
        of_day = card(ft.Column(rows, spacing=0), p, padding=0, radius=16)
        head.key, of_day.key = f"day-{day}", f"rows-{day}"
        out += [head, of_day]
    return out


def _ledger_row(line: Line, look: Look, *, focused: str) -> ft.Control:
    """Time left of the margin line, money right of it; where text is large the money below the name."""
    p, t, large = look.p, look.t, look.is_large
    language = look.language
    who, method = line_who(line, t, language)
    why = line_hold(line, language)
    came = line.amount.poisha > 0 and line_look(line) == "paid"
    clock = _clock(line, look)
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
    after = balance_after(line, language)
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
    return opening(line, row, spoken_line(line, who, amount, t, language), p, focused)


def _clock(line: Line, look: Look) -> ft.Control:
    lines: list[ft.Control] = [
        short_text(clock_digits(line.created_at, look.language), "figure", look.p.on_surface),
        short_text(day_part(line.created_at, look.language), "caption", look.p.on_surface_variant),
    ]
    return ft.Column(lines, spacing=0)
