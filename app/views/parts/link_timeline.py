"""A link's story: what has happened to it, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.rows import near_time
from app.kit.surfaces import card, heading
from app.kit.typography import short_text, text
from app.model.handover import DisplayStatus, LinkRow
from app.model.records import DirectRecord, PaymentRecord
from app.views.parts.badges import badge_colours
from app.views.parts.people import device_words
from app.views.parts.shop_context import use_session
from app.views.parts.sums import is_narrow
from language import in_digits_of, method_name
from money import format_taka

_DOT: Final = 28
_CLOSED: Final = {
    "cancelled": ft.Icons.BLOCK_ROUNDED,
    "expired": ft.Icons.EVENT_BUSY_ROUNDED,
    "paused": ft.Icons.PAUSE_ROUNDED,
}


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a link's story; `when` is empty for what has not happened."""

    icon: ft.IconData
    words: str
    when: str
    sub: str = ""
    status: DisplayStatus | None = None


def link_timeline(row: LinkRow, seen: Sequence[DirectRecord], look: Look) -> ft.Control:
    """What has happened to the link, and what comes next; what was only seen is grey."""
    p, t, language = look.p, look.t, look.language
    now = use_session().clock()
    link, payment = row.link, row.payment
    maker = device_words(link.made_by, t) if link.made_by else ""
    steps = [_Step(ft.Icons.ADD_LINK_ROUNDED, t("tl.created"), near_time(link.created_at, now, language), maker)]
    if link.opened_at is not None:
        opened = near_time(link.opened_at, now, language)
        steps.append(_Step(ft.Icons.VISIBILITY_OUTLINED, t("tl.opened"), opened))
    for one in seen:
        sub = t("tl.seen.sub", amt=format_taka(one.amount, language))
        when = near_time(one.came_at, now, language)
        steps.append(_Step(ft.Icons.VISIBILITY_OUTLINED, t("tl.seen"), when, sub, "cancelled"))
    if payment is not None and row.display_status in ("processing", "hold", "paid", "refunded"):
        word = t("st.hold") if row.display_status == "hold" else t("tl.processing")
        words = f"{word} · {method_name(payment.method, language)}" if payment.method else word
        icon = ft.Icons.PAUSE_ROUNDED if row.display_status == "hold" else ft.Icons.HOURGLASS_TOP_ROUNDED
        steps.append(
            _Step(
                icon,
                words,
                near_time(payment.created_at, now, language),
                status=None if row.display_status in ("paid", "refunded") else row.display_status,
            )
        )
    elif row.display_status == "active":
        steps.append(_Step(ft.Icons.HOURGLASS_TOP_ROUNDED, t("tl.processing"), ""))
    if row.display_status == "paid" and payment is not None and link.paid_at:
        added = _where_it_stands(payment, look)
        steps.append(_Step(ft.Icons.CHECK_ROUNDED, t("tl.paid"), near_time(link.paid_at, now, language), added, "paid"))
    elif row.display_status in ("active", "processing", "hold", "waiting"):
        steps.append(
            _Step(ft.Icons.CHECK_ROUNDED, t("tl.paid"), "", "" if row.display_status == "active" else t("tl.wait"))
        )
    elif row.display_status in _CLOSED:
        icon = _CLOSED[row.display_status]
        steps.append(_Step(icon, t(f"st.{row.display_status}"), " ", status=row.display_status))
    count = in_digits_of(language, str(len(steps)))
    told = ft.Column(spacing=0)
    for number, step in enumerate(steps, 1):
        state = " · ".join(word for word in (step.words, step.sub, step.when.strip()) if word)
        said = t("a11y.step", n=count, i=in_digits_of(language, str(number)), state=state)
        drawn = ft.Semantics(exclude_semantics=True, content=_step(step, look, is_last=number == len(steps)))
        told.controls.append(ft.Semantics(label=said, container=True, content=drawn))
    return card(ft.Column([heading(t("link.timeline"), "subtitle", p.on_surface), told], spacing=12))


def _where_it_stands(payment: PaymentRecord, look: Look) -> str:
    """What of it came into the balance, which nobody is told at the till; or that it is at the shop's own account."""
    if payment.at_own_account:
        return look.t("tl.paid.own", amt=format_taka(payment.amount, look.language))
    return "" if payment.net is None else look.t("tl.paid.sub", amt=format_taka(payment.net, look.language))


def _step(step: _Step, look: Look, *, is_last: bool) -> ft.Control:
    p = look.p
    if step.status == "paid":
        ground, ink = p.paid, p.on_paid
    elif step.status is not None and step.status in ("processing", "hold", *_CLOSED):
        ground, ink = badge_colours(step.status, p)
    else:
        ground, ink = p.active_container, p.on_active_container
    done = bool(step.when)
    dot = ft.Container(
        ft.Icon(step.icon, size=16, color=ink) if done else None,
        width=_DOT,
        height=_DOT,
        border_radius=_DOT / 2,
        bgcolor=ground if done else None,
        border=None if done else ft.Border.all(2, p.outline_variant),
        alignment=ft.Alignment.CENTER,
    )
    words: list[ft.Control] = [
        text(step.words, "label.small" if done else "small", p.on_surface if done else p.on_surface_variant)
    ]
    if step.sub:
        words.append(text(step.sub, "caption", p.paid if step.status == "paid" else p.on_surface_variant))
    told: list[ft.Control] = [dot, ft.Column(words, spacing=0, expand=True)]
    if step.when.strip():
        # Beside large words a sum among them would be broken in two.
        when = short_text(step.when, "caption", p.on_surface_variant)
        (words if look.is_large or is_narrow(look) else told).append(when)
    row = ft.Row(told, spacing=12, vertical_alignment=ft.CrossAxisAlignment.START)
    if is_last:
        return row
    thread = ft.Container(width=2, bgcolor=p.outline_variant, left=13, top=_DOT + 2, bottom=2)
    return ft.Stack([ft.Container(row, padding=ft.Padding.only(bottom=14)), thread])
