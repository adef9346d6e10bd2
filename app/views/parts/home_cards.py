"""The cards of the home screen: the shop's own link, the caution, who paid last, and the links that are open."""

from datetime import date
from typing import Final

import flet as ft

from app.kit.buttons import tappable, way_to
from app.kit.error_boundary import part
from app.kit.look import WIDE_FROM, Look, go, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.qr import qr_image, short_url
from app.kit.rows import listed
from app.kit.surfaces import beside_margin, card, heading
from app.kit.typography import short_text, text
from app.model.connection import ConnectionState
from app.views.parts.badges import notice
from app.views.parts.frame import all_payments
from app.views.parts.link_rows import LinkRowView, payments_so_far
from app.views.parts.payment_row import PaymentRow
from app.views.parts.share_button import ShareButton, copy_button, small_copy_button
from app.views.parts.shop_context import no_answer_words, use_account, use_seen_shop
from language import in_digits_of

LAST: Final = 5
"""As many payments stand on the home screen of a phone."""
TALL_FROM: Final = 760
"""A phone lower than this has no room for words that its shopkeeper knows; logical pixels."""
_ONE_LINE_FROM: Final = 340


@part
def StoreLinkCard() -> ft.Control:
    """The shop's own link with its QR: share, copy, and what has come in by it."""
    look = use_look()
    p, t, shop, large = look.p, look.t, use_seen_shop(), look.is_large
    link = shop.home.store_link if shop.home else None
    if link is None:
        return ft.Container()
    is_wide = look.width >= WIDE_FROM
    is_tall = large or is_wide or look.height >= TALL_FROM
    qr = tappable(
        "store-qr",
        qr_image(link.url, 104 if is_tall else 76, t("a11y.qr")),
        go(f"/qr/{link.id}"),
        label=t("a11y.qr"),
        border=ft.Border.all(1, p.outline_variant),
        border_radius=14,
    )
    address, so_far = short_url(link.url), payments_so_far(link, t, look.language) if link.payments_count else ""
    lines: list[ft.Control] = [text(address, "label.small", p.primary)]
    if so_far:
        lines.append(short_text(so_far, "caption", p.on_surface_variant))
    about = ft.Row(
        [
            ft.Column(lines, spacing=0, expand=True, tight=True),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=p.on_surface_variant),
        ],
        spacing=4,
    )
    title = t("home.link.title")
    url = tappable(
        "store-url",
        about,
        go(f"/links/{link.id}"),
        label=", ".join(word for word in (title, address, so_far) if word),
        border_radius=10,
        padding=ft.Padding.symmetric(vertical=4 if so_far else 14),
    )
    share = ShareButton(link.id, "store-share", 3)
    copy = (
        copy_button("store-copy", link.url, look, 2)
        if is_wide and not large
        else small_copy_button("store-copy", link.url, look)
    )
    presses = ft.Row([share, copy], spacing=8)
    named = [heading(title, "subtitle", p.on_surface, expand=large or None)] if is_tall else []
    if large:
        inside = [ft.Row([qr, *named], spacing=14), url, presses]
        return card(ft.Column(inside, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))
    right = ft.Column(
        [*named, url, presses],
        spacing=6,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return card(ft.Row([qr, right], spacing=12), padding=10 if is_tall else 8)


@part
def Caution() -> ft.Control:
    """Look before you hand over: one line above the list that says it; rust when nothing can be confirmed."""
    p, t, shop, account = use_palette(), use_words(), use_seen_shop(), use_account()
    icon = ft.Icons.FRONT_HAND_ROUNDED
    if shop.connection is ConnectionState.OFFLINE:
        return notice(no_answer_words(shop, t), icon, p.hold_container, p.on_hold_container)
    ink = p.on_tertiary_container
    hand = [ft.Icon(icon, size=18, color=ink)] if account.width >= _ONE_LINE_FROM else []
    row = ft.Row([*hand, text(t("home.caution"), "badge", ink, expand=True)], spacing=8)
    band = ft.Container(
        row, bgcolor=p.tertiary_container, border_radius=12, padding=ft.Padding.symmetric(horizontal=12, vertical=5)
    )
    return ft.Semantics(identifier="caution", container=True, content=band)


@part
def CheckRow() -> ft.Control:
    """The way to hold a customer's screenshot against the shop's own books."""
    t = use_words()
    inside = way_to("check", ft.Icons.FACT_CHECK_OUTLINED, t("chk.title"), go("/check"))
    return card(inside, padding=0, radius=14)


@part
def LastPayments(focused: str, most: int | None, room: float, with_check: bool) -> ft.Control:
    """Who paid last, by any link, the newest first; beside the head a way to check one, or to see all."""
    p, t, shop = use_palette(), use_words(), use_seen_shop()
    payments, day = (shop.home.payments[:most], shop.home.day) if shop.home else ((), date.min)
    more = (
        _head_button("check", t("home.check"), "/check", t("chk.title"), p, ft.Icons.FACT_CHECK_OUTLINED)
        if with_check
        else _head_button("see-payments", t("act.seeall"), *all_payments(shop, t), p)
    )
    rows: list[ft.Control] = []
    for one in payments:
        is_fresh = one.id in shop.fresh_ids
        rows.append(PaymentRow(one, not rows, is_fresh, one.id == focused, room, day, key=one.id))
    head = ft.Row([heading(t("ctr.feed"), "title", p.on_surface, expand=True), more], spacing=8)
    return _under(head, card(listed(rows), padding=0))


@part
def OpenLinks(chosen: str, focused: str) -> ft.Control:
    """The links that may yet bring money, what happened last on top; the head counts what is below it."""
    look = use_look()
    p, t, shop, language = look.p, look.t, use_seen_shop(), look.language
    rows, has_more = (shop.home.rows, shop.home.has_more_rows) if shop.home else ((), False)
    day = shop.home.day if shop.home else date.min
    number = in_digits_of(language, f"{len(rows)}+" if has_more else str(len(rows)))
    counted = ft.Semantics(identifier="open-count", container=True, content=text(number, "badge", p.on_surface_variant))
    count = ft.Container(
        counted,
        bgcolor=p.surface_container_highest,
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=8, vertical=2),
    )
    named = ft.Container(heading(t("home.active"), "title", p.on_surface), expand=1, expand_loose=True)
    title = ft.Row([named, count], spacing=8, expand=True)
    see_all = _head_button("see-all", t("act.seeall"), "/links", t("links.title"), p)
    head = ft.Row([title, see_all], spacing=8)
    if not rows:
        none = text(t("home.empty.title"), "small", p.on_surface_variant)
        return _under(head, none if shop.home and shop.home.has_payments else _empty(look))
    shown: list[ft.Control] = []
    for row in rows:
        here = row.link.id
        is_fresh = here in shop.fresh_ids
        shown.append(LinkRowView(row, not shown, is_fresh, here == chosen, here == focused, day, key=here))
    return _under(head, card(listed(shown), padding=0))


def _under(head: ft.Control, below: ft.Control) -> ft.Control:
    return ft.Column([head, below], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _head_button(
    ident: str, word: str, there: str, label: str, p: Palette, icon: ft.IconData | None = None
) -> ft.Control:
    """What can be pressed beside a head, as high as a finger needs."""
    inside: list[ft.Control] = [ft.Icon(icon, size=20, color=p.primary)] if icon else []
    row = ft.Row([*inside, text(word, "label.small", p.primary)], spacing=6, tight=True)
    padding = ft.Padding.symmetric(horizontal=8, vertical=14)
    return tappable(ident, row, go(there), label=label, padding=padding, border_radius=10)


def _empty(look: Look) -> ft.Control:
    """One ghost ledger line and what to do next."""
    p, t = look.p, look.t
    bars = ft.Column(
        [
            ft.Container(width=90, height=10, bgcolor=p.surface_container_highest, border_radius=5),
            ft.Container(width=130, height=8, bgcolor=p.surface_container_high, border_radius=4),
        ],
        spacing=10,
    )
    ghost = ft.Container(
        beside_margin(ft.Container(bars, padding=12), p.margin_rule, left=14, gap=6),
        width=200,
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(1, p.outline_variant),
        border_radius=12,
    )
    return ft.Container(
        ft.Column(
            [
                ghost,
                text(t("home.empty.title"), "subtitle", p.on_surface),
                text(t("home.empty.sub"), "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
            ],
            spacing=10,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=ft.Padding.symmetric(horizontal=24, vertical=16),
        alignment=ft.Alignment.CENTER,
    )
