"""The QR as large as the screen lets it be, dark on white, with the address below; gone once a payment begins."""

from dataclasses import replace

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.palette import LIGHT
from app.kit.qr import method_chips, qr_image, short_url
from app.kit.surfaces import heading, top_bar
from app.kit.typography import amount_text, text
from app.model.handover import may_be_shared
from app.views.parts.shared_link import not_shared, use_link_row
from app.views.parts.shop_context import use_held_up, use_session, use_shop
from app.views.parts.two_codes import not_told, use_shown_code
from app.views.parts.wide_qr import wide_qr
from money import Money, format_taka


@part
def FullQr() -> ft.Control:
    """Held up to the customer's phone."""
    own, shop, session = use_look(), use_shop(), use_session()
    # On white, whatever the theme.
    look = replace(own, p=LIGHT)
    p, t = look.p, look.t
    use_held_up()
    row = use_link_row()
    code = use_shown_code(row.link if row else None, shop.home.shop if shop.home else None, t)
    came_from = go(next(reversed(session.focus.trail), "/") if look.is_wide else "/")
    bar = top_bar("", came_from, t("act.close"), closes=True, on=p)
    if row is None:
        return _on_white([bar, text(t("app.notfound"), "body", p.on_surface)])
    if not may_be_shared(row):
        inside = ft.Container(not_shared(row, look), width=min(look.width, 560))
        return _on_white([bar, ft.Row([inside], alignment=ft.MainAxisAlignment.CENTER)])
    link, name = row.link, shop.home.shop.name if shop.home else ""
    if look.is_wide:
        return wide_qr(link, name, own, came_from, code)
    size, low = max(200.0, min(look.width - 72, look.height - 400, 420)), look.is_low
    lines: list[ft.Control] = [
        text(t("ctr.scan"), "body", p.on_surface_variant),
        ft.Container(
            heading(name, "headline", p.on_surface, text_align=ft.TextAlign.CENTER, level=1),
            padding=ft.Padding.symmetric(horizontal=16),
        ),
        *([_sum(link.amount, look)] if link.amount else []),
        *([_named(code.name, look)] if code.name else []),
        qr_image(code.text, size, code.name or t("a11y.qr.code")),
        *([] if code.is_bangla else [_address(link.url, look)]),
        # In a low window the code, whom it pays and how much have the room that these would take.
        *([] if low else [text(code.how, "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER)]),
        *([] if code.is_told_of else [not_told(look, p.on_surface_variant)]),
        *code.other_button(p.primary),
        *([] if code.is_bangla or low else [_chips(look)]),
    ]
    centred = ft.Column(
        lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.CENTER, scroll=ft.ScrollMode.AUTO, expand=True
    )
    return _on_white([bar, centred])


def _address(url: str, look: Look) -> ft.Control:
    address = text(short_url(url), "label", look.p.primary, text_align=ft.TextAlign.CENTER)
    return ft.Semantics(identifier="qr-url", container=True, content=address)


def _named(name: str, look: Look) -> ft.Control:
    return heading(name, "title", look.p.on_surface, text_align=ft.TextAlign.CENTER, ident="qr-name")


def _chips(look: Look) -> ft.Control:
    p = look.p
    chips = method_chips(p.on_surface, p.surface_container_highest, look.language, large=look.is_large)
    padding = ft.Padding.only(top=16, bottom=24)
    return ft.Container(ft.Column(chips, spacing=6), width=min(look.width - 48, 420), padding=padding)


def _sum(amount: Money, look: Look) -> ft.Control:
    return amount_text(
        format_taka(amount, look.language), "amount.lg", look.p.on_surface, look.width - 32, look.text_scale
    )


def _on_white(lines: list[ft.Control]) -> ft.Control:
    column = ft.Column(lines, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(column, bgcolor="#FFFFFF", expand=True)
