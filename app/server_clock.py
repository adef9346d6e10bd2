"""Now, by the server's clock as far as it is known: a device's own may be wrong by a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from app.state import Shop

# The screens say minutes.
_MOVES: Final = timedelta(seconds=30)


def utc_now() -> datetime:
    return datetime.now(UTC)


class ServerClock:
    """Called, it says what the server's clock shows."""

    def __init__(self, shop: Shop, device: Callable[[], datetime], off: Callable[[], timedelta | None]) -> None:
        """`device` is this device's own clock; `off` is by how much that differs, once the server has spoken."""
        self._shop, self._device, self._off = shop, device, off

    def __call__(self) -> datetime:
        return self._device() + self._shop.clock_off

    def follow(self) -> bool:
        """Take over what the server said lately; whether that moves what screens say of the time."""
        off = self._off()
        if off is None or abs(off - self._shop.clock_off) < _MOVES:
            return False
        self._shop.clock_off = off
        return True
