"""A link as one row of a list."""

from datetime import datetime

import flet as ft

from app.look.type import one_line
from app.services.records import LinkRecord
from app.shop import LinkRow
from app.views.parts.badges import badge
from app.views.parts.buttons import tappable
from app.views.parts.context import Say, go, use_account, use_desk, use_palette, use_words
from app.views.parts.guard import part
from language import DHAKA, Language, clock_time, day_month, in_digits_of, until_phrase
from money import format_taka


@part
def LinkRowView(row: LinkRow, fresh: bool, chosen: bool, key: str = "") -> ft.Control:
    """Amount first; then who, status and time. A freshly paid row is tinted until it is opened."""
    p, t, language = use_palette(), use_words(), use_account().language
    now = use_desk().clock()
    amount = format_taka(row.link.amount, language) if row.link.amount else ""
    who, when = row_who(row, t), row_when(row, now, language, t)
    left = ft.Column(
        [one_line(amount, "amount.sm", p.on_surface), one_line(who, "small", p.on_surface_variant)],
        spacing=2,
        expand=True,
    )
    right = ft.Column(
        [badge(row.look, p, t), one_line(when, "caption", p.on_surface_variant)],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    ground = p.paid_container if fresh and row.look == "paid" else p.surface_container_high if chosen else None
    return tappable(
        f"link-{row.link.id}",
        ft.Row([left, right], spacing=12),
        go(f"/links/{row.link.id}"),
        label=t("a11y.row", amt=amount, name=who, status=t(f"st.{row.look}"), t=when),
        bgcolor=ground,
        padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        border=ft.Border.only(left=ft.BorderSide(4, p.primary)) if chosen else None,
    )


def row_who(row: LinkRow, t: Say) -> str:
    """The payer's name, or that anybody may pay; and what for."""
    name = row.payment.name if row.payment else t("links.any")
    return f"{name} · {row.link.note}" if row.link.note else name


def row_when(row: LinkRow, now: datetime, language: Language, t: Say) -> str:
    """When it was paid or begun, or until when it can be."""
    moment = row.link.paid_at or (row.payment.created_at if row.payment else None)
    if row.look == "active" and row.link.expires_at:
        return t("new.exp.until", t=until_phrase(row.link.expires_at, now, language))
    if row.look == "expired" and row.link.expires_at:
        moment = row.link.expires_at
    return near_time(moment or row.link.created_at, now, language)


def near_time(moment: datetime, now: datetime, language: Language) -> str:
    """The hour of a moment today, the day of an older one."""
    day = moment.astimezone(DHAKA).date()
    return clock_time(moment, language) if day == now.astimezone(DHAKA).date() else day_month(day, language)


def payments_so_far(link: LinkRecord, t: Say, language: Language) -> str:
    """How many payments came by this link, and their sum before fees."""
    key = "ctr.count.one" if link.payments_count == 1 else "ctr.count"
    count = in_digits_of(language, str(link.payments_count))
    return f"{t(key, n=count)} · {format_taka(link.paid_total, language)}"
