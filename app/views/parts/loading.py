"""What stands where a shop's figures will be."""

import flet as ft

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.connection import ConnectionState
from app.views.parts.home_cards import Caution
from app.views.parts.shop_context import use_seen_shop, use_session


@part
def Loading() -> ft.Control:
    """Blocks at the final sizes, so that nothing jumps; or, when nothing can be fetched, what to do."""
    p, t, shop, session = use_palette(), use_words(), use_seen_shop(), use_session()
    if shop.connection is ConnectionState.OFFLINE:
        why = t("home.err.sub" if shop.is_our_side else "app.offline.sentence")
        return card(
            ft.Column(
                [
                    ft.Icon(ft.Icons.SYNC_PROBLEM_ROUNDED, size=40, color=p.error),
                    heading(t("home.err.title"), "subtitle", p.on_surface),
                    text(why, "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
                    button("retry", t("act.retry"), session.wake, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED),
                ],
                spacing=12,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            padding=24,
        )

    def block(height: float) -> ft.Control:
        return ft.Container(height=height, bgcolor=p.surface_container_high, border_radius=20)

    waiting = ft.Column(
        [block(130), Caution(), block(66), block(66), block(66)],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Semantics(identifier="loading", label=t("home.loading"), container=True, content=waiting)
