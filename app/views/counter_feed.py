"""What came lately at the counter, and who is paying just now."""

from itertools import groupby
from typing import Final

import flet as ft

from app.kit.buttons import tappable
from app.kit.look import Look, go, use_look
from app.kit.rows import focus_ring, row_key
from app.kit.surfaces import card
from app.kit.typography import amount_text, grown, short_text, text
from app.model.history import Line
from app.model.holds import why_held
from app.model.records import PaymentRecord
from app.views.parts.badges import badge, small_status
from app.views.parts.history_rows import day_words, has_status, line_address, line_look, line_who
from app.views.parts.people import who_paid
from app.views.parts.shop_context import use_session
from language import clock_time
from language.moments import clock_digits, day_part
from money import format_taka

# A sum of lakhs with its sign, in one line.
_SUM: Final = 164


def strips(waiting: list[PaymentRecord], held: list[PaymentRecord], look: Look) -> ft.Control:
    """Whose goods stay here: who is paying just now, and whose money is looked into first."""
    by = use_look().grow
    rows = [_strip(one, look, by, is_held=False) for one in waiting]
    rows += [_strip(one, look, by, is_held=True) for one in held]
    return ft.Column(rows, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _strip(payment: PaymentRecord, look: Look, by: float, *, is_held: bool) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    ground, ink = (
        (p.hold_container, p.on_hold_container) if is_held else (p.tertiary_container, p.on_tertiary_container)
    )
    words = t("nt.hold.body" if is_held else "ctr.pending", name=who_paid(payment, language)[0])
    if is_held:
        words = f"{words} {why_held(payment.hold_reason, language)}"
    icon = ft.Icons.PAUSE_CIRCLE_ROUNDED if is_held else ft.Icons.HOURGLASS_TOP_ROUNDED
    amount = grown(text(format_taka(payment.amount, language), "amount.sm", ink), by)
    said = grown(text(words, "small", ink), by)
    # Between sum and status no line of large letters has room for more than a word.
    (amount if look.is_large else said).expand = True
    row = ft.Row(
        [
            ft.Icon(ft.Icons.FRONT_HAND_ROUNDED, size=22 * by, color=ink),
            amount,
            *([] if look.is_large else [said]),
            ft.Icon(icon, size=16 * by, color=ink),
            grown(text(t("st.hold" if is_held else "st.processing"), "badge", ink), by),
        ],
        spacing=10,
    )
    inside = ft.Column([row, said], spacing=4) if look.is_large else row
    box = ft.Container(
        inside, bgcolor=ground, border_radius=14, padding=ft.Padding.symmetric(horizontal=18, vertical=8)
    )
    ident = "held" if is_held else "unconfirmed"
    return ft.Semantics(identifier=ident, container=True, content=box, key=f"strip-{payment.id}")


def feed(found: list[Line], look: Look, focused: str, *, narrow: bool) -> ft.Control:
    """The newest lines by day. Each row and each day's band has a key: what comes in above moves them as they are."""
    p, t = look.p, look.t
    if not found:
        return card(text(t("hist.empty"), "small", p.on_surface_variant))
    today, by = use_session().clock(), use_look().grow
    rows: list[ft.Control] = []
    for day, of_day in groupby(found, key=lambda line: line.day):
        if rows:
            words = grown(text(day_words(day, today, look.language), "badge", p.on_surface), by)
            band = ft.Container(words, bgcolor=p.surface_container_low, key=f"day-{day}")
            band.padding = ft.Padding.symmetric(horizontal=20, vertical=8)
            rows.append(band)
        rows += [_row(line, look, focused, by, narrow=narrow) for line in of_day]
    return card(ft.Column(rows, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), padding=0)


def _row(line: Line, look: Look, focused: str, by: float, *, narrow: bool) -> ft.Control:
    """Amount, who and how; the company's own number stands in the detail."""
    p, t = look.p, look.t
    language, scale = look.language, look.text_scale * by
    who, method = line_who(line, t, language)
    status = line_look(line)
    came = line.amount.poisha > 0 and status == "paid"
    amount = format_taka(line.amount, language, signed=True)
    clock = ft.Column(
        [
            grown(text(clock_digits(line.created_at, language), "figure", p.on_surface), by),
            grown(short_text(day_part(line.created_at, language), "caption", p.on_surface_variant), by),
        ],
        spacing=0,
        tight=True,
    )
    below: list[ft.Control] = [grown(text(method, "caption", p.on_surface_variant), by)] if method else []
    # Where there is little room the status stands below the name, which is never cut; in large letters the sum too.
    large = look.is_large
    beside = has_status(line) and not narrow and not large
    if has_status(line) and not beside:
        below.append(small_status(status, look))
    figure = amount_text(amount, "amount.sm", p.paid if came else p.on_surface, _SUM * scale, look.text_scale, by)
    name = grown(text(who, "label", p.on_surface), by)
    names: list[ft.Control] = [name, *([figure] if large else []), ft.Row(below, spacing=10)]
    parts: list[ft.Control] = [ft.Column(names, spacing=0, expand=True, tight=True)]
    if beside:
        parts.append(badge(status, look, by=by))
    if not large:
        parts.append(ft.Container(figure, width=_SUM * scale, alignment=ft.Alignment.CENTER_RIGHT))
    wide = 84 * scale
    row = ft.Stack(
        [
            ft.Container(
                ft.Row([ft.Container(clock, width=wide), *parts], spacing=12),
                padding=ft.Padding.only(left=20, right=16, top=7, bottom=7),
                border=ft.Border.only(bottom=ft.BorderSide(1, p.ledger_rule)),
            ),
            ft.Container(width=1, bgcolor=p.margin_rule, left=wide, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=wide + 4, top=0, bottom=0),
        ]
    )
    if line.payment is None:
        row.key = line.id
        return row
    moment = clock_time(line.created_at, language)
    label = t("a11y.row", amt=amount, name=who, status=t(f"st.{status}"), t=moment)
    ring, there = focus_ring(p) if line.id == focused else None, go(line_address(line))
    ident = f"entry-{line.payment.id}"
    pressed = tappable(ident, row, there, label=label, border=ring, scroll_key=row_key(line.id))
    pressed.key = line.id
    return pressed
