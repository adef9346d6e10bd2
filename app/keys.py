"""The keyboard at the counter: one letter is enough, arrows choose a row, Enter opens it, Escape leads back."""

from typing import Final

import flet as ft

from app.desk import Desk
from app.routes import parent_of
from app.shop import Account, Rows, Shop
from app.views.parts.context import WIDE_FROM

_LETTERS: Final = {"N": "/new", "/": "/links", "Slash": "/links"}
_GLIDE_MS: Final = 120
_STEPS: Final = {"Arrow Down": 1, "Arrow Up": -1}


def follow_keys(page: ft.Page, account: Account, shop: Shop, desk: Desk) -> None:
    """Letters count where nothing is typed; Escape leads back from everywhere, or says that money was seen."""

    async def pressed(event: ft.KeyboardEvent) -> None:
        if not account.signed_in or event.ctrl or event.alt or event.meta:
            return
        wide = account.width >= WIDE_FROM
        if event.key == "Escape":
            if _asks_something(page):
                return  # It closes by itself, and that is enough for one press.
            if shop.arrived is not None:
                desk.seen()
            else:
                page.navigate("/counter" if page.route == "/new" and wide else parent_of(page.route))
        elif page.route.startswith("/counter") and event.key in _LETTERS:
            page.navigate(_LETTERS[event.key])
        elif wide and _has_rows(page.route):
            if event.key in _STEPS:
                await _choose(desk.rows, shop, _STEPS[event.key])
            elif event.key == "Enter" and shop.row in desk.rows.addresses:
                page.navigate(desk.rows.addresses[shop.row])

    page.on_keyboard_event = pressed


def _asks_something(page: ft.Page) -> bool:
    """Whether a question or a calendar stands above the screen, or is just going; a toast asks nothing.

    That the key has closed it may be known here before the key is: it stays in the list until it has gone.
    """
    return any(not isinstance(one, ft.SnackBar) for one in page._dialogs.controls)


async def _choose(rows: Rows, shop: Shop, by: int) -> None:
    """Choose the next row and bring it into sight, below the one before it; up from the first leads to the top."""
    ids, before = tuple(rows.addresses), shop.row
    shop.row = step(ids, before, by)
    if rows.pane is None or not ids:
        return
    at = ids.index(shop.row)
    if shop.row == before and at == 0:
        await rows.pane.scroll_to(offset=0, duration=_GLIDE_MS)
    else:
        await rows.pane.scroll_to(scroll_key=ids[max(0, at - 1)], duration=_GLIDE_MS)


def step(rows: tuple[str, ...], row: str, by: int) -> str:
    """The row that is chosen next; the first one when none was, and the last stays the last."""
    if not rows:
        return ""
    if row not in rows:
        return rows[0]
    return rows[min(len(rows) - 1, max(0, rows.index(row) + by))]


def _has_rows(route: str) -> bool:
    return route in ("/", "/counter", "/history", "/links") or (
        route.startswith("/links/") and not route.endswith("/edit")
    )
