"""A payer's address, opened on a device of the shop: on to the shop's own screen of it."""

import asyncio
import contextlib
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import go, use_palette, use_words
from app.kit.typography import text
from app.model.records import public_url
from app.services.payer_addresses import own_screen
from app.views.parts.form import form_screen
from app.views.parts.shop_context import use_shop, use_store

_AGAIN_SECONDS: Final = 1


@part
def PayersAddress() -> ft.Control:
    """Waits until the shop's links are here. What is another shop's can still be opened, to pay it."""
    p, t, shop, store = use_palette(), use_words(), use_shop(), use_store()
    page = ft.context.page
    launcher: MutableRef[ft.UrlLauncher] = ft.use_ref(lambda: ft.UrlLauncher())
    address, store_link = page.route, shop.home.store_link if shop.home else None
    there = own_screen(address, store) if store_link is not None else ""

    async def move_on() -> None:
        # Again until it is so: in a page that is loaded anew the first word may go down the old line.
        while there and page.route == address:
            with contextlib.suppress(RuntimeError, TimeoutError):
                await asyncio.wait_for(page.push_route(there), _AGAIN_SECONDS)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def open_it() -> None:
        assert launcher.current is not None
        assert store_link is not None
        # Within the app: the system would bring the address here again.
        await launcher.current.launch_url(public_url(store_link) + address, mode=ft.LaunchMode.IN_APP_BROWSER_VIEW)

    ft.use_effect(move_on, [there, address])
    if store_link is None or there:
        return form_screen(t("app.name"), go("/"), [text(t("home.loading"), "body", p.on_surface_variant)], [])
    opens = button("open-there", t("act.browser"), open_it, kind="tonal", icon=ft.Icons.OPEN_IN_NEW_ROUNDED)
    return form_screen(t("app.name"), go("/"), [text(t("app.notours"), "body", p.on_surface)], [opens])
