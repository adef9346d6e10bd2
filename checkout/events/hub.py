"""Who listens to which shop, and telling them.

What a command logged goes to them as it is, as soon as it is kept. The table is read when one begins, after a gap, when
a slow line has room again, and when another process logged something: once for all of a shop who are at one place.
See docs/decisions/0045-streams-wake-by-the-hub.md.
"""

import asyncio
import contextlib
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from checkout import metrics
from checkout.core.event_types import LoggedEvent
from checkout.core.merchant import MerchantId
from checkout.errors import DatabaseAway, NotSignedIn
from checkout.events.poll import Poll
from checkout.events.seats import Seats
from checkout.events.stream import Stream
from checkout.events.view import seen_by
from checkout.store import events, merchants
from checkout.store.database import Database
from checkout.store.merchants import Listening

BATCH_MAX: Final = 200
SWEEP_SECONDS: Final = 2.0
_AT_ONCE: Final = 500


class Hub:
    """All who listen at this worker, each signed in, and as what it was, for as long as anything is told."""

    def __init__(self, db: Database) -> None:
        self._db, self.clock = db, db.clock
        # Told in the order in which they came.
        self._listeners: dict[MerchantId, dict[Poll | Stream, None]] = defaultdict(dict)
        self._catching_up: dict[MerchantId, asyncio.Task[None]] = {}
        self.is_ending = False
        self.is_isolated = True
        """Nothing tells what other processes log."""
        self.due: list[Poll | Stream] = []
        """Those whose token and place are to be looked at."""
        # A phone whose streams all died unseen can still poll.
        self.streaming, self._polling = Seats(), Seats()

    @property
    def listeners_count(self) -> int:
        """How many apps listen now."""
        return sum(map(len, self._listeners.values()))

    def everybody(self) -> list[Poll | Stream]:
        return [one for listeners in self._listeners.values() for one in listeners]

    def join(self, listener: Poll | Stream) -> None:
        self._listeners[listener.merchant_id][listener] = None
        metrics.STREAMS.inc()

    def leave(self, listener: Poll | Stream) -> None:
        """Be told nothing more; whoever has left may say so again."""
        listeners = self._listeners.get(listener.merchant_id, {})
        if listener in listeners:
            metrics.STREAMS.dec()
            del listeners[listener]
            if not listeners:
                del self._listeners[listener.merchant_id]

    def end_all(self) -> None:
        """Answer all who poll, so that the server can stop; it ends its lines itself. From a signal's handler, too."""
        self.is_ending = True
        for one in self.everybody():
            if isinstance(one, Poll):
                one.end()

    def publish(self, logged: Mapping[MerchantId, Sequence[LoggedEvent]]) -> None:
        """A command of this worker is kept; for a shop with no event in it there is something to look up."""
        for merchant_id, news in logged.items():
            for one in tuple(self._listeners.get(merchant_id, ())):
                one.receive(news)

    def nudge(self, merchant_id: MerchantId, seq: float = math.inf) -> None:
        """Another process logged what goes up to this number, or signed a device out."""
        for one in tuple(self._listeners.get(merchant_id, ())):
            if one.place < seq:
                one.receive(())

    async def poll(self, poll: Poll, wait_seconds: float) -> list[LoggedEvent]:
        """The events after its place; waits so long for one when there is none yet.

        Raises NotSignedIn, and for who waits in too many places TooManyStreams or Busy.
        """
        if wait_seconds <= 0:
            return await self._answer(poll)
        with self._polling.seat(poll.token_hash, poll.merchant_id):
            self.join(poll)
            try:
                async with asyncio.timeout(wait_seconds):
                    while not (found := await self._answer(poll)) and not self.is_ending and not poll.is_another:
                        await poll.nudged.wait()
                        poll.nudged.clear()
                    return found
            except TimeoutError:
                return []
            finally:
                self.leave(poll)

    async def _answer(self, poll: Poll) -> list[LoggedEvent]:
        listening, found = await self._db.read(_read, poll.merchant_id, {poll.token_hash}, poll.place)
        if poll.token_hash not in listening:
            raise NotSignedIn
        # As it may now, whatever it might when it began to wait.
        grant, now = listening[poll.token_hash].grant, self.clock()
        poll.is_another = grant != poll.grant
        return [seen_by(grant, event, now) for event in found]

    async def sweep(self) -> int:
        """One look for all who are due, and for everybody when another process may have logged what nobody told."""
        try:
            if self.is_isolated and self._listeners and await self._db.upkeep.is_written_elsewhere():
                self.due = self.everybody()
            due, self.due = self.due, []
            for first in range(0, len(due), _AT_ONCE):
                some = due[first : first + _AT_ONCE]
                listening = await self._db.read(merchants.listening, {one.token_hash for one in some})
                for one in some:
                    found = listening.get(one.token_hash)
                    if found is None or found.grant != one.grant or found.seq > one.place:
                        one.receive(())
        except DatabaseAway:
            # They come back, and hear by then what has become of us.
            for one in self.everybody():
                one.end()
        return 0

    def is_catching_up(self, merchant_id: MerchantId) -> bool:
        return merchant_id in self._catching_up

    def catch_up(self, merchant_id: MerchantId) -> None:
        """Read to all streams of the shop that are behind, until they are not."""
        if merchant_id not in self._catching_up:
            self._catching_up[merchant_id] = asyncio.create_task(self._catch_up(merchant_id))

    async def _catch_up(self, merchant_id: MerchantId) -> None:
        try:
            while behind := self._behind(merchant_id):
                # Whoever has most goes first, so that one who begins anew keeps nobody waiting.
                for place in sorted({one.place for one in behind}, reverse=True):
                    await self._read_at(place, [one for one in behind if one.place == place])
        finally:
            del self._catching_up[merchant_id]

    def _behind(self, merchant_id: MerchantId) -> list[Stream]:
        listeners = self._listeners.get(merchant_id, ())
        return [one for one in listeners if isinstance(one, Stream) and one.is_behind and not one.line.is_full]

    async def _read_at(self, place: int, some: Sequence[Stream]) -> None:
        for one in some:
            one.is_behind = False
        listening: Mapping[str, Listening] = {}
        found: list[LoggedEvent] = []
        # Whoever is not found signed in, for whatever reason, comes back and is told which.
        with contextlib.suppress(DatabaseAway):
            listening, found = await self._db.read(_read, some[0].merchant_id, {one.token_hash for one in some}, place)
        for one in some:
            known = listening.get(one.token_hash)
            # Nor is one told more that may now do something else than when it began.
            if known is not None and known.grant == one.grant:
                one.is_behind |= len(found) == BATCH_MAX
                one.send(found)
            else:
                one.end()


def _read(
    conn: Connection, merchant_id: MerchantId, token_hashes: Collection[str], after: int
) -> tuple[Mapping[str, Listening], list[LoggedEvent]]:
    """Which of the devices are still signed in and as what, and for them what comes after this number."""
    listening = merchants.listening(conn, token_hashes)
    has_news = any(one.seq > after for one in listening.values())
    return listening, events.after(conn, merchant_id, after, BATCH_MAX) if has_news else []
