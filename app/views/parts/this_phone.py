"""Whether this browser tells of payments while the app is closed, a try of it, and when the last one came."""

from collections.abc import Callable
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
_SWITCHED: Final = {"denied": "set.push.denied", "failed": "set.push.failed"}
# What the page answers where a test did not come (assets/app/push.js).
_NOT_TRIED: Final = {
    "gone": "note.gone",
    "refused": "note.refused",
    "often": "note.often",
}


@part
def ThisPhone(on_turned: Callable[[], None], is_owner: bool) -> ft.Control:
    """On or off in this browser, which asks its person only after we did."""
    look, page = use_look(), ft.context.page
    p, t = look.p, look.t
    state, set_state = ft.use_state("")
    last, set_last = ft.use_state("0")
    tried, set_tried = ft.use_state("")
    asking, set_asking = ft.use_state(False)
    busy, at_work = use_busy()

    async def show(state: str) -> None:
        set_state(state)
        if state == "on":
            set_last(await ask_about_notices(page, "last"))

    async def look_again() -> None:
        await show(await ask_about_notices(page, "state"))

    async def turn(asked: str) -> None:
        set_asking(False)
        set_tried("")
        await show(await ask_about_notices(page, asked))
        on_turned()

    async def turn_on() -> None:
        await turn("on")

    async def press() -> None:
        if state == "on":
            await turn("off")
        elif state == "denied":
            await look_again()  # It may be allowed by now.
        else:
            set_asking(True)

    async def try_it() -> None:
        set_tried(await ask_about_notices(page, "test"))
        await look_again()

    ft.use_effect(look_again, [], cleanup=lambda: None)
    lines = [
        heading(t("note.ask"), "title", p.on_surface),
        text(t("note.ask.sub"), "small", p.on_surface_variant),
        button("push-yes", t("note.ask.yes"), turn_on),
        button("push-no", t("act.cancel"), lambda: set_asking(False), kind="outline"),
    ]
    use_dialog(open_now=asking, lines=lines, close=lambda: set_asking(False))
    if state in ("", NONE, _UNSET):
        body = card(_said("push-none", _instead(state, look, is_owner=is_owner), look))
    else:
        below = t(_SWITCHED.get(state, "set.push.sub"))
        row = switch("push", ft.Icons.SMARTPHONE_ROUNDED, t("set.push"), below, press, on=state == "on")
        tries = button(
            "push-test", t("note.trying" if busy else "note.try"), at_work(try_it), kind="disabled" if busy else "tonal"
        )
        inside = [
            LastCame(last),
            tries,
            *([_said("push-tried", trial_words(tried, look), look, live=True)] if tried else []),
        ]
        more = ft.Column(inside, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        shown = [rule(), ft.Container(more, padding=16)] if state == "on" else []
        body = card(ft.Column([row, *shown], spacing=0), padding=0)
    named = heading(t("note.here"), "subtitle", p.on_surface)
    return ft.Column([named, body], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@part
def LastCame(milliseconds: str) -> ft.Control:
    """When the last one came to this browser; those of a test are none."""
    look, session = use_look(), use_session()
    count = int(milliseconds) if milliseconds.isdecimal() else 0
    if not count:
        return _said("push-last", look.t("note.last.none"), look)
    when = until_phrase(datetime.fromtimestamp(count / 1_000, UTC), session.clock(), look.language)
    return _said("push-last", look.t("note.last", t=when), look)


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
