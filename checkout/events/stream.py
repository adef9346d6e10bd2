"""A shop's event log, live: as server-sent events, and as a poll that waits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from sqlalchemy import Connection

from checkout.core.merchant import MerchantId
from checkout.errors import DatabaseAway, NotSignedIn
from checkout.events.hub import Hub
from checkout.events.seats import Seats
from checkout.store import events, merchants
from checkout.store.database import Database
from checkout.store.events import LoggedEvent

BATCH_MAX: Final = 200
PING_SECONDS: Final = 20
# An event without a number: the app sees that the line is alive, and its place in the log stays.
PING: Final = "event: ping\ndata: {}\n\n"
# Events that another process logged have no nudge here; the table is looked at this often.
LOOK_SECONDS: Final = 2.0
# No stream lives for ever: an app comes back, and a forgotten one frees its place.
LIFE_SECONDS: Final = 600


class Streams:
    """Reads the log for connected apps, each signed in for as long as it is read to."""

    def __init__(self, db: Database, hub: Hub) -> None:
        self._db, self._hub = db, hub
        self._ending = asyncio.Event()
        # A phone whose streams all died unseen can still poll.
        self.streaming, self._polling = Seats(), Seats()

    def end_all(self) -> None:
        """Let every stream finish, so that the server can stop. Called on the event loop."""
        self._ending.set()
        self._hub.nudge_all()

    @property
    def listeners_count(self) -> int:
        """How many apps listen now."""
        return self._hub.listeners_count

    async def poll(
        self, token_hash: str, merchant_id: MerchantId, after: int, wait_seconds: float
    ) -> list[LoggedEvent]:
        """The events after this number; waits so long for one when there is none yet.

        Raises NotSignedIn, and for who waits in too many places TooManyStreams or Busy.
        """
        if wait_seconds <= 0:
            return await self._db.read(_look, token_hash, merchant_id, after)
        with self._polling.take(token_hash, merchant_id):
            return await self._wait_for(token_hash, merchant_id, after, wait_seconds)

    async def _wait_for(
        self, token_hash: str, merchant_id: MerchantId, after: int, wait_seconds: float
    ) -> list[LoggedEvent]:
        deadline = asyncio.get_running_loop().time() + wait_seconds
        with self._hub.listen(merchant_id) as nudged:
            while True:
                nudged.clear()
                found = await self._db.read(_look, token_hash, merchant_id, after)
                left = deadline - asyncio.get_running_loop().time()
                if found or left <= 0 or self._ending.is_set():
                    return found
                await _wait(nudged, min(left, LOOK_SECONDS))

    async def sse(
        self, token_hash: str, merchant_id: MerchantId, after: int, is_gone: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[str]:
        """The log as server-sent events from after this number, with a ping in every silence.

        A reader who `is_gone` frees the place within two looks: writing to a line that was just cut may succeed.
        """
        loop = asyncio.get_running_loop()
        born = said_at = loop.time()
        yield f"retry: 1000\n{PING}"
        with self._hub.listen(merchant_id) as nudged:
            while loop.time() - born < LIFE_SECONDS and not self._ending.is_set():
                nudged.clear()
                try:
                    found = await self._db.read(_look, token_hash, merchant_id, after)
                except (NotSignedIn, DatabaseAway):
                    return
                for event in found:
                    yield f"id: {event.seq}\nevent: {event.type}\ndata: {event.data}\n\n"
                    after, said_at = event.seq, loop.time()
                if loop.time() - said_at >= PING_SECONDS:
                    yield PING
                    said_at = loop.time()
                if not found:
                    if await is_gone():
                        return
                    await _wait(nudged, LOOK_SECONDS)


def _look(conn: Connection, token_hash: str, merchant_id: MerchantId, after: int) -> list[LoggedEvent]:
    """One look into the log, by a device that is still signed in."""
    if merchants.signed_in(conn, token_hash) is None:
        raise NotSignedIn
    return events.after(conn, merchant_id, after, BATCH_MAX)


async def _wait(nudged: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await nudged.wait()
