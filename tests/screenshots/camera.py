"""Where pictures go, and how one is taken of the app."""

from collections.abc import Callable
from pathlib import Path

from tests.browser.flet_page import PHONE, FletPage

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "gallery"
# The semantics tree, which finds things, is there one or two frames before the paint.
_PAINT_MS = 700
Shot = Callable[[str], None]


def ending(size: tuple[int, int], language: str, *, dark: bool) -> str:
    """What a picture's name says after what it shows."""
    return f"{'phone' if size == PHONE else 'desktop'}-{language}-{'dark' if dark else 'light'}.png"


def camera(page: FletPage, name_ends: str) -> Shot:
    """Takes a picture under a name, once what is on the screen is painted."""

    def shot(name: str) -> None:
        page.page.mouse.move(0, 0)
        page.page.wait_for_timeout(_PAINT_MS)
        page.page.screenshot(path=FOLDER / f"{name}-{name_ends}")

    return shot
