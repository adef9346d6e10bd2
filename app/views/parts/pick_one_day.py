"""Which day: back and forth by one, or by a calendar behind its name."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import flet as ft

from app.kit.buttons import icon_button, tappable
from app.kit.calendar import calendar_words
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
from app.kit.typography import short_text
from app.model.history import day_picked
from app.views.parts.history_rows import day_words
from app.views.parts.pick_days import FIRST
from app.views.parts.shop_context import use_account, use_session
from language import DHAKA


@part
def PickOneDay(day: date, on_picked: Callable[[date], None]) -> ft.Control:
    """No later than today: what has not been yet has no account."""
    p, t, account, session = use_palette(), use_words(), use_account(), use_session()
    picking, set_picking = ft.use_state(False)
    now = session.clock()
    today = now.astimezone(DHAKA).date()

    def changed(event: ft.Event[ft.DatePicker]) -> None:
        set_picking(False)
        if isinstance(event.control.value, datetime):
            on_picked(min(day_picked(event.control.value), today))

    calendar = ft.DatePicker(
        value=datetime.combine(day, time.min),
        first_date=datetime.combine(FIRST, time.min),
        last_date=datetime.combine(today, time.min),
        current_date=datetime.combine(today, time.min),
        help_text=t("day.pick"),
        on_change=changed,
        on_dismiss=lambda _: set_picking(False),
        **calendar_words(t, account.language),
    )
    ft.use_dialog(calendar if picking else None)
    one = timedelta(days=1)
    words = day_words(day, now, account.language)
    # A number without its month would be another day.
    unbroken = ", ".join(one.replace(" ", "\u00a0") for one in words.split(", "))
    named = ft.Row(
        [
            ft.Icon(ft.Icons.CALENDAR_MONTH_OUTLINED, size=20, color=p.primary),
            short_text(unbroken, "subtitle", p.on_surface, text_align=ft.TextAlign.CENTER, expand=1, expand_loose=True),
        ],
        spacing=8,
        alignment=ft.MainAxisAlignment.CENTER,
        tight=True,
    )
    back, forth = ft.Icons.CHEVRON_LEFT_ROUNDED, ft.Icons.CHEVRON_RIGHT_ROUNDED
    before: ft.Control = ft.Container(width=48, height=48)
    if day > FIRST:
        before = icon_button("day-before", back, t("day.before"), p.primary, lambda: on_picked(day - one))
    after: ft.Control = ft.Container(width=48, height=48)
    if day < today:
        after = icon_button("day-after", forth, t("day.after"), p.primary, lambda: on_picked(day + one))
    middle = tappable(
        "day-pick",
        named,
        lambda: set_picking(True),
        label=words,
        expand=1,
        padding=ft.Padding.symmetric(horizontal=8, vertical=12),
        border_radius=10,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Row([before, middle, after], spacing=4)
