"""What this device remembers of its shopkeeper: language, theme, sounds, who is signed in."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

import flet as ft

from app.flet_workarounds.staying_alive import is_of_closed_page

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
        except (AttributeError, TimeoutError) as error:
            if is_of_closed_page(error, self._service):
                return ""
            if isinstance(error, AttributeError):
                raise
            log.warning("preference %s not read: %r", key, error)
            return ""
        except RuntimeError as error:
            log.warning("preference %s not read: %r", key, error)
            return ""
        return value if isinstance(value, str) else ""

    async def set(self, key: str, value: str) -> None:
        await self._write(self._service.set(f"aday.{key}", value))

    async def remove(self, key: str) -> None:
        await self._write(self._service.remove(f"aday.{key}"))

    async def _write(self, written: Awaitable[bool]) -> None:
        """A page that was closed meanwhile keeps nothing, and nobody is there to be told so.

        Raises TimeoutError, RuntimeError.
        """
        try:
            await asyncio.wait_for(written, _PREFERENCES_SECONDS)
        except (AttributeError, TimeoutError) as error:
            if not is_of_closed_page(error, self._service):
                raise
