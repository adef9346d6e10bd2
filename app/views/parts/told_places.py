"""Where, of what and when the shop is told, as the server says it: nothing else knows it."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.look import Look, Say, use_look
from app.kit.typography import text
from app.model.told_places import SUBJECTS, Place, QuietHours, ToldPlaces, clock_words, in_order
from app.services.errors import CheckoutError
from app.views.parts.shop_context import use_actions, use_seen_shop
from language import grouped_mobile, in_digits_of, isolated

log = logging.getLogger(__name__)
LIST: Final = "/settings/notifications"
ICONS: Final[Mapping[str, ft.IconData]] = {
    "sms": ft.Icons.SMS_OUTLINED,
    "email": ft.Icons.MAIL_OUTLINED,
    "telegram": ft.Icons.CHAT_OUTLINED,
    "webhook": ft.Icons.COMPUTER_ROUNDED,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was heard last, and how to ask again."""

    told: ToldPlaces | None
    is_failed: bool
    ask: Callable[[], Awaitable[None]]


def use_told_places(turn: int = 0) -> Asked:
    """Asked for when a screen opens, when the line is back, and with each other `turn`."""
    shop, actions = use_seen_shop(), use_actions()
    nothing: ToldPlaces | None = None
    told, set_told = ft.use_state(nothing)
    is_failed, set_failed = ft.use_state(False)

    async def ask() -> None:
        try:
            set_told(await actions.told_places())
        except CheckoutError as error:
            log.warning("not heard where the shop is told: %r", error)
            set_failed(True)
        else:
            set_failed(False)

    ft.use_effect(ask, [turn, shop.connection], cleanup=lambda: None)
    return Asked(told, is_failed, ask)


def not_heard(asked: Asked) -> list[ft.Control]:
    """In place of what was not heard: that it is on its way, or why it is not and what to press."""
    look, shop = use_look(), use_seen_shop()
    p, t = look.p, look.t
    if not asked.is_failed:
        waits = text(t("home.loading"), "body", p.on_surface_variant)
        return [ft.Semantics(identifier="places-loading", container=True, content=waits)]
    why = text(t("home.err.sub" if shop.is_our_side else "app.offline.sentence"), "body", p.on_surface_variant)
    return [
        ft.Semantics(identifier="places-unheard", container=True, live_region=True, content=why),
        button("retry", t("act.retry"), asked.ask, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED),
    ]


def place_words(place: Place, look: Look) -> str:
    """Its number in the reader's digits, or its address as it is."""
    if place.kind == "sms":
        return in_digits_of(look.language, grouped_mobile(place.address))
    return isolated(place.address)


def subjects_words(tells: frozenset[str], look: Look) -> str:
    """`পরিশোধিত · ফেরত`: what this app has words for."""
    return " · ".join(look.t(f"note.tells.{one}") for one in in_order(tells) if one in SUBJECTS)


def ways_words(kinds: Iterable[str], t: Say) -> str:
    """`এসএমএস, ইমেইল`."""
    return ", ".join(t(f"note.kind.{one}") for one in kinds)


def quiet_words(quiet: QuietHours | None, look: Look) -> str:
    """From when until when, or that it is never."""
    if quiet is None:
        return look.t("note.quiet.off")
    first, last = (clock_words(minute, look.language) for minute in (quiet.begins, quiet.ends))
    return look.t("note.quiet.hours", a=first, b=last)
