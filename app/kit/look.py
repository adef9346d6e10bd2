"""How a screen looks: its colours, its words, and how much room there is for them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, Protocol

import flet as ft
from flet.components.hooks.use_context import ContextProvider

from app.flet_workarounds.watching import use_given
from app.kit.palette import DARK, LIGHT, Palette
from app.words import say
from language import Language

Say = Callable[..., str]
WIDE_FROM: Final = 1000
_LARGE_FROM: Final = 1.3
_LOW_BELOW: Final = 480
_DESIGN_WIDTH: Final = 1280
_DESIGN_HEIGHT: Final = 700


class Display(Protocol):
    """What is known of the device's screen, and what who holds it has chosen; watched by all that draws from it."""

    language: Language
    dark: bool
    text_scale: float
    """How much larger than the design the system draws text, as measured."""
    width: float
    height: float


DisplayContext: ContextProvider[Display | None] = ft.create_context(None)


@dataclass(frozen=True, slots=True)
class Look:
    """All that a part of a screen must know of how it is to look."""

    p: Palette
    language: Language
    text_scale: float
    width: float
    height: float

    def t(self, key: str, **facts: str) -> str:
        """A sentence of the catalog in the account's language."""
        return say(self.language, key, **facts)

    @property
    def is_large(self) -> bool:
        """Whether text is drawn so large that what stands side by side has to stand below each other."""
        return self.text_scale >= _LARGE_FROM

    @property
    def is_low(self) -> bool:
        """Whether the window is so low, in the size of its text, that gaps give way to what is read and pressed."""
        return self.height < _LOW_BELOW * self.text_scale

    @property
    def is_wide(self) -> bool:
        """Whether this is a desktop's screen."""
        return self.width >= WIDE_FROM

    @property
    def grow(self) -> float:
        """How many times as large as the design's a desktop's screen is: its counter is read from farther away."""
        return min(2.0, max(1.0, min(self.width / _DESIGN_WIDTH, self.height / _DESIGN_HEIGHT)))


def use_display() -> Display:
    """The screen itself, for who measures it."""
    display = use_given(DisplayContext)
    assert display is not None
    return display


def use_look() -> Look:
    """How what is drawn now is to look. No hook in Flet's sense: it may be asked for anywhere while something draws."""
    display = use_display()
    return _look(display.dark, display.language, display.text_scale, display.width, display.height)


@lru_cache(maxsize=64)
def _look(dark: bool, language: Language, text_scale: float, width: float, height: float) -> Look:
    return Look(DARK if dark else LIGHT, language, text_scale, width, height)


def use_palette() -> Palette:
    return use_look().p


def use_words() -> Say:
    """Says a sentence of the catalog in the account's language."""
    return partial(say, use_display().language)


def go(to: str) -> Callable[[], None]:
    """A handler that opens another screen."""
    page = ft.context.page
    return lambda: page.navigate(to)
