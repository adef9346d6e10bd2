"""শব্দ চালু: one press at the counter turns it off."""

import flet as ft

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import use_words
from app.views.parts.shop_context import use_account, use_session


@part
def SoundSwitch() -> ft.Control:
    """Says how it is now."""
    t, account, session = use_words(), use_account(), use_session()

    async def turn() -> None:
        await session.choose_sound(on=not account.sound)

    words = t("ctr.sound.on" if account.sound else "ctr.sound.off")
    icon = ft.Icons.VOLUME_UP_ROUNDED if account.sound else ft.Icons.VOLUME_OFF_ROUNDED
    return button("sound", words, turn, kind="outline", icon=icon)
