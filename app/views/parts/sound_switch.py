"""What is heard and seen at the counter: the sound, and a screen that stays awake."""

import flet as ft

from app.kit.buttons import button, icon_button
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
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


@part
def AwakeSwitch() -> ft.Control:
    """What was turned on in the settings: off again, or the press that the browser wants before anything is heard."""
    p, t, account, session = use_palette(), use_words(), use_account(), use_session()

    async def turn() -> None:
        await session.choose_awake(on=account.is_mute)

    if account.is_mute:
        return button("awake", t("ctr.awake.press"), turn, kind="primary", icon=ft.Icons.TOUCH_APP_ROUNDED)
    return icon_button("awake", ft.Icons.LIGHT_MODE, t("ctr.awake.on"), p.primary, turn)
