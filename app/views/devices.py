"""ডিভাইস: where this shop is signed in, and signing another one out."""

from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import Say, go, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.surfaces import card
from app.kit.typography import short_text, text
from app.model.records import DeviceRecord
from app.services.errors import CheckoutError
from app.views.let_in import LetIn
from app.views.parts.form import form_screen
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session, use_shop
from app.views.parts.sums import is_narrow, ruled
from language import isolated

_ROLES: Final = ("owner", "manager", "cashier")
SYSTEMS: Final = ("android", "ios", "windows", "macos", "linux", "device")


@part
def Devices() -> ft.Control:
    """The list comes from the server: nothing else knows it."""
    p, t, shop, actions = use_palette(), use_words(), use_shop(), use_actions()
    page = ft.context.page
    nothing: list[DeviceRecord] | None = None
    devices, set_devices = ft.use_state(nothing)
    failed, set_failed = ft.use_state(False)

    async def load() -> None:
        try:
            set_devices(await actions.devices())
            set_failed(False)
        except CheckoutError:
            set_failed(True)

    async def sign_out(device_id: str) -> None:
        try:
            await actions.revoke(device_id)
        except CheckoutError:
            toast(page, t("err.unreachable"))
        else:
            await load()

    ft.use_effect(load, [], cleanup=lambda: None)
    if failed:
        body: list[ft.Control] = [
            text(t("home.err.sub" if shop.is_our_side else "app.offline.sentence"), "body", p.on_surface_variant),
            button("retry", t("act.retry"), load, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED),
        ]
    elif devices is None:
        body = [text(t("home.loading"), "body", p.on_surface_variant)]
    else:
        rows = [Device(device, sign_out, key=device.id) for device in devices]
        body = [card(ft.Column(ruled(rows), spacing=12)), *([LetIn()] if shop.rights.changes_shop else [])]
    return form_screen(t("set.devices"), go("/settings"), body, [])


@part
def Device(device: DeviceRecord, sign_out: Callable[[str], Awaitable[None]], key: str = "") -> ft.Control:
    """One device; this one signs out by the button in the settings."""
    look, session = use_look(), use_session()
    p, t = look.p, look.t
    since = near_time(device.created_at, session.clock(), look.language)
    left = ft.Column(
        [
            short_text(device_words(device.name, t), "label", p.on_surface),
            text(_about(device, t, since), "caption", p.on_surface_variant),
        ],
        spacing=0,
        expand=True,
    )

    async def out() -> None:
        await sign_out(device.id)

    more = [] if device.is_this else [button("device-out", t("set.device.out"), out, kind="danger")]
    stacked = look.is_large or is_narrow(look)
    row: ft.Control = ft.Row([_icon(device.name, p), left, *([] if stacked else more)], spacing=14)
    if stacked and more:
        # Beside the button no name of a device has room on a phone.
        row = ft.Column([row, *more], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Semantics(identifier="device-mine" if device.is_this else "device", container=True, content=row)


def _about(device: DeviceRecord, t: Say, since: str) -> str:
    """When it came and, where the server tells it, as what."""
    when = f"{t('set.device.this')} · {t('set.device.now')}" if device.is_this else since
    return f"{t(f'role.{device.role}')} · {when}" if device.role in _ROLES else when


def device_words(name: str, t: Say) -> str:
    """`android browser`, as the app calls itself where it signs in, in words; another name as it was given."""
    system, _, how = name.partition(" ")
    if system not in SYSTEMS or how not in ("app", "browser"):
        return isolated(name)
    return f"{t(f'dev.{system}')} · {t(f'dev.{how}')}"


def _icon(name: str, p: Palette) -> ft.Control:
    phone = name.startswith(("android", "ios"))
    icon = ft.Icons.SMARTPHONE_ROUNDED if phone else ft.Icons.COMPUTER_ROUNDED
    return ft.Icon(icon, size=24, color=p.on_surface_variant)
