"""ডিজিটাল পেমেন্ট: the balance, the shop's own link, the caution, and the links that are awaited."""

import flet as ft

from app.look.palette import Palette
from app.look.type import one_line, text
from app.services.live_updates import Light
from app.services.records import LinkRecord
from app.shop import Home, Shop
from app.views.link_detail import LinkDetailPane, payments_so_far
from app.views.parts.badges import notice
from app.views.parts.buttons import button, tappable
from app.views.parts.context import (
    Say,
    go,
    use_account,
    use_desk,
    use_palette,
    use_shop,
    use_words,
)
from app.views.parts.frame import WideHead
from app.views.parts.guard import part
from app.views.parts.qr import qr_image, short_url
from app.views.parts.rows import LinkRowView, near_time
from app.views.parts.share_button import ShareButton, copy_button
from app.views.parts.surfaces import beside_margin, card, mark, rule, scrolling
from language import Language, in_digits_of
from money import format_taka


@part
def HomePhone() -> ft.Control:
    """One pane: ink head, then everything below it."""
    p, t, shop = use_palette(), use_words(), use_shop()
    home = shop.home
    name = home.shop.name if home else ""
    titles = ft.Column(
        [one_line(name, "caption", p.on_ink_variant), one_line(t("home.title"), "title", p.on_ink)],
        spacing=0,
        expand=True,
    )
    new = button(
        "new-link", t("act.newlink"), p, go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    head = ft.SafeArea(
        ft.Container(
            ft.Row([mark(p), titles, new], spacing=12), padding=ft.Padding.symmetric(horizontal=16, vertical=12)
        ),
        avoid_intrusions_bottom=False,
    )
    ink = ft.Container(
        ft.Column(
            [head, ft.Container(height=1, bgcolor=p.ink_rule), _balance(shop, p, t, use_account().language, left=20)],
            spacing=0,
        ),
        bgcolor=p.ink,
    )
    return ft.Column([ink, *_offline(shop, p, t), scrolling(_below(home))], spacing=0, expand=True)


@part
def HomeWide() -> ft.Control:
    """Two panes: the same at the left, the chosen link at the right."""
    p, t, shop = use_palette(), use_words(), use_shop()
    chosen = ft.use_route_params().get("id", "")
    balance = ft.Container(
        _balance(shop, p, t, use_account().language, left=20),
        bgcolor=p.ink,
        border_radius=20,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    left = ft.Container(
        ft.Column(
            [balance, scrolling(_below(shop.home, chosen), padding=0)],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        width=436,
    )
    right = LinkDetailPane(chosen, key=chosen) if chosen else _pick(p, t)
    panes = ft.Row(
        [left, ft.Container(right, expand=True)],
        spacing=20,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column([WideHead("home.title"), *_offline(shop, p, t), panes], spacing=12, expand=True)


def _below(home: Home | None, chosen: str = "") -> list[ft.Control]:
    if home is None:
        return [Loading()]
    return [StoreLinkCard(), Caution(), ActiveLinks(chosen)]


def _balance(shop: Shop, p: Palette, t: Say, language: Language, *, left: float) -> ft.Control:
    """The digital balance beside the margin line, and what came in today."""
    home = shop.home
    if home is None:
        amount: ft.Control = ft.Container(width=220, height=40, bgcolor=p.ink_raised, border_radius=8)
        today = " "
    else:
        shown = "৳••••••" if shop.balance_hidden else format_taka(home.balance, language)
        amount = ft.Semantics(identifier="balance", container=True, content=one_line(shown, "amount.lg", p.on_ink))
        count = in_digits_of(language, str(home.today.count))
        sum_today = format_taka(home.today.total, language)
        key = {0: "home.today.none", 1: "home.today.one"}.get(home.today.count, "home.today")
        today = t(key, n=count, amt=sum_today)

    def toggle() -> None:
        shop.balance_hidden = not shop.balance_hidden

    eye = ft.Icons.VISIBILITY_OFF_OUTLINED if shop.balance_hidden else ft.Icons.VISIBILITY_OUTLINED
    label = t("home.show") if shop.balance_hidden else t("home.hide")
    column = ft.Column(
        [
            ft.Row(
                [
                    text(t("home.balance"), "small", p.on_ink_variant),
                    tappable(
                        "hide-balance",
                        ft.Icon(eye, size=20, color=p.on_ink_variant),
                        toggle,
                        label=label,
                        padding=8,
                        border_radius=18,
                    ),
                ],
                spacing=0,
            ),
            amount,
            ft.Semantics(identifier="today", container=True, content=one_line(today, "small", p.on_ink_variant)),
        ],
        spacing=0,
        expand=True,
    )
    arrow = ft.Row(
        [
            text(t("nav.history"), "label.small", p.on_ink),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=p.on_ink),
        ],
        spacing=4,
        tight=True,
    )
    history = tappable(
        "see-history",
        arrow,
        go("/history"),
        label=t("hist.title"),
        bgcolor=p.ink_raised,
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=12, vertical=12),
    )
    inside = ft.Container(
        ft.Row([column, history], vertical_alignment=ft.CrossAxisAlignment.END, spacing=8),
        padding=ft.Padding.only(top=6, bottom=14, right=16),
    )
    return beside_margin(inside, p.ink_margin, left=left, gap=14)


def _offline(shop: Shop, p: Palette, t: Say) -> list[ft.Control]:
    """The dark strip with the time of the data, while the server is not heard."""
    if shop.light is not Light.OFFLINE:
        return []
    language, now = use_account().language, use_desk().clock()
    words = t("home.offline", t=near_time(shop.heard_at, now, language)) if shop.heard_at else t("home.offline.short")
    row = ft.Row(
        [
            ft.Icon(ft.Icons.CLOUD_OFF_OUTLINED, size=20, color=p.on_inverse_surface),
            text(words, "small", p.on_inverse_surface, expand=True),
        ],
        spacing=12,
    )
    strip = ft.Container(row, bgcolor=p.inverse_surface, padding=ft.Padding.symmetric(horizontal=16, vertical=10))
    return [ft.Semantics(identifier="offline", container=True, live_region=True, content=strip)]


@part
def StoreLinkCard() -> ft.Control:
    """The shop's own link with its QR: share, copy, and what has come in by it."""
    p, t, shop, language = use_palette(), use_words(), use_shop(), use_account().language
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
    about = ft.Column(
        [
            text(t("home.link.title"), "subtitle", p.on_surface),
            text(t("home.link.sub"), "small", p.on_surface_variant),
            address,
        ],
        spacing=4,
        expand=True,
    )
    lines: list[ft.Control] = [
        ft.Row([qr, about], spacing=14),
        ft.Row([ShareButton(link.id, "store-share", 5), copy_button("store-copy", link.url, p, t, 3)], spacing=10),
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
def ActiveLinks(chosen: str) -> ft.Control:
    """The links that are awaited, newest first, with what has happened to each."""
    p, t, shop, language = use_palette(), use_words(), use_shop(), use_account().language
    rows = shop.home.rows if shop.home else ()
    count = ft.Container(
        text(in_digits_of(language, str(len(rows))), "badge", p.on_surface_variant),
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
    listed: list[ft.Control] = []
    for row in rows:
        if listed:
            listed.append(rule(p))
        listed.append(LinkRowView(row, row.link.id in shop.fresh_ids, row.link.id == chosen, key=row.link.id))
    return ft.Column(
        [head, card(ft.Column(listed, spacing=0), p, padding=0)],
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


def _pick(p: Palette, t: Say) -> ft.Control:
    words = text(t("ctr.pick"), "body", p.on_surface_variant, text_align=ft.TextAlign.CENTER)
    return card(ft.Container(words, alignment=ft.Alignment.CENTER, expand=True), p)


@part
def Loading() -> ft.Control:
    """Blocks at the final sizes, so that nothing jumps; or, when nothing can be fetched, what to do."""
    p, t, shop, desk = use_palette(), use_words(), use_shop(), use_desk()
    if shop.light is Light.OFFLINE:
        return card(
            ft.Column(
                [
                    ft.Icon(ft.Icons.SYNC_PROBLEM_ROUNDED, size=40, color=p.error),
                    text(t("home.err.title"), "subtitle", p.on_surface),
                    text(t("app.offline.sentence"), "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
                    button("retry", t("act.retry"), p, desk.wake, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED),
                ],
                spacing=12,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            p,
            padding=24,
        )

    def block(height: float) -> ft.Control:
        return ft.Container(height=height, bgcolor=p.surface_container_high, border_radius=20)

    waiting = ft.Column(
        [block(206), Caution(), block(72), block(72), block(72)],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Semantics(identifier="loading", label=t("home.loading"), container=True, content=waiting)
