"""আজকের পেমেন্ট: all that came in today, for who sees no other day."""

from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import use_look
from app.kit.rows import listed
from app.kit.surfaces import card, heading, scrolling
from app.kit.typography import text
from app.views.parts.balance import today_words
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.home_cards import CheckRow
from app.views.parts.kept_state import use_kept_state, use_place
from app.views.parts.loading import Loading
from app.views.parts.payment_row import PaymentRow
from app.views.parts.shop_context import use_pane, use_rows, use_session, use_shop, use_store
from language import DHAKA

_PAGE: Final = 50
_WIDE: Final = 560


@part
def TodaysPayments() -> ft.Control:
    """Their number and sum, and each of them, the newest first; what is held is among them."""
    look, shop, store, keeps_place = use_look(), use_shop(), use_store(), use_place()
    p, t = look.p, look.t
    shown, set_shown = use_kept_state("shown", _PAGE)
    today = use_session().clock().astimezone(DHAKA).date()
    found = [
        one
        for one in store.last_payments(shown + 1)
        if (one.paid_at or one.created_at).astimezone(DHAKA).date() == today
    ]
    focused = use_rows({one.id: f"/payments/{one.id}" for one in found[:shown]})
    room = _WIDE if look.is_wide else look.width - 32
    rows: list[ft.Control] = []
    for one in found[:shown]:
        rows.append(PaymentRow(one, not rows, one.id in shop.fresh_ids, one.id == focused, room, today, key=one.id))
    none = ft.Container(text(t("home.today.none"), "body", p.on_surface_variant), padding=24)
    sum_ = ft.Semantics(
        identifier="today-sum", container=True, content=text(today_words(shop, look), "label", p.on_surface)
    )
    body: list[ft.Control] = [*([sum_] if rows else []), CheckRow(), card(listed(rows) if rows else none, padding=0)]
    if len(found) > shown:
        body.append(button("more", t("list.more"), lambda: set_shown(shown + _PAGE), kind="tonal"))
    if shop.home is None:
        body = [Loading()]
    if look.is_wide:
        pane = ft.Container(use_pane(keeps_place(scrolling(body, padding=0))), width=_WIDE, expand=True)
        return ft.Column(
            [WideHead("today.title"), TroubleStrip(), pane],
            spacing=12,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    title = heading(t("today.title"), "title", p.on_surface, level=1)
    head = ft.SafeArea(ft.Container(title, padding=ft.Padding.only(left=20, top=16)), avoid_intrusions_bottom=False)
    return ft.Column([head, TroubleStrip(), use_pane(keeps_place(scrolling(body)))], spacing=0, expand=True)
