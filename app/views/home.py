"""ডিজিটাল পেমেন্ট: the balance, the shop's own link, the caution, and the links that are awaited."""

import flet as ft

from app.look.palette import Palette
from app.look.type import short_text, text
from app.services.live_updates import Light
from app.shop import Home
from app.views.link_detail import LinkDetailPane
from app.views.parts.balance import balance_block
from app.views.parts.buttons import button
from app.views.parts.context import (
    Say,
    go,
    use_account,
    use_desk,
    use_large,
    use_palette,
    use_pane,
    use_shop,
    use_words,
)
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.guard import part
from app.views.parts.home_cards import ActiveLinks, Caution, CheckRow, StoreLinkCard
from app.views.parts.surfaces import card, mark, scrolling


@part
def HomePhone() -> ft.Control:
    """One pane: ink head, then everything below it."""
    p, t, shop, account, large = use_palette(), use_words(), use_shop(), use_account(), use_large()
    home = shop.home
    name = home.shop.name if home else ""
    title = short_text(t("home.title"), "title", p.on_ink)
    titles = ft.Column(
        [title] if large else [short_text(name, "caption", p.on_ink_variant), title], spacing=0, expand=True
    )
    new = button(
        "new-link", t("act.newlink"), p, go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    head = ft.SafeArea(
        ft.Container(
            ft.Row([*([] if large else [mark(p, account.text_scale)]), titles, new], spacing=12),
            padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        ),
        avoid_intrusions_bottom=False,
    )
    ink = ft.Container(
        ft.Column(
            [
                head,
                ft.Container(height=1, bgcolor=p.ink_rule),
                balance_block(shop, p, t, account, left=20, room=account.width - 60, large=large, with_light=True),
            ],
            spacing=0,
        ),
        bgcolor=p.ink,
    )
    return ft.Column([ink, TroubleStrip(), scrolling(_below(home))], spacing=0, expand=True)


@part
def HomeWide() -> ft.Control:
    """Two panes: the same at the left, the chosen link at the right."""
    p, t, shop = use_palette(), use_words(), use_shop()
    chosen = ft.use_route_params().get("id", "")
    balance = ft.Container(
        balance_block(shop, p, t, use_account(), left=20, room=370, large=use_large()),
        bgcolor=p.ink,
        border_radius=20,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    left = ft.Container(
        ft.Column(
            [balance, use_pane(scrolling(_below(shop.home, chosen), padding=0))],
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
    return ft.Column([WideHead("home.title"), TroubleStrip(), panes], spacing=12, expand=True)


def _below(home: Home | None, chosen: str = "") -> list[ft.Control]:
    if home is None:
        return [Loading()]
    return [StoreLinkCard(), Caution(), CheckRow(), ActiveLinks(chosen)]


def _pick(p: Palette, t: Say) -> ft.Control:
    words = text(t("ctr.pick"), "body", p.on_surface_variant, text_align=ft.TextAlign.CENTER)
    return card(ft.Container(words, alignment=ft.Alignment.CENTER, expand=True), p)


@part
def Loading() -> ft.Control:
    """Blocks at the final sizes, so that nothing jumps; or, when nothing can be fetched, what to do."""
    p, t, shop, desk = use_palette(), use_words(), use_shop(), use_desk()
    if shop.light is Light.OFFLINE:
        why = t("home.err.sub" if shop.is_our_side else "app.offline.sentence")
        return card(
            ft.Column(
                [
                    ft.Icon(ft.Icons.SYNC_PROBLEM_ROUNDED, size=40, color=p.error),
                    text(t("home.err.title"), "subtitle", p.on_surface),
                    text(why, "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
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
