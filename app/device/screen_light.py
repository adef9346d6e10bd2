"""A screen that is held up to a customer's camera, bright and awake, or that stays awake at the counter."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft

log = logging.getLogger(__name__)
_SECONDS: Final = 3


class ScreenLight:
    """Asks the device, and leaves it at that: who shows a QR is told of no failure.

    Both belong to Flet itself and need no permission: the brightness is that of the app's own window, and staying
    awake a mark on it. Only phones have the first; a browser has the second if it pleases.
    """

    def __init__(self, page: ft.Page) -> None:
        is_phone = not page.web and page.platform is not None and page.platform.is_mobile()
        # Kept: a service that nobody holds is dropped by Flet. On anything but a phone Flet refuses to have this one.
        self._brightness = ft.ScreenBrightness() if is_phone else None
        self._wakelock = ft.Wakelock()
        self._turn = asyncio.Lock()
        self._is_held_up = self._stays = False

    async def turn(self, *, on: bool) -> None:
        """As bright as it goes and awake; or as it was."""
        async with self._turn:  # Who opens and closes the QR in a moment has them put back last.
            self._is_held_up = on
            await self._wake_or_let_sleep()
            if self._brightness is not None:
                await _ask(self._brighten if on else self._brightness.reset_application_screen_brightness)

    async def stay(self, *, on: bool) -> None:
        """Awake while the app is in front, or only while it is held up. Asked again, it is taken again: a browser lets
        the screen sleep as soon as the page is hidden, and says nothing."""
        async with self._turn:
            if on or self._stays:
                self._stays = on
                await self._wake_or_let_sleep()

    async def _wake_or_let_sleep(self) -> None:
        await _ask(self._wakelock.enable if self._is_held_up or self._stays else self._wakelock.disable)

    async def _brighten(self) -> None:
        assert self._brightness is not None
        await self._brightness.set_application_screen_brightness(1.0)


async def _ask(what: Callable[[], Awaitable[object]]) -> None:
    try:
        await asyncio.wait_for(what(), _SECONDS)
    except Exception as error:  # Whatever a device has against it.
        log.info("the screen stays as it is: %r", error)
