"""Whether this browser tells of payments while the app is closed."""

from typing import Final

import flet as ft

from app.flet_workarounds.asking import NONE, ask_about_notices
from app.kit.error_boundary import part
from app.kit.look import use_words
from app.kit.surfaces import rule
from app.kit.switch import switch

# Where nothing can be turned on, nothing is shown.
_NOT_HERE: Final = (NONE, "unset")
_BELOW: Final = {"denied": "set.push.denied", "failed": "set.push.failed"}


@part
def NoticesSwitch() -> ft.Control:
    """On or off in this browser; it asks its person itself, once this was pressed."""
    t, page = use_words(), ft.context.page
    state, set_state = ft.use_state(NONE)

    async def ask(asked: str) -> None:
        set_state(await ask_about_notices(page, asked))

    async def look() -> None:
        await ask("state")

    async def turn() -> None:
        await ask("off" if state == "on" else "on")

    ft.use_effect(look, [], cleanup=lambda: None)
    if state in _NOT_HERE:
        return ft.Container()
    below = t(_BELOW.get(state, "set.push.sub"))
    row = switch("push", ft.Icons.SMARTPHONE_ROUNDED, t("set.push"), below, turn, on=state == "on")
    return ft.Column([rule(), row], spacing=0)
