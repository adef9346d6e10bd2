"""From which day to which: a calendar behind a chip."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Final

import flet as ft

from app.kit.buttons import chip
from app.kit.calendar import calendar_words
from app.kit.error_boundary import part
from app.kit.look import use_words
from app.model.history import day_picked
from app.views.parts.shop_context import use_account, use_session
from language import DHAKA, days_phrase

# Before any of its payments.
FIRST: Final = date(2024, 1, 1)


@part
def PickDays(picked: Sequence[date], on_picked: Callable[[date, date], None]) -> ft.Control:
    """The chip names what was picked."""
    t, account, session = use_words(), use_account(), use_session()
    picking, set_picking = ft.use_state(False)
    today = session.clock().astimezone(DHAKA).replace(tzinfo=None)

    def changed(event: ft.Event[ft.DateRangePicker]) -> None:
        first, last = event.control.start_value, event.control.end_value
        set_picking(False)
        if isinstance(first, datetime) and isinstance(last, datetime):
            on_picked(day_picked(first), day_picked(last))

    calendar = ft.DateRangePicker(
        first_date=datetime.combine(FIRST, time.min),
        last_date=today,
        current_date=today,
        help_text=t("hist.pick.help"),
        save_text=t("act.done"),
        on_change=changed,
        on_dismiss=lambda _: set_picking(False),
        **calendar_words(t, account.language),
    )
    ft.use_dialog(calendar if picking else None)
    label = t("new.exp.date")
    if picked:
        label = days_phrase(picked[0], picked[-1], today.date(), account.language)
    return chip("span-range", label, lambda: set_picking(True), chosen=bool(picked))
