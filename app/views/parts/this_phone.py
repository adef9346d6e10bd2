"""Whether this browser tells of payments while the app is closed, a try of it, and when the last one came."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import flet as ft

from app.flet_workarounds.asking import NONE, ask_about_notices
from app.kit.buttons import button
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import Look, use_look
from app.kit.surfaces import card, heading, rule
from app.kit.switch import switch
from app.kit.typography import text
from app.views.parts.form import use_busy
from app.views.parts.shop_context import use_session
from language import in_digits_of, until_phrase

_UNSET: Final = "unset"
# More milliseconds since 1970 than any browser has a day for.
_NEVER: Final = 10**14
_SWITCHED: Final = {"denied": "set.push.denied", "failed": "set.push.failed"}
# What the page answers where a test did not come (assets/app/push.js).
_NOT_TRIED: Final = {
    "gone": "note.gone",
    "refused": "note.refused",
    "often": "note.often",
}


@dataclass(frozen=True, slots=True)
class _Phone:
    """What this browser said last, and what can be asked of it."""

    state: str
    """As its page says it (assets/app/push.js); empty until it does."""
    last: str
    """When the last one came, in milliseconds since 1970; `0` where none did."""
    tried: str
    """What became of a test; empty without one."""
    look_again: Callable[[], Awaitable[None]]
    turn: Callable[[str], Awaitable[None]]
    """`on` or `off`."""
    try_it: Callable[[], Awaitable[None]]


def _use_phone(on_turned: Callable[[], None]) -> _Phone:
    page = ft.context.page
    state, set_state = ft.use_state("")
    last, set_last = ft.use_state("0")
    tried, set_tried = ft.use_state("")

    async def show(state: str) -> None:
        set_state(state)
        if state == "on":
            set_last(await ask_about_notices(page, "last"))

    async def look_again() -> None:
        await show(await ask_about_notices(page, "state"))

    async def turn(asked: str) -> None:
        set_tried("")
        await show(await ask_about_notices(page, asked))
        on_turned()

    async def try_it() -> None:
        set_tried(await ask_about_notices(page, "test"))
        await look_again()

    ft.use_effect(look_again, [], cleanup=lambda: None)
    return _Phone(state, last, tried, look_again, turn, try_it)


@part
def ThisPhone(on_turned: Callable[[], None], is_owner: bool) -> ft.Control:
    """On or off in this browser, which asks its person only after we did."""
    look, phone = use_look(), _use_phone(on_turned)
    p, t = look.p, look.t
    asking, set_asking = ft.use_state(False)

    async def turn_on() -> None:
        set_asking(False)
        await phone.turn("on")

    async def press() -> None:
        if phone.state == "on":
            await phone.turn("off")
        elif phone.state == "denied":
            await phone.look_again()  # It may be allowed by now.
        else:
            set_asking(True)

    lines = [
        heading(t("note.ask"), "title", p.on_surface),
        text(t("note.ask.sub"), "small", p.on_surface_variant),
        button("push-yes", t("note.ask.yes"), turn_on),
        button("push-no", t("act.cancel"), lambda: set_asking(False), kind="outline"),
    ]
    use_dialog(open_now=asking, lines=lines, close=lambda: set_asking(False))
    if phone.state in ("", NONE, _UNSET):
        body = card(_said("push-none", _instead(phone.state, look, is_owner=is_owner), look))
    else:
        is_on = phone.state == "on"
        below = t(_SWITCHED.get(phone.state, "set.push.sub"))
        row = switch("push", ft.Icons.SMARTPHONE_ROUNDED, t("set.push"), below, press, on=is_on)
        more: list[ft.Control] = [rule(), TryHere(phone.last, phone.tried, phone.try_it)] if is_on else []
        if phone.tried and not is_on:
            # The test found out that it is not on any more.
            more = [ft.Container(_said("push-tried", trial_words(phone.tried, look), look, live=True), padding=16)]
        body = card(ft.Column([row, *more], spacing=0), padding=0)
    named = heading(t("note.here"), "subtitle", p.on_surface)
    return ft.Column([named, body], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@part
def TryHere(last: str, tried: str, try_it: Callable[[], Awaitable[None]]) -> ft.Control:
    """When the last one came to this browser, those of a test left out; and such a test."""
    look, session = use_look(), use_session()
    t = look.t
    busy, at_work = use_busy()
    tries = button(
        "push-test", t("note.trying" if busy else "note.try"), at_work(try_it), kind="disabled" if busy else "tonal"
    )
    lines = [_said("push-last", last_words(last, session.clock(), look), look), tries]
    if tried and not busy:
        lines.append(_said("push-tried", trial_words(tried, look), look, live=True))
    column = ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(column, padding=16)


def last_words(milliseconds: str, now: datetime, look: Look) -> str:
    """When the last one came, as the page told it."""
    count = int(milliseconds) if milliseconds.isdecimal() else 0
    if not 0 < count < _NEVER:
        return look.t("note.last.none")
    when = until_phrase(datetime.fromtimestamp(count / 1_000, UTC), now, look.language)
    return look.t("note.last", t=when)


def trial_words(answer: str, look: Look) -> str:
    """What became of a test here, as the page told it: `came 312`, `sent 40`, or why there was none."""
    how, _, milliseconds = answer.partition(" ")
    if how in ("came", "sent") and milliseconds.isdecimal():
        key = "note.came" if how == "came" else "note.sent"
        return look.t(key, ms=in_digits_of(look.language, milliseconds))
    return look.t(_NOT_TRIED.get(how, "note.untried"))


def _instead(state: str, look: Look, *, is_owner: bool) -> str:
    """What is said where nothing can be turned on, or it is not known yet."""
    if not state:
        return look.t("home.loading")
    why = look.t("note.none" if state == NONE else "note.unset")
    return f"{why} {look.t('note.instead')}" if is_owner else why


def _said(ident: str, words: str, look: Look, *, live: bool = False) -> ft.Control:
    line = text(words, "small", look.p.on_surface_variant)
    return ft.Semantics(identifier=ident, container=True, live_region=live, content=line)
