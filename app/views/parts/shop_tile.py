"""The shop's logo, or the first letter of its name."""

import flet as ft

from app.kit.palette import Palette
from app.kit.typography import text
from app.model.records import ShopRecord

_SIDE = 48


def shop_tile(shop: ShopRecord | None, p: Palette) -> ft.Control:
    """48 by 48, for those who see it: the name stands beside it."""
    inside: ft.Control = text(shop.name[:1] if shop else "", "title", p.on_primary_container)
    if shop is not None and shop.logo:
        inside = ft.Image(src=shop.logo, width=_SIDE, height=_SIDE, fit=ft.BoxFit.COVER, exclude_from_semantics=True)
    return ft.Container(
        inside,
        width=_SIDE,
        height=_SIDE,
        border_radius=14,
        bgcolor=p.primary_container,
        alignment=ft.Alignment.CENTER,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
