"""What costs much is done in processes of its own, so often for one device and for one address, and no more."""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar, TypeVarTuple

from checkout.errors import Busy
from checkout.http.session import Session
from checkout.rate_limits import Limit
from checkout.rendering.pool import TooCostly
from checkout.service import Service

R = TypeVar("R")
T = TypeVar("T", bound=Hashable)
Ts = TypeVarTuple("Ts")
PICTURE_SECONDS: Final = 5.0
DRAWING_SECONDS: Final = 10.0
STATEMENT_SECONDS: Final = 20.0
"""Seconds of a processor: 4,000 lines take a third of them."""
_AGAIN_SECONDS: Final = 60
# Thousands of payers can have one address.
_OF_AN_ADDRESS_MOST: Final = 6


async def allow(service: Service, session: Session, limit: Limit) -> None:
    """Count one more of these for the device, and for where it is. Raises TooOften, Busy.

    A flood that finds no place is refused before it makes us write.
    """
    service.rendering.check(session.token_hash)
    await limit.consume(session.token_hash)
    await service.limits.costly_here.consume(session.address)


async def done_for(service: Service, session: Session, seconds: float, do: Callable[[*Ts], R], /, *args: *Ts) -> R:
    """What `do` gives, in another process. Raises TooOften, Busy, and TooCostly for what was too much."""
    return await service.rendering.run(session.token_hash, seconds, do, *args)


async def drawn_for(service: Service, session: Session, limit: Limit, do: Callable[[*Ts], R], /, *args: *Ts) -> R:
    """Something to look at, for a shop's device. Raises TooOften, Busy."""
    await allow(service, session, limit)
    try:
        return await done_for(service, session, DRAWING_SECONDS, do, *args)
    except TooCostly as error:
        raise Busy(_AGAIN_SECONDS) from error


async def drawn_for_anybody(service: Service, address: str, do: Callable[[*Ts], R], /, *args: *Ts) -> R:
    """Something to look at, for a payer or a messenger. Raises TooOften, Busy."""
    service.rendering.check(address, _OF_AN_ADDRESS_MOST)
    await service.limits.costly_here.consume(address)
    try:
        return await service.rendering.run(address, DRAWING_SECONDS, do, *args, of_one_most=_OF_AN_ADDRESS_MOST)
    except TooCostly as error:
        raise Busy(_AGAIN_SECONDS) from error


class Drawn(Generic[T]):
    """What was drawn lately for payers and messengers, by all that it shows: asked for again it is not drawn again.

    In this process's memory, so many bytes at most; what nobody has asked for the longest goes first.
    """

    def __init__(self, draw: Callable[[T], bytes], most_bytes: int) -> None:
        self._draw, self._left_bytes = draw, most_bytes
        self._kept: dict[T, bytes] = {}

    async def get(self, service: Service, address: str, shown: T) -> bytes:
        """The drawing of this, for whoever asks from there. Raises TooOften, Busy."""
        drawn = self._kept.get(shown)
        if drawn is None:
            drawn = await drawn_for_anybody(service, address, self._draw, shown)
        self._keep(shown, drawn)
        return drawn

    def _keep(self, shown: T, drawn: bytes) -> None:
        self._left_bytes += len(self._kept.pop(shown, b""))
        self._kept[shown] = drawn
        self._left_bytes -= len(drawn)
        while self._left_bytes < 0:
            self._left_bytes += len(self._kept.pop(next(iter(self._kept))))
