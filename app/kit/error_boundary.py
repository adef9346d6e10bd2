"""What keeps one bad draw or one lost socket from ending a shopkeeper's session."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import flet as ft

from app.words import say
from language import LANGUAGES

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


def part(draw: Callable[P, R]) -> Callable[P, R]:
    """A component that draws an apology when it fails; Flet would stop the whole session's drawing."""
    return _guarded(draw, lambda: ft.Text(_sorry()))


def unchanged_part(draw: Callable[P, R]) -> Callable[P, R]:
    """The same for one of a list, which is not drawn anew with the list unless it is given something else than before.

    It may hold no component of ours: that would lose the way to what is above it.
    """
    remembered: Callable[P, R] = ft.memo(part(draw))
    return remembered


def screen(draw: Callable[P, R]) -> Callable[P, R]:
    """The same for a component that is a whole view."""
    return _guarded(draw, lambda: ft.View(route=ft.use_view_path() or "/", controls=[ft.Text(_sorry())]))


def _sorry() -> str:
    """In every language: what failed may be the very thing that says which one is read here."""
    return " · ".join(say(language, "app.broken") for language in LANGUAGES)


def _guarded(draw: Callable[P, R], sorry: Callable[[], ft.Control]) -> Callable[P, R]:
    @functools.wraps(draw)
    def body(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("drawing %s", draw.__name__)
            return cast(R, sorry())

    return ft.component(body)
