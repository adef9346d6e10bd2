"""The cards of the home screen: the shop's own link, the caution, the links that are awaited."""

import flet as ft

from app.look.palette import Palette
from app.look.type import text
from app.services.live_updates import Light
from app.services.records import LinkRecord
from app.views.parts.badges import notice
from app.views.parts.buttons import abreast, tappable, way_to
from app.views.parts.context import Say, go, use_account, use_large, use_palette, use_rows, use_shop, use_words
from app.views.parts.guard import part
from app.views.parts.qr import qr_image, short_url
from app.views.parts.rows import LinkRowView, listed, payments_so_far, row_address
from app.views.parts.share_button import ShareButton, copy_button
from app.views.parts.surfaces import beside_margin, card
from language import Language, in_digits_of


@part
def StoreLinkCard() -> ft.Control:
    """The shop's own link with its QR: share, copy, and what has come in by it."""
    p, t, shop, language, large = use_palette(), use_words(), use_shop(), use_account().language, use_large()
    home = shop.home
    link = home.store_link if home else None
    if link is None:
        return ft.Container()
    qr = tappable(
        "store-qr",
        qr_image(link.url, 112, t("a11y.qr")),
        go(f"/qr/{link.id}"),
        label=t("a11y.qr"),
        border=ft.Border.all(1, p.outline_variant),
        border_radius=14,
    )
    address = ft.Row(
        [
            ft.Icon(ft.Icons.LINK_ROUNDED, size=18, color=p.primary),
            ft.Semantics(
                identifier="store-url",
                container=True,
                expand=True,
                content=text(short_url(link.url), "label.small", p.primary),
            ),
        ],
        spacing=8,
    )
    title = text(t("home.link.title"), "subtitle", p.on_surface)
    more = [text(t("home.link.sub"), "small", p.on_surface_variant), address]
    about = ft.Column([title] if large else [title, *more], spacing=4, expand=True)
    shares = [
        ShareButton(link.id, "store-share", 0 if large else 5),
        copy_button("store-copy", link.url, p, t, 0 if large else 3),
    ]
    lines: list[ft.Control] = [
        ft.Row([qr, about], spacing=14),
        *(more if large else []),
        abreast(shares, large=large),
    ]
    if link.payments_count:
        lines.append(_store_payments(link, p, t, language))
    return card(ft.Column(lines, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), p)


def _store_payments(link: LinkRecord, p: Palette, t: Say, language: Language) -> ft.Control:
    words = payments_so_far(link, t, language)
    row = ft.Row(
        [
            text(words, "label.small", p.on_surface, expand=True),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=p.on_surface_variant),
        ]
    )
    return tappable(
        "store-payments", row, go(f"/links/{link.id}"), label=words, padding=ft.Padding.symmetric(vertical=6)
    )


@part
def Caution() -> ft.Control:
    """Look before you hand over; rust when nothing can be confirmed."""
    p, t, shop = use_palette(), use_words(), use_shop()
    if shop.light is Light.OFFLINE:
        return notice(t("home.offline.caution"), ft.Icons.FRONT_HAND_ROUNDED, p.hold_container, p.on_hold_container)
    ink = p.on_tertiary_container
    link = ft.Text(
        t("home.caution.link"),
        style=ft.TextStyle(
            size=14,
            height=1.571,
            font_family="Text400",
            color=ink,
            letter_spacing=0,
            decoration=ft.TextDecoration.UNDERLINE,
        ),
    )
    words = ft.Column([text(t("home.caution"), "label.small", ink), link], spacing=2, expand=True)
    row = ft.Row([ft.Icon(ft.Icons.FRONT_HAND_ROUNDED, size=24, color=ink), words], spacing=14)
    return tappable(
        "caution",
        row,
        go("/history"),
        label=f"{t('home.caution')} {t('home.caution.link')}",
        bgcolor=p.tertiary_container,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=16, vertical=12),
    )


@part
def CheckRow() -> ft.Control:
    """The way to hold a customer's screenshot against the shop's own books."""
    p, t = use_palette(), use_words()
    inside = way_to("check", ft.Icons.FACT_CHECK_OUTLINED, t("chk.title"), p, go("/check"))
    return card(inside, p, padding=0, radius=14)


@part
def ActiveLinks(chosen: str) -> ft.Control:
    """The links that are awaited, newest first, with what has happened to each."""
    p, t, shop, language = use_palette(), use_words(), use_shop(), use_account().language
    rows = shop.home.rows if shop.home else ()
    count = ft.Container(
        text(in_digits_of(language, str(shop.home.active_count if shop.home else 0)), "badge", p.on_surface_variant),
        bgcolor=p.surface_container_highest,
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=8, vertical=2),
    )
    see_all = tappable(
        "see-all",
        text(t("act.seeall"), "label.small", p.primary),
        go("/links"),
        label=t("links.title"),
        padding=8,
        border_radius=10,
    )
    head = ft.Row([text(t("home.active"), "title", p.on_surface), count, ft.Container(expand=True), see_all], spacing=8)
    if not rows:
        return ft.Column([head, _empty(p, t)], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    focused = use_rows({row.link.id: row_address(row) for row in rows})
    rows_shown: list[ft.Control] = []
    for row in rows:
        here, is_fresh = row.link.id, row.link.id in shop.fresh_ids
        rows_shown.append(LinkRowView(row, not rows_shown, is_fresh, here == chosen, here == focused, key=here))
    return ft.Column(
        [head, card(listed(rows_shown), p, padding=0)],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _empty(p: Palette, t: Say) -> ft.Control:
    """One ghost ledger line and what to do next."""
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
