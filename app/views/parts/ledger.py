"""The history on a phone, as a ledger: the time left of the margin line, the money right of it."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.rows import letters_in
from app.kit.surfaces import card
from app.kit.typography import amount_text, short_text, text
from app.model.history import Line
from app.views.parts.badges import small_status
from app.views.parts.history_lines import balance_after, day_head, hairline, opening, spoken_line
from app.views.parts.history_rows import has_status, line_hold, line_look, line_who
from app.views.parts.sums import is_narrow
from language.moments import clock_digits, day_part
from money import format_taka

# A charge of more letters leaves a status no room on the smallest phone.
_BESIDE_STATUS: Final = 12
_CLOCK: Final = 62
# What a sum has beside it, but for the time: the screen's margin, the row's, and that of the line.
_AROUND: Final = 32 + 28 + 20
# A figure's digit, at most so wide.
_LETTER: Final = 10


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
        of_day = card(ft.Column(rows, spacing=0), padding=0, radius=16)
        head.key, of_day.key = f"day-{day}", f"rows-{day}"
        out += [head, of_day]
    return out


def _ledger_row(line: Line, look: Look, *, focused: str) -> ft.Control:
    """Time left of the margin line, money right of it."""
    p, t, language, narrow = look.p, look.t, look.language, is_narrow(look)
    who, _ = line_who(line, t, language)
    amount = format_taka(line.amount, language, signed=True)
    clock = _clock(line, look)
    body: ft.Column | ft.Row = (
        _in_lines(line, look) if narrow and not look.is_large else _beside(line, look, stacked=narrow)
    )
    body.expand = True
    wide = _CLOCK * look.text_scale
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


def _beside(line: Line, look: Look, *, stacked: bool) -> ft.Column | ft.Row:
    """Who paid how, and right of it the money; `stacked` where large text leaves no room: below it."""
    left = ft.Column([*_who(line, look), *_how(line, look), *_why(line, look)], spacing=2, expand=not stacked or None)
    alignment = ft.CrossAxisAlignment.START if stacked else ft.CrossAxisAlignment.END
    right = ft.Column(list(_money(line, look)), spacing=2, horizontal_alignment=alignment)
    if stacked:
        return ft.Column([left, right], spacing=2)
    return ft.Row([left, right], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)


def _in_lines(line: Line, look: Look) -> ft.Column:
    """Line by line: in what a balance of lakhs leaves beside it no name has room, and no status."""
    rows: list[ft.Control] = []
    amount, fee, *after = _money(line, look)
    is_long = letters_in(fee.value) > _BESIDE_STATUS
    money: list[ft.Text | None] = [amount, *([None] if is_long else []), fee, *after]
    for how, sum_ in zip_longest(_how(line, look), money):
        if how is not None or (sum_ is not None and sum_.value):
            beside = ft.Container(how, expand=True)
            rows.append(ft.Row([beside, *([sum_] if sum_ is not None else [])], spacing=4))
    return ft.Column([*_who(line, look), *rows, *_why(line, look)], spacing=2)


def _who(line: Line, look: Look) -> list[ft.Control]:
    who, _ = line_who(line, look.t, look.language)
    # A long name finds little room beside a balance of lakhs.
    return [text(who, "label.small", look.p.on_surface, max_lines=3, overflow=ft.TextOverflow.ELLIPSIS)]


def _how(line: Line, look: Look) -> list[ft.Control]:
    """By what it was paid, and how it stands."""
    _, method = line_who(line, look.t, look.language)
    lines: list[ft.Control] = [short_text(method, "caption", look.p.on_surface_variant)] if method else []
    return [*lines, *([small_status(line_look(line), look)] if has_status(line) else [])]


def _why(line: Line, look: Look) -> list[ft.Control]:
    why = line_hold(line, look.language)
    return [text(why, "caption", look.p.on_surface_variant)] if why else []


def _money(line: Line, look: Look) -> list[ft.Text]:
    """The sum, what was charged of it, and the balance after it."""
    p, t, language = look.p, look.t, look.language
    came = line.amount.poisha > 0 and line_look(line) == "paid"
    amount, after = format_taka(line.amount, language, signed=True), balance_after(line, language)
    fee = t("hist.fee", amt=format_taka(line.fee, language)) if line.fee else ""
    return [
        _figure(amount, p.paid if came else p.on_surface, look),
        text(fee, "caption", p.on_surface_variant),
        *([text(t("hist.bal", amt=after), "caption", p.on_surface_variant)] if after else []),
    ]


def _figure(amount: str, ink: str, look: Look) -> ft.Text:
    """The sum in one line: in large letters a small phone has room for one of lakhs only in smaller ones."""
    room = look.width - _AROUND - _CLOCK * look.text_scale
    if look.is_large and letters_in(amount) * _LETTER * look.text_scale > room:
        return amount_text(amount, "figure", ink, room, look.text_scale)
    return text(amount, "figure", ink)


def _clock(line: Line, look: Look) -> ft.Control:
    lines: list[ft.Control] = [
        short_text(clock_digits(line.created_at, look.language), "figure", look.p.on_surface),
        short_text(day_part(line.created_at, look.language), "caption", look.p.on_surface_variant),
    ]
    return ft.Column(lines, spacing=0)
