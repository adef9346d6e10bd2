"""What a form holds, kept while its screen is drawn in the other layout; and where a list was scrolled to."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.views.parts.shop_context import use_session

T = TypeVar("T")
_TOLD_EVERY_MS: Final = 200
_SCROLL_SECONDS: Final = 3


def use_kept(name: str, first: Callable[[], T] | None = None, *, under: str = "") -> MutableRef[T]:
    """As `ft.use_ref`, but for as long as the address stays; with `under`, while it is that one or one below it.

    What is kept under an address goes together, whichever part of it was drawn last. What is asked for behind an
    address makes it no other one.
    A phone's width and a desktop's are two trees of screens: who turns a tablet, or narrows a window, leaves one for
    the other, and what only that one held is gone. A page in a browser whose line was lost gets it back as well.
    """
    page, typed = ft.context.page, use_session().typed

    def here() -> str:
        return page.route.partition("?")[0]

    def take_up() -> tuple[str, MutableRef[T]]:
        address = under or here()
        return address, typed.ref(address, name, first)

    held: MutableRef[tuple[str, MutableRef[T]]] = ft.use_ref(take_up)
    assert held.current is not None
    place, ref = held.current

    def leave() -> None:
        if here() == place:
            return
        if not under:
            typed.leave(place, name)
        elif not here().startswith(f"{place}/"):
            typed.leave_all(place)

    ft.use_effect(lambda: None, [], cleanup=leave)
    return ref


def use_kept_state(name: str, first: T, *, under: str = "") -> tuple[T, Callable[[T], None]]:
    """As `ft.use_state`, but for as long as the address stays, or with `under` one below that."""
    ref = use_kept(name, lambda: first, under=under)
    value, set_value = ft.use_state(cast(T, ref.current))

    def change(new: T) -> None:
        ref.current = new
        set_value(new)

    return value, change


def use_place() -> Callable[[ft.Column], ft.Column]:
    """Let a list in a browser begin where it was when the page lost its line; in an installed app none is lost.

    What it answers is called with the list, each time it is drawn.
    """
    place: MutableRef[str] = use_kept("place", lambda: "0")
    drawn: MutableRef[ft.Column] = ft.use_ref()
    begins: MutableRef[int] = ft.use_ref(lambda: int(place.current or 0))
    in_browser = ft.context.page.web

    async def take_up() -> None:
        if begins.current and drawn.current is not None:
            with suppress(RuntimeError, TimeoutError):
                await asyncio.wait_for(drawn.current.scroll_to(offset=begins.current), _SCROLL_SECONDS)

    ft.use_effect(take_up, [], cleanup=lambda: None)

    def scrolled(event: ft.OnScrollEvent) -> None:
        place.current = str(int(event.pixels))

    def keeps_place(rows: ft.Column) -> ft.Column:
        drawn.current = rows
        if in_browser:
            rows.on_scroll, rows.scroll_interval = scrolled, _TOLD_EVERY_MS
        return rows

    return keeps_place
