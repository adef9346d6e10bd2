"""লোক ও ডিভাইস: who works in the shop, where it is signed in, and letting in and out."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import flet as ft

from app.kit.buttons import button, tappable, way_to
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look, use_words
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.records import DeviceRecord
from app.services.errors import CheckoutError
from app.views.parts.errors import refused_words
from app.views.parts.form import form_screen
from app.views.parts.people import STAFF, device_words, not_told, role_words, use_people
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_account, use_actions, use_seen_shop, use_session
from app.views.parts.sums import is_narrow, ruled
from language import in_digits_of

log = logging.getLogger(__name__)


@part
def Devices() -> ft.Control:
    """Who is no owner finds the own device alone."""
    t, shop, actions, page = use_words(), use_seen_shop(), use_actions(), ft.context.page
    people = use_people()
    may_change = shop.rights.changes_shop
    title = t("set.people" if may_change else "set.devices")

    async def sign_out(device_id: str) -> None:
        try:
            await actions.revoke(device_id)
        except CheckoutError as refused:
            toast(page, refused_words(refused, t))
        else:
            await people.load()

    if people.devices is None or people.is_failed:
        return form_screen(title, go("/settings"), not_told(people), [])
    staff = [one for one in people.devices if one.role in STAFF and not one.is_this]
    others = [one for one in people.devices if one not in staff]
    devices = card(ft.Column(ruled([Device(one, sign_out, key=one.id) for one in others]), spacing=12))
    return form_screen(title, go("/settings"), [*([_staff(staff)] if may_change else []), devices], [])


@part
def DevicesRow() -> ft.Control:
    """The way to the devices, and how many there are as soon as the server says so."""
    t, account, actions, shop = use_words(), use_account(), use_actions(), use_seen_shop()
    count, set_count = ft.use_state(0)

    async def load() -> None:
        try:
            set_count(len(await actions.devices()))
        except CheckoutError as error:
            log.warning("devices not counted: %r", error)

    ft.use_effect(load, [], cleanup=lambda: None)
    n = in_digits_of(account.language, str(count))
    below = t("set.devices.sub", n=n) if count > 1 else t("set.devices.one") if count else ""
    there = go("/settings/devices")
    title = t("set.people" if shop.rights.changes_shop else "set.devices")
    return way_to("devices", ft.Icons.DEVICES_OUTLINED, title, there, below=below)


def _staff(people: list[DeviceRecord]) -> ft.Control:
    """The shop's people, and the way to let one more in."""
    look, now = use_look(), use_session().clock()
    p, t = look.p, look.t
    rows: list[ft.Control] = [_person(one, now, look) for one in people]
    lines = [
        heading(t("staff.title"), "subtitle", p.on_surface),
        *(ruled(rows) if rows else [text(t("staff.none"), "small", p.on_surface_variant)]),
        button("staff-add", t("staff.add"), go("/settings/devices/invite"), kind="tonal", icon=ft.Icons.ADD_ROUNDED),
    ]
    return card(ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def _person(device: DeviceRecord, now: datetime, look: Look) -> ft.Control:
    """Name, role and since when; a press opens what may be changed."""
    p, t, language = look.p, look.t, look.language
    name, role = device_words(device.name, t), role_words(device, t, language)
    since = t("staff.since", t=near_time(device.created_at, now, language))
    words: list[ft.Control] = [
        text(name, "label", p.on_surface),
        text(role, "small", p.on_surface_variant),
        text(since, "caption", p.on_surface_variant),
    ]
    row = ft.Row(
        [
            _icon(device.name, p),
            ft.Column(words, spacing=0, expand=True),
            ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=22, color=p.on_surface_variant),
        ],
        spacing=14,
    )
    there = go(f"/settings/devices/{device.id}")
    return tappable("person", row, there, label=f"{name}, {role}, {since}", padding=8, border_radius=10)


@part
def Device(device: DeviceRecord, sign_out: Callable[[str], Awaitable[None]], key: str = "") -> ft.Control:
    """One device; this one signs out by the button in the settings."""
    look, session = use_look(), use_session()
    p, t = look.p, look.t
    since = near_time(device.created_at, session.clock(), look.language)
    when = f"{t('set.device.this')} · {t('set.device.now')}" if device.is_this else since
    about = " · ".join(words for words in (role_words(device, t, look.language), when) if words)
    left = ft.Column(
        [
            text(device_words(device.name, t), "label", p.on_surface),
            text(about, "caption", p.on_surface_variant),
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


def _icon(name: str, p: Palette) -> ft.Control:
    """Who came by an invitation is called by a name, and holds a phone."""
    computer = name.startswith(("windows", "macos", "linux", "device"))
    icon = ft.Icons.COMPUTER_ROUNDED if computer else ft.Icons.SMARTPHONE_ROUNDED
    return ft.Icon(icon, size=24, color=p.on_surface_variant)
