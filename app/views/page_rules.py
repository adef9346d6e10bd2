"""What the shop asks of payers, and shows them, on every page of its links."""

from typing import Final

import flet as ft

from app.kit.buttons import Press
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
from app.kit.surfaces import card, heading, rule
from app.kit.switch import switch
from app.services.errors import CheckoutError, Rejected
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_shop

_RULES: Final = {
    "shows_phone": ft.Icons.CALL_OUTLINED,
    "requires_email": ft.Icons.MAIL_OUTLINED,
    "requires_address": ft.Icons.HOME_OUTLINED,
    "payer_bears_fee": ft.Icons.PAYMENTS_OUTLINED,
}


@part
def PageRules() -> ft.Control:
    """Each is told to the server as it is turned, and turns when the server says so."""
    p, t, shop, actions = use_palette(), use_words(), use_shop(), use_actions()
    page = ft.context.page
    if shop.home is None:
        return ft.Container()
    record = shop.home.shop

    def turn(name: str, *, on: bool) -> Press:
        async def tell() -> None:
            try:
                await actions.change_shop(**{name: on})
            except Rejected as refused:
                toast(page, next(iter(refused.fields.values()), refused.detail))
            except CheckoutError:
                toast(page, t("err.unreachable"))

        return tell

    rows: list[ft.Control] = []
    for name, icon in _RULES.items():
        on = bool(getattr(record, name))
        if rows:
            rows.append(rule())
        rows.append(switch(name, icon, t(f"shop.{name}"), t(f"shop.{name}.sub"), turn(name, on=not on), on=on))
    lines: list[ft.Control] = [
        heading(t("shop.page"), "subtitle", p.on_surface),
        card(ft.Column(rows, spacing=0), padding=0),
    ]
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
