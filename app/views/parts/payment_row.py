"""A payment as one row of a list."""

from datetime import date, datetime, timedelta

import flet as ft

from app.kit.buttons import tappable
from app.kit.error_boundary import unchanged_part
from app.kit.look import Say, go, use_look
from app.kit.rows import ROW_PADDING, focus_ring, row_edges, row_key, who_and_when
from app.kit.typography import short_text, text
from app.model.handover import display_status_of
from app.model.records import PaymentRecord
from app.views.parts.badges import badge
from app.views.parts.people import who_paid
from app.views.parts.shop_context import use_session
from language import DHAKA, Language, clock_time, day_month
from language.moments import near_day
from money import format_taka


@unchanged_part
def PaymentRow(
    payment: PaymentRecord, is_first: bool, fresh: bool, focused: bool, room: float, day: date, key: str = ""
) -> ft.Control:
    """Amount first, with how it stands; then who, by what method and in which minute. `room` is the list's
    width; `day` is today, with which the row is drawn anew.

    One that came while somebody listened is tinted until it is opened.
    """
    look = use_look()
    p, t, language, large = look.p, look.t, look.language, look.is_large
    status, amount = display_status_of(payment), format_taka(payment.amount, language)
    moment = minute(payment.paid_at or payment.created_at, use_session().clock(), language)
    who, method = who_paid(payment, language)
    how = " · ".join(word for word in (method, moment) if word)
    figure = text(amount, "amount.sm", p.on_surface)
    name = short_text(who, "small", p.on_surface_variant)
    caption = text(how, "caption", p.on_surface_variant)
    state = badge(status, look)
    lines: list[ft.Control]
    if large:
        lines = [figure, name, ft.Row([state, caption], spacing=10, run_spacing=6, wrap=True)]
    else:
        figure.expand = True
        lines = [ft.Row([figure, state], spacing=12), *who_and_when(name, caption, room)]
    tint = p.paid_container if fresh and status == "paid" else None
    return tappable(
        f"payment-{payment.id}",
        ft.Column(lines, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        go(f"/payments/{payment.id}"),
        label=_said(payment, amount, who, how, t),
        bgcolor=tint,
        padding=ROW_PADDING,
        scroll_key=row_key(payment.id),
        border=focus_ring(p) if focused else row_edges(p, is_first=is_first, chosen=False),
    )


def _said(payment: PaymentRecord, amount: str, who: str, how: str, t: Say) -> str:
    return t("a11y.row", amt=amount, name=who, status=t(f"st.{display_status_of(payment)}"), t=how)


def minute(moment: datetime, now: datetime, language: Language) -> str:
    """The hour and minute, with the day when it is not today."""
    day, today = moment.astimezone(DHAKA).date(), now.astimezone(DHAKA).date()
    clock = clock_time(moment, language)
    if day == today:
        return clock
    if day == today - timedelta(days=1):
        return f"{near_day(day, today, language)} {clock}"
    return f"{day_month(day, language, year=day.year != today.year)}, {clock}"
