"""With which day a link ends: a calendar behind a word."""

from collections.abc import Callable
from datetime import date, datetime, time

import flet as ft

from app.kit.buttons import tappable
from app.kit.calendar import calendar_words
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
from app.kit.typography import text
from app.model.history import day_picked
from app.model.link_expiry import days_to_pick
from app.views.parts.shop_context import use_account, use_session
from language import day_month


@part
def PickDay(ident: str, picked: date | None, on_picked: Callable[[date], None]) -> ft.Control:
    """Names the day once one is picked. Neither the past can be, nor what the checkout refuses."""
    p, t, account, session = use_palette(), use_words(), use_account(), use_session()
    picking, set_picking = ft.use_state(False)
    first, last = days_to_pick(session.clock())

    def changed(event: ft.Event[ft.DatePicker]) -> None:
        set_picking(False)
        if isinstance(event.control.value, datetime):
            on_picked(day_picked(event.control.value))

    calendar = ft.DatePicker(
        value=datetime.combine(picked or first, time.min),
        first_date=datetime.combine(first, time.min),
        last_date=datetime.combine(last, time.min),
        current_date=datetime.combine(first, time.min),
        help_text=t("new.exp.title"),
        on_change=changed,
        on_dismiss=lambda _: set_picking(False),
        **calendar_words(t, account.language),
    )
    ft.use_dialog(calendar if picking else None)
    label = day_month(picked, account.language, year=picked.year != first.year) if picked else t("new.exp.date")
    ink = p.on_primary_container if picked else p.primary
    row = ft.Row(
        [ft.Icon(ft.Icons.CALENDAR_MONTH_OUTLINED, size=18, color=ink), text(label, "label.small", ink)],
        spacing=6,
        tight=True,
    )
    ground = p.primary_container if picked else None
    padding = ft.Padding.symmetric(horizontal=8, vertical=14)
    return tappable(
        ident, row, lambda: set_picking(True), label=label, bgcolor=ground, border_radius=10, padding=padding
    )


def day_of(term: str) -> date | None:
    """The day of a term that is one."""
    try:
        return date.fromisoformat(term)
    except ValueError:
        return None
