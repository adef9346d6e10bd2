"""What this device remembers of its shopkeeper: language, theme, sounds, who is signed in."""

import asyncio
import logging
from typing import Final

import flet as ft

log = logging.getLogger(__name__)
_PREFERENCES_SECONDS: Final = 5
ANSWER_SECONDS: Final = 30
"""A browser's page gives up a silent line (line.js), and comes back with another session: until then its silence must
not be taken for its keeping nothing, or who is signed in is asked to sign in."""


class DevicePreferences:
    """The few words a device keeps: on the web in the browser's own storage."""

    def __init__(self) -> None:
        self._service = ft.SharedPreferences()

    async def get(self, key: str) -> str:
        try:
            value = await asyncio.wait_for(self._service.get(f"aday.{key}"), ANSWER_SECONDS)
        except (TimeoutError, RuntimeError) as error:
            log.warning("preference %s not read: %r", key, error)
            return ""
        return value if isinstance(value, str) else ""

    async def set(self, key: str, value: str) -> None:
        await asyncio.wait_for(self._service.set(f"aday.{key}", value), _PREFERENCES_SECONDS)

    async def remove(self, key: str) -> None:
        await asyncio.wait_for(self._service.remove(f"aday.{key}"), _PREFERENCES_SECONDS)
