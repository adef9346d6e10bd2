"""The QR as large as the screen lets it be: always dark on white, with the address beside it."""

import flet as ft

from app.look.palette import LIGHT
from app.look.type import short_text, text
from app.views.parts.context import go, use_account, use_large, use_shop, use_words
from app.views.parts.guard import part
from app.views.parts.qr import method_chips, qr_image, short_url
from app.views.parts.surfaces import top_bar
from app.views.share import use_link
from money import format_taka


@part
def FullQr() -> ft.Control:
    """Held up to the customer's phone."""
    t, account, shop = use_words(), use_account(), use_shop()
    p = LIGHT
    link = use_link()
    bar = top_bar("", p, go("/"), t("act.close"), closes=True)
    if link is None:
        return ft.Column([bar, text(t("app.notfound"), "body", p.on_surface)])
    size = max(200.0, min(account.width - 72, account.height - 400, 420))
    lines: list[ft.Control] = [
        text(t("ctr.scan"), "body", p.on_surface_variant),
        text(shop.home.shop.name if shop.home else "", "headline", p.on_surface, text_align=ft.TextAlign.CENTER),
        *([short_text(format_taka(link.amount, account.language), "amount.lg", p.on_surface)] if link.amount else []),
        qr_image(link.url, size, t("a11y.qr")),
        short_text(short_url(link.url), "label", p.primary),
        text(t("ctr.scan.sub"), "small", p.on_surface_variant),
        ft.Container(
            ft.Column(method_chips(p.on_surface, p.surface_container_highest, large=use_large()), spacing=6),
            width=min(account.width - 48, 420),
            padding=ft.Padding.only(top=16, bottom=24),
        ),
    ]
    centred = ft.Column(
        lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.CENTER, scroll=ft.ScrollMode.AUTO, expand=True
    )
    return ft.Container(
        ft.Column([bar, centred], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor="#FFFFFF",
        expand=True,
    )
