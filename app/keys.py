"""The keyboard of a desktop: one letter is enough, arrows choose a row, Enter opens it, Escape leads back."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.flet_workarounds.controls import asks_something
from app.kit.look import WIDE_FROM
from app.model.code_step import before_code, is_code_step, is_invited_step
from app.navigation import before_it, has_rows, is_arrived_shown, onward, parent_of, same_rows
from app.session import Session
from app.state import KeyboardFocus, Shop
from app.views.parts.shop_context import use_session

_NEW: Final = ("N",)
_SEARCH: Final = ("/", "Slash")
_GLIDE_MS: Final = 120
_STEPS: Final = {"Arrow Down": 1, "Arrow Up": -1}


def follow_keys(page: ft.Page, session: Session) -> None:
    """Letters count where nothing is typed; Escape leads back from everywhere, or says that money was seen."""

    async def pressed(event: ft.KeyboardEvent) -> None:
        if event.ctrl or event.alt or event.meta:
            return
        if asks_something(page):
            return  # The keys are its own; Escape closes it, and that is enough for one press.
        if session.signed_in is None:
            if event.key == "Escape" and (is_code_step(page.route) or is_invited_step(page.route)):
                page.navigate(before_code(page.route))
            return
        wide = session.account.width >= WIDE_FROM
        if event.key != "Escape":
            if wide and has_rows(page.route):
                await _among_rows(event.key, page, session)
        elif session.shop.arrived is not None and is_arrived_shown(page.route, wide=wide):
            session.signed_in.arrivals.tick_off_newest()
        else:
            page.navigate(back_from(page.route, session.focus.trail) if wide else parent_of(page.route))

    page.on_keyboard_event = pressed


async def _among_rows(key: str, page: ft.Page, session: Session) -> None:
    focus, shop = session.focus, session.shop
    if key in _STEPS:
        await _choose(focus, shop, _STEPS[key])
    elif key == "Tab":
        shop.row = ""  # Enter is now for what Tab has reached.
    elif focus.is_typed_in:
        return
    elif key == "Enter" and shop.row in focus.addresses:
        page.navigate(focus.addresses[shop.row])
    elif key in _NEW:
        page.navigate("/new")
    elif key in _SEARCH:
        await _search(page, focus)


def use_screen(route: str) -> None:
    """Note which screen is open, whatever led there."""
    session = use_session()
    ft.use_effect(lambda: opened(session, route), [route], cleanup=lambda: None)


def opened(session: Session, route: str) -> None:
    """Another screen is open: what the arrows chose on the one before is forgotten, with what was typed in."""
    focus = session.focus
    if not same_rows(focus.screen, route):
        session.shop.row = ""
    focus.screen, focus.is_typed_in = route, False
    focus.trail = onward(focus.trail, route)
    session.notices.look_again()


def back_from(route: str, trail: Sequence[str]) -> str:
    """Where Escape leads on a desktop: a part's whole, or the screen with rows that one came from."""
    parent = parent_of(route)
    if parent != "/":
        return parent
    if route == "/counter":
        return route  # Whoever presses once too often to say that money was seen stays where money is seen.
    return next(reversed(before_it(trail, route)), parent)


async def _search(page: ft.Page, focus: KeyboardFocus) -> None:
    """Type into the screen's own box, or into the one where all links are searched."""
    if focus.search is not None and focus.search_on == page.route:
        await focus.search.focus()
        return
    focus.search_next = True
    page.navigate("/links")


async def _choose(focus: KeyboardFocus, shop: Shop, by: int) -> None:
    """Choose the next row and bring it into sight; up from the first leads to the top."""
    ids, before = tuple(focus.addresses), shop.row
    shop.row = step(ids, before, by)
    focus.is_to_top = bool(before) and shop.row == before and by < 0
    if not before and focus.off_fields is not None:
        focus.is_typed_in = False
        await focus.off_fields.focus()
    await _follow(focus, shop)


async def _follow(focus: KeyboardFocus, shop: Shop) -> None:
    """Bring the chosen row into sight, one movement at a time, and the last to where the choice is by then.

    Keys come faster than a slow desktop answers: of two movements at once the older one could end last.
    """
    if focus.is_moving or focus.pane is None:
        return
    focus.is_moving, reached = True, None
    try:
        while reached != (shop.row, focus.is_to_top):
            reached = shop.row, focus.is_to_top
            ids = tuple(focus.addresses)
            if focus.is_to_top:
                await focus.pane.scroll_to(offset=0, duration=_GLIDE_MS)
            elif shop.row in ids:
                # Below the row before it, so that it is seen that there are more.
                await focus.pane.scroll_to(scroll_key=ids[max(0, ids.index(shop.row) - 1)], duration=_GLIDE_MS)
    finally:
        focus.is_moving = False


def step(rows: tuple[str, ...], row: str, by: int) -> str:
    """The row that is chosen next; the first one when none was, and the last stays the last."""
    if not rows:
        return ""
    if row not in rows:
        return rows[0]
    return rows[min(len(rows) - 1, max(0, rows.index(row) + by))]
