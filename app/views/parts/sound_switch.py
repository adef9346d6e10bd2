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
    """Keeps screen and speaker awake while the app is in front; says so where its browser wants a press first."""
    p, t, account, session = use_palette(), use_words(), use_account(), use_session()

    async def turn() -> None:
        # Where nothing is heard yet, this is the press that the browser waits for.
        await session.choose_awake(on=account.is_mute or not account.awake)

    if account.awake and account.is_mute:
        return button("awake", t("ctr.awake.press"), turn, kind="primary", icon=ft.Icons.TOUCH_APP_ROUNDED)
    name, icon = (
        ("ctr.awake.on", ft.Icons.LIGHT_MODE) if account.awake else ("ctr.awake.off", ft.Icons.BEDTIME_OUTLINED)
    )
    return icon_button("awake", icon, t(name), p.primary if account.awake else p.on_surface_variant, turn)
