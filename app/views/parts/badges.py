"""Status in words, a shape and a colour: badge and hand-over line."""

from typing import Final

import flet as ft

from app.kit.look import Look
from app.kit.palette import Palette
from app.kit.typography import grown, short_text, text
from app.model.handover import DisplayStatus, Goods

_ICONS: Final = {
    "active": ft.Icons.LINK_ROUNDED,
    "processing": ft.Icons.HOURGLASS_TOP_ROUNDED,
    "paid": ft.Icons.CHECK_CIRCLE_ROUNDED,
    "hold": ft.Icons.PAUSE_CIRCLE_ROUNDED,
    "cancelled": ft.Icons.BLOCK_ROUNDED,
    "expired": ft.Icons.EVENT_BUSY_ROUNDED,
    "paused": ft.Icons.PAUSE_ROUNDED,
    "refunded": ft.Icons.UNDO_ROUNDED,
    "failed": ft.Icons.ERROR_ROUNDED,
    "waiting": ft.Icons.CLOUD_UPLOAD_ROUNDED,
}


def badge(status: DisplayStatus, look: Look, *, large: bool = False, by: float = 1) -> ft.Control:
    """28 high in rows, 34 on detail screens, `by` so many times as large. Only পরিশোধিত is solid."""
    p, t = look.p, look.t
    ground, ink = badge_colours(status, p)
    words = grown(text(t(f"st.{status}"), "label.small" if large else "badge", ink), by)
    return ft.Container(
        ft.Row([ft.Icon(_ICONS[status], size=16 * by, color=ink), words], spacing=5, tight=True),
        bgcolor=ground,
        border=ft.Border.all(1, p.outline) if status == "expired" else None,
        border_radius=10 if large else 8,
        padding=ft.Padding.symmetric(horizontal=10 if large else 8, vertical=7 if large else 4),
    )


def badge_colours(status: DisplayStatus, p: Palette) -> tuple[str, str]:
    """Ground and ink of a status."""
    return {
        "active": (p.active_container, p.on_active_container),
        "processing": (p.pending_container, p.on_pending_container),
        "paid": (p.paid, p.on_paid),
        "hold": (p.hold_container, p.on_hold_container),
        "cancelled": (p.cancelled_container, p.on_cancelled_container),
        "expired": (p.expired_container, p.on_expired_container),
        "paused": (p.cancelled_container, p.on_cancelled_container),
        "refunded": (p.refunded_container, p.on_refunded_container),
        "failed": (p.failed_container, p.on_failed_container),
        "waiting": (p.pending_container, p.on_pending_container),
    }[status]


def small_status(status: DisplayStatus, look: Look) -> ft.Control:
    """Icon and word without a ground, for ledger rows."""
    p, t = look.p, look.t
    ink = p.paid if status == "paid" else badge_colours(status, p)[1]
    # No wider than it may be: on the smallest phone it stands beside a sum.
    words = short_text(t(f"st.{status}"), "badge", ink, expand=1, expand_loose=True)
    return ft.Row([ft.Icon(_ICONS[status], size=16, color=ink), words], spacing=5, tight=True)


def goods_badge(goods: Goods, look: Look) -> ft.Control:
    """What to do with the goods: the first thing on a detail screen. Green for `paid` alone."""
    p, t = look.p, look.t
    ground, ink, icon = p.hold_container, p.on_hold_container, ft.Icons.FRONT_HAND_ROUNDED
    if goods == "paid":
        ground, ink, icon = p.paid_surface, p.on_paid_surface, ft.Icons.VERIFIED_ROUNDED
    elif goods == "failed":
        ground, ink = badge_colours("failed", p)
    elif goods in ("active", "processing", "waiting"):
        ground, ink = p.tertiary_container, p.on_tertiary_container
    elif goods in ("cancelled", "expired", "paused", "refunded", "returning"):
        ground, ink = p.cancelled_container, p.on_cancelled_container
        icon = _ICONS["refunded" if goods == "returning" else goods]
    return notice(t(f"go.{goods}"), icon, ground, ink, ident="hand-over")


def given_badge(words: str, look: Look) -> ft.Control:
    """In its place where the goods went out already, in these words: no green invites to give them again."""
    p = look.p
    return notice(words, ft.Icons.HISTORY_ROUNDED, p.tertiary_container, p.on_tertiary_container, ident="hand-over")


def notice(words: str, icon: ft.IconData, ground: str, ink: str, *, ident: str = "notice") -> ft.Control:
    """A line that must be read."""
    row = ft.Row([ft.Icon(icon, size=24, color=ink), text(words, "label.small", ink, expand=True)], spacing=14)
    return ft.Semantics(
        identifier=ident,
        container=True,
        content=ft.Container(
            row, bgcolor=ground, border_radius=14, padding=ft.Padding.symmetric(horizontal=16, vertical=13)
        ),
    )
