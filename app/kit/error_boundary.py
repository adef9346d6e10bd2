"""What keeps one bad draw or one lost socket from ending a shopkeeper's session."""

import functools
import logging
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.context import use_session
from language import plain_line

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
# The caret of an empty field stands before the first letter of its hint, and not on it.
_BESIDE_CARET = "\N{THIN SPACE}"
_SORRY = "কিছু একটা সমস্যা হয়েছে। · Something went wrong."


def part(draw: Callable[P, R]) -> Callable[P, R]:
    """A component that draws an apology when it fails; Flet would stop the whole session's drawing."""
    return _guarded(draw, lambda: ft.Text(_SORRY))


def unchanged_part(draw: Callable[P, R]) -> Callable[P, R]:
    """The same for one of a list, which is not drawn anew with the list unless it is given something else than before.

    It may hold no component of ours: that would lose the way to what is above it.
    """
    return ft.memo(part(draw))  # type: ignore[no-untyped-call,no-any-return]


def screen(draw: Callable[P, R]) -> Callable[P, R]:
    """The same for a component that is a whole view."""
    return _guarded(draw, lambda: ft.View(route=ft.use_view_path() or "/", controls=[ft.Text(_SORRY)]))


def live_field(ref: MutableRef[ft.TextField], initial: str = "", **more: Any) -> ft.TextField:
    """A text field that keeps what is typed while the screen around it is redrawn.

    The text is `ref.current.value`; setting `ref.current` to None and redrawing clears it. It is typed in at once
    where it was when the page lost its line.
    """
    more.setdefault("on_focus", lambda _: None)  # So that the page tells which field is typed in.
    if more.get("hint_text"):
        more["hint_text"] = _BESIDE_CARET + str(more["hint_text"])
    typed = use_session().typed
    if typed.resumed:
        more["autofocus"] = typed.is_resumed(ref)
    field = ft.TextField(value=ref.current.value if ref.current else initial, **more)
    ref.current = field
    return field


def typed(ref: MutableRef[ft.TextField]) -> str:
    """What stands in a live field."""
    return (ref.current.value or "") if ref.current else ""


def said(ref: MutableRef[ft.TextField]) -> str:
    """The words in a live field, as the server keeps them: one line, and nothing that nobody sees."""
    return plain_line(typed(ref))


def _guarded(draw: Callable[P, R], sorry: Callable[[], ft.Control]) -> Callable[P, R]:
    @functools.wraps(draw)
    def body(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("drawing %s", draw.__name__)
            return cast(R, sorry())

    return ft.component(body)
