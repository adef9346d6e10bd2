"""What is asked of the browser that shows the app; Flet itself knows only what it draws."""

from typing import Final

import flet as ft

NONE: Final = "none"
"""There is no browser that could take notices."""


async def ask_about_notices(page: ft.Page, asked: str) -> str:
    """`state`, `on` or `off`, asked of the page's browser (assets/app/push.js); NONE in an installed app.

    The browser's connection brings this with it (`browser.py`), which a phone does not carry.
    """
    ask = getattr(page.session.connection, "ask_about_notices", None)
    return NONE if ask is None else str(await ask(asked))
