"""What a session stands on: the device that it runs on, and the few words that this keeps."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.server_clock import utc_now


class Preferences(Protocol):
    """The few words a device keeps for itself."""

    async def get(self, key: str) -> str: ...
    async def set(self, key: str, value: str) -> None: ...
    async def remove(self, key: str) -> None: ...


def _nothing_shared(_: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Device:
    """What its device keeps, is called, and says of the time."""

    preferences: Preferences
    data_dir: Path
    name: str
    spawn: Callable[[Coroutine[object, object, None]], object]
    """Does some work beside all else, for as long as the session lives."""
    clock: Callable[[], datetime] = utc_now
    may_choose_server: bool = False
    """Whether the sign-in screen offers another address."""
    take_shared: Callable[[str], bytes | None] = _nothing_shared
    """The picture that was shared into the app, by its key, once."""
