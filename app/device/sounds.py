"""The app's voice: a chime, and the sum in words, one after another and never over each other."""

import asyncio
import logging
from pathlib import Path
from typing import Final

import flet as ft
import flet_audio

from app.device.speech import chime_alone, spoken
from app.state import Account
from money import Money

log = logging.getLogger(__name__)
_PLAYER_SECONDS: Final = 10
_BYTES_A_SECOND: Final = 22_050


class Sounds:
    """Plays through the device's speaker what the switches in the settings allow."""

    def __init__(self, page: ft.Page, account: Account, voices: Path) -> None:
        """`voices` is where a voice may have been put in, in place of ours."""
        self._page, self._account, self._voices = page, account, voices
        self._sound, self._loaded, self._turn = chime_alone(), asyncio.Event(), asyncio.Lock()
        # Kept: a service that nobody holds is dropped by Flet.
        self._player = flet_audio.Audio(
            src=self._sound, release_mode=flet_audio.ReleaseMode.STOP, on_loaded=lambda _: self._loaded.set()
        )

    async def play(self, amount: Money) -> None:
        """What a payment of this sum sounds like now; nothing with the sound switched off."""
        account = self._account
        if not account.sound:
            return
        sound = chime_alone()
        if account.voice:
            sound = await asyncio.to_thread(spoken, amount, account.language, self._voices)
        async with self._turn:
            try:
                async with asyncio.timeout(_PLAYER_SECONDS):
                    await self._load(sound)
                    # Not `play`, which first seeks, and waits for ever in a browser that was never pressed.
                    await self._player.resume()
            except (RuntimeError, TimeoutError) as error:
                log.warning("not heard: %r", error)
                return
            await asyncio.sleep(len(sound) / _BYTES_A_SECOND)

    async def _load(self, sound: bytes) -> None:
        if sound != self._sound:
            self._sound = sound
            self._loaded.clear()
            self._player.src = sound
            self._player.update()
        await self._loaded.wait()
