"""A link as one row of a list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import flet as ft

from app.kit.buttons import tappable
from app.kit.context import WIDE_FROM, Say, go, use_account, use_desk, use_large, use_palette, use_words
from app.kit.error_boundary import unchanged_part
from app.kit.fields import scroll_key
from app.kit.palette import Palette
from app.kit.typography import short_text, text
from app.model.customers import called
from app.model.handover import LinkRow
from app.model.records import LinkRecord
from app.views.parts.badges import badge
from language import DHAKA, Language, clock_time, day_month, in_digits_of, isolated, until_phrase
from money import format_taka

ROW_PADDING: Final = ft.Padding.symmetric(horizontal=16, vertical=5)


@unchanged_part
def LinkRowView(
    row: LinkRow, is_first: bool, fresh: bool, chosen: bool, focused: bool, day: date, key: str = ""
) -> ft.Control:
    """Amount first; then who, status and time. A freshly paid row is tinted until it is opened.

    `day` is today, with which the row is drawn anew.

    The hairline above it is its own: between rows it would move with every row that comes in.
    """
    p, t, language, large = use_palette(), use_words(), use_account().language, use_large()
    now = use_desk().clock()
    amount = format_taka(row.link.amount, language) if row.link.amount else ""
    who, when = row_who(row, t), row_when(row, now, language, t)
    left = ft.Column(
        [text(amount, "amount.sm", p.on_surface), short_text(who, "small", p.on_surface_variant)],
        spacing=2,
        expand=None if large else True,
    )
    state: list[ft.Control] = [badge(row.look, p, t), text(when, "caption", p.on_surface_variant)]
    inside: ft.Control
    if large:
        inside = ft.Column([left, ft.Row(state, spacing=10, run_spacing=6, wrap=True)], spacing=6)
    else:
        right = ft.Column(state, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.END)
        inside = ft.Row([left, right], spacing=12)
    ground = p.paid_container if fresh and row.look == "paid" else p.surface_container_high if chosen else None
    return tappable(
        f"link-{row.link.id}",
        inside,
        go(row_address(row)),
        label=t("a11y.row", amt=amount, name=who, status=t(f"st.{row.look}"), t=when),
        bgcolor=ground,
        padding=ROW_PADDING,
        selected=True if chosen else None,
        scroll_key=row_key(row.link.id),
        border=focus_ring(p) if focused else row_edges(p, is_first=is_first, chosen=chosen),
    )


def listed(rows: Sequence[ft.Control]) -> ft.Control:
    """Rows below each other, each as wide as the list."""
    return ft.Column(list(rows), spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def row_edges(p: Palette, *, is_first: bool, chosen: bool) -> ft.Border | None:
    """The hairline above a row, and at its left what says that it is chosen."""
    if is_first and not chosen:
        return None
    above = ft.BorderSide.none() if is_first else ft.BorderSide(1, p.outline_variant)
    return ft.Border(top=above, left=ft.BorderSide(4, p.primary) if chosen else ft.BorderSide.none())


def focus_ring(p: Palette) -> ft.Border:
    """Around what the arrow keys chose."""
    return ft.Border.all(2, p.focus)


def row_key(row_id: str) -> ft.ScrollKey | None:
    """By which the arrow keys bring the row into sight; a phone has none, and is spared the bytes."""
    if use_account().width < WIDE_FROM:
        return None
    return scroll_key(row_id)


def row_address(row: LinkRow) -> str:
    """The screen that the row opens."""
    return f"/links/{row.link.id}"


def row_who(row: LinkRow, t: Say) -> str:
    """The payer's name; before there is one, whom it was made for, or that anybody may pay. And what for."""
    whom = called(row.link.customer, use_account().language) or t("links.any")
    name = row.payment.name if row.payment else whom
    return f"{isolated(name)} · {isolated(row.link.note)}" if row.link.note else name


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
