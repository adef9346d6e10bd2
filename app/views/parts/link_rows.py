"""A link as one row of a list."""

from datetime import date, datetime
from typing import Final

import flet as ft

from app.kit.buttons import tappable
from app.kit.error_boundary import unchanged_part
from app.kit.look import Say, go, use_look
from app.kit.rows import ROW_PADDING, focus_ring, near_time, row_edges, row_key, who_and_when
from app.kit.typography import short_text, text
from app.model.customers import called
from app.model.handover import LinkRow
from app.model.records import LinkRecord
from app.views.parts.badges import badge
from app.views.parts.people import who_paid
from app.views.parts.shop_context import use_account, use_session
from language import Language, in_digits_of, isolated, until_phrase
from money import format_taka

# What is beside a phone's list; a desktop's is wide enough for every name.
_AROUND: Final = 32
# Narrower than this the longest badge would leave no room to a sum of lakhs.
_LONG_BADGE_FROM: Final = 380


@unchanged_part
def LinkRowView(
    row: LinkRow, is_first: bool, fresh: bool, chosen: bool, focused: bool, day: date, key: str = ""
) -> ft.Control:
    """Amount first; then who, status and time. A freshly paid row is tinted until it is opened.

    `day` is today, with which the row is drawn anew.

    The hairline above it is its own: between rows it would move with every row that comes in.
    """
    look = use_look()
    p, t, language, large = look.p, look.t, look.language, look.is_large
    now = use_session().clock()
    amount = format_taka(row.link.amount, language) if row.link.amount else ""
    who, when = row_who(row, t), row_when(row, now, language, t)
    figure = text(amount, "amount.sm", p.on_surface)
    name, caption = short_text(who, "small", p.on_surface_variant), text(when, "caption", p.on_surface_variant)
    state = badge(row.display_status, look)
    lines: list[ft.Control]
    if large or (row.display_status == "waiting" and look.width < _LONG_BADGE_FROM):
        lines = [figure, name, ft.Row([state, caption], spacing=10, run_spacing=6, wrap=True)]
    else:
        figure.expand = True
        lines = [ft.Row([figure, state], spacing=12), *who_and_when(name, caption, look.width - _AROUND)]
    inside = ft.Column(lines, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    ground = (
        p.paid_container if fresh and row.display_status == "paid" else p.surface_container_high if chosen else None
    )
    return tappable(
        f"link-{row.link.id}",
        inside,
        go(row_address(row)),
        label=t("a11y.row", amt=amount, name=who, status=t(f"st.{row.display_status}"), t=when),
        bgcolor=ground,
        padding=ROW_PADDING,
        selected=True if chosen else None,
        scroll_key=row_key(row.link.id),
        border=focus_ring(p) if focused else row_edges(p, is_first=is_first, chosen=chosen),
    )


def row_address(row: LinkRow) -> str:
    """The screen that the row opens."""
    return f"/links/{row.link.id}"


def row_who(row: LinkRow, t: Say) -> str:
    """The payer's name; before there is one, whom it was made for, or that anybody may pay. And what for."""
    language = use_account().language
    whom = called(row.link.customer, language) or t("links.any")
    name = who_paid(row.payment, language)[0] if row.payment else whom
    return f"{isolated(name)} · {isolated(row.link.note)}" if row.link.note else name


def row_when(row: LinkRow, now: datetime, language: Language, t: Say) -> str:
    """When it was paid or begun, or until when it can be."""
    moment = row.link.paid_at or (row.payment.created_at if row.payment else None)
    if row.display_status == "active" and row.link.expires_at:
        return t("new.exp.until", t=until_phrase(row.link.expires_at, now, language))
    if row.display_status == "expired" and row.link.expires_at:
        moment = row.link.expires_at
    return near_time(moment or row.link.created_at, now, language)


def payments_so_far(link: LinkRecord, t: Say, language: Language) -> str:
    """How many payments came by this link, and their sum before fees."""
    key = "ctr.count.one" if link.payments_count == 1 else "ctr.count"
    count = in_digits_of(language, str(link.payments_count))
    return f"{t(key, n=count)} · {format_taka(link.paid_total, language)}"
