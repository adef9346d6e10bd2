"""Who works here and where the shop is signed in, as the server tells it: nothing else knows it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.look import Say, use_look
from app.kit.rows import near_time
from app.kit.typography import text
from app.model.records import DeviceRecord, PaymentRecord
from app.services.errors import CheckoutError
from app.views.parts.shop_context import use_actions, use_shop
from app.words import say
from language import Language, isolated, method_name
from money import format_taka

SYSTEMS: Final = ("android", "ios", "windows", "macos", "linux", "device")
STAFF: Final = ("cashier", "manager")
"""Whom an owner lets in."""
ROLES: Final = ("owner", *STAFF)


@dataclass(frozen=True, slots=True)
class People:
    """What came of asking for them: None while there is no answer."""

    devices: tuple[DeviceRecord, ...] | None
    is_failed: bool
    load: Callable[[], Awaitable[None]]


def use_people() -> People:
    """Asked for when the screen is opened."""
    actions = use_actions()
    nothing: tuple[DeviceRecord, ...] | None = None
    devices, set_devices = ft.use_state(nothing)
    failed, set_failed = ft.use_state(False)

    async def load() -> None:
        try:
            set_devices(tuple(await actions.devices()))
            set_failed(False)
        except CheckoutError:
            set_failed(True)

    ft.use_effect(load, [], cleanup=lambda: None)
    return People(devices, failed, load)


def not_told(people: People) -> list[ft.Control]:
    """In place of them: that they are asked for, or why they are not there and the way to ask again."""
    look, shop = use_look(), use_shop()
    p, t = look.p, look.t
    if not people.is_failed:
        return [text(t("home.loading"), "body", p.on_surface_variant)]
    why = t("home.err.sub" if shop.is_our_side else "app.offline.sentence")
    again = button("retry", t("act.retry"), people.load, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED)
    return [text(why, "body", p.on_surface_variant), again]


def device_words(name: str, t: Say) -> str:
    """`android browser`, as the app calls itself where it signs in, in words; another name as it was given."""
    system, _, how = name.partition(" ")
    if system not in SYSTEMS or how not in ("app", "browser"):
        return isolated(name)
    return f"{t(f'dev.{system}')} · {t(f'dev.{how}')}"


def given_words(payment: PaymentRecord, now: datetime, language: Language) -> str:
    """That its goods went out, by whom and when; empty while nobody of the shop has said so."""
    if payment.handed_over_at is None:
        return ""
    t, when = partial(say, language), near_time(payment.handed_over_at, now, language)
    return t("chk.given.by", who=device_words(payment.handed_over_by, t), t=when)


def who_paid(payment: PaymentRecord, language: Language) -> tuple[str, str]:
    """Who paid, and by what; of money that came by a Bangla QR nobody tells who, and the method stands alone."""
    method = method_name(payment.method, language)
    return (payment.name, method) if payment.name else (method, "")


def role_words(device: DeviceRecord, t: Say, language: Language) -> str:
    """As what somebody works here, and a manager's sum; nothing where a server older than roles does not say."""
    if device.role not in ROLES:
        return ""
    role = t(f"role.{device.role}")
    if device.gives_back_most is None:
        return role
    return f"{role} · {t('staff.most', amt=format_taka(device.gives_back_most, language))}"
