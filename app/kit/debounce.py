"""What is typed counts once nothing more is typed for a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

_PAUSE_SECONDS: Final = 0.2


def use_debounced(
    on_words: Callable[[str], None],
) -> tuple[Callable[[ft.Event[ft.TextField]], Awaitable[None]], Callable[[str], None]]:
    """A handler for a field's changes, and a way to say words at once, after which no earlier change counts."""
    newest: MutableRef[int] = ft.use_ref(lambda: 0)

    async def changed(event: ft.Event[ft.TextField]) -> None:
        newest.current = mine = (newest.current or 0) + 1
        await asyncio.sleep(_PAUSE_SECONDS)
        if newest.current == mine:
            on_words(event.control.value or "")

    def at_once(words: str) -> None:
        newest.current = (newest.current or 0) + 1
        on_words(words)

    return changed, at_once
