"""What a form holds, kept while its screen is drawn in the other layout."""

from collections.abc import Callable
from typing import TypeVar, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.views.parts.context import use_desk

T = TypeVar("T")


def use_kept(name: str, first: Callable[[], T] | None = None) -> MutableRef[T]:
    """As `ft.use_ref`, but for as long as the address stays.

    A phone's width and a desktop's are two trees of screens: who turns a tablet, or narrows a window, leaves one for
    the other, and what only that one held is gone. A page in a browser whose line was lost gets it back as well.
    """
    page, typed = ft.context.page, use_desk().typed

    def take_up() -> tuple[str, MutableRef[T]]:
        return page.route, typed.ref(page.route, name, first)

    held: MutableRef[tuple[str, MutableRef[T]]] = ft.use_ref(take_up)
    assert held.current is not None
    place, ref = held.current

    def leave() -> None:
        if page.route != place:
            typed.leave(place, name)

    ft.use_effect(lambda: None, [], cleanup=leave)
    return ref


def use_kept_state(name: str, first: T) -> tuple[T, Callable[[T], None]]:
    """As `ft.use_state`, but for as long as the address stays."""
    ref = use_kept(name, lambda: first)
    value, set_value = ft.use_state(cast(T, ref.current))

    def change(new: T) -> None:
        ref.current = new
        set_value(new)

    return value, change
