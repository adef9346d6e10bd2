"""The app's voice: a chime, and the sum in words, one after another and never over each other."""

import array
import asyncio
import io
import logging
import math
import wave
from functools import lru_cache
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
_HUM_RATE: Final = 8_000
_HUM_HZ: Final = 40
_HUM_SIZE: Final = 24
"""Of 32,767: far below what a small speaker gives or an ear hears, and no silence, in which a speaker falls asleep."""


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
        self._hum: flet_audio.Audio | None = None
        self._hums = asyncio.Lock()

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

    async def stay_audible(self, *, on: bool) -> bool:
        """Keep the speaker from falling asleep between payments, which would swallow the first notes, or no longer.

        Whether it is let: a browser plays nothing before somebody has pressed something on its page.
        """
        async with self._hums:
            if self._hum is None and not on:
                return True
            try:
                async with asyncio.timeout(_PLAYER_SECONDS):
                    if self._hum is None:
                        self._hum = await _loaded_hum()
                    await (self._hum.resume() if on else self._hum.pause())
            except (RuntimeError, TimeoutError) as error:
                log.info("nothing can be heard yet: %r", error)
                return not on
            return True

    async def _load(self, sound: bytes) -> None:
        if sound != self._sound:
            self._sound = sound
            self._loaded.clear()
            self._player.src = sound
            self._player.update()
        await self._loaded.wait()


async def _loaded_hum() -> flet_audio.Audio:
    loaded = asyncio.Event()
    hum = flet_audio.Audio(src=_hum(), release_mode=flet_audio.ReleaseMode.LOOP, on_loaded=lambda _: loaded.set())
    await loaded.wait()
    return hum


@lru_cache
def _hum() -> bytes:
    """A second of a tone that nobody hears, to be played again and again."""
    samples = array.array(
        "h", (round(_HUM_SIZE * math.sin(math.tau * _HUM_HZ * at / _HUM_RATE)) for at in range(_HUM_RATE))
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(_HUM_RATE)
        written.writeframes(samples.tobytes())
    return out.getvalue()
