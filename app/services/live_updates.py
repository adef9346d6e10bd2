"""Keeping the replica true: catch up, then listen to the stream, or ask and wait where none comes through.

Stream and poll read the same numbered log, so nothing is missed or shown twice.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from app.model.connection import ConnectionState
from app.model.documents import Doc, any_text, as_doc, doc_of, number_of, text_of
from app.model.records import read_shop
from app.model.rights import Rights, rights_of
from app.services.checkout_client import CheckoutClient
from app.services.errors import CheckoutError, SignedOut, Unreachable
from app.services.local_store import LocalStore
from app.services.outbox import Outbox, rest
from app.services.store_file import CannotKeep
from language import DHAKA

log = logging.getLogger(__name__)
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0
_FIRST_WORD_SECONDS: Final = 5
# Most proxies cut a line that is quiet for a minute. With the rest after it an idle hour has sixty questions.
POLL_SECONDS: Final = 55.0
_REST_SECONDS: Final = 6.0
# An answer without news that comes this early did not wait: something between does not let us.
_WAITED_SHARE: Final = 0.5
# An answer that comes sooner by more than this was not waited out.
_EARLY_SECONDS: Final = 1.0
_STREAM_AGAIN: Final = timedelta(hours=2)
# A line that spoke this lately needs no new proof.
_TRUSTED_FOR: Final = timedelta(seconds=2)
_NOTE_EVERY: Final = timedelta(seconds=10)
_DIRECT: Final = "/v1/direct-payments"
_MORE: Final = {"refund": "/v1/refunds", "payout": "/v1/payouts", "direct": _DIRECT}
"""Lists that some devices may not read, by the noun of their events."""
_TOLD_BY_TEXT: Final = frozenset({"payment.paid", "payment.on_hold", "payment.partly_refunded", "payment.refunded"})


Event = tuple[int, str, Doc]
"""Its number in the log, its type and the resource after it."""


class Listener(Protocol):
    """Who is told of changes; called on the event loop."""

    def changed(self, event_type: str, data: Doc, *, is_news: bool) -> None: ...
    def caught_up(self) -> None: ...
    def connection_changed(
        self, connection: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False
    ) -> None: ...
    def signed_out(self) -> None: ...
    def kept(self, *, is_kept: bool) -> None: ...


class LiveUpdates:
    """One window's ear. start(), stop(), wake() and lose() may be called at any time."""

    def __init__(
        self,
        client: CheckoutClient,
        store: LocalStore,
        listener: Listener,
        *,
        pause_seconds: float = _FIRST_PAUSE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
        rest_seconds: float = _REST_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client, self._store, self._listener = client, store, listener
        self._first_pause_seconds, self._poll_seconds, self._rest_seconds = pause_seconds, poll_seconds, rest_seconds
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._outbox = Outbox(client, store, lambda: self._place or 0, rest_seconds)
        self._telling_heard: asyncio.Task[None] | None = None
        self._is_looked_at = True
        self._unheard: int | None = None
        # Our own place in the log: windows of one device share a store, and each must hear everything.
        self._place: int | None = None
        self._heard_at: datetime | None = store.heard_at()
        self._noted_at = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop listening; from now on nothing is live."""
        self._outbox.send_no_later()
        self._tell_no_longer()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._listener.connection_changed(ConnectionState.RECONNECTING, self._heard_at)

    def wake(self) -> None:
        """The app is looked at again, or the network is back: a line that was quiet is not trusted, ask anew."""
        if self._heard_at is None or self._clock() - self._heard_at >= _TRUSTED_FOR:
            self.lose()

    def lose(self) -> None:
        """The device says it has no network: nothing is live until the server speaks again, however lately it spoke."""
        old, self._task = self._task, None
        if old is not None:
            old.cancel()
        self._listener.connection_changed(ConnectionState.RECONNECTING, self._heard_at)
        self._task = asyncio.create_task(self._run_after(old))

    def looked_at(self, *, is_looked_at: bool) -> None:
        """Whether the app is in front. What comes while it is not nobody has heard, until it is again."""
        self._is_looked_at = is_looked_at
        self._tell_heard()

    def send_soon(self) -> None:
        """Tell the server of what it does not know yet, while the listening goes on."""
        self._outbox.send_soon()

    async def _run_after(self, old: asyncio.Task[None] | None) -> None:
        if old is not None:
            await asyncio.wait([old])
        await self._run()

    async def _run(self) -> None:
        pause = self._first_pause_seconds
        while True:
            try:
                await self._catch_up()
                pause = self._first_pause_seconds
                self._listener.kept(is_kept=True)
                if not await self._listen():
                    await self._poll()
                self._listener.connection_changed(ConnectionState.RECONNECTING, self._heard_at)
            except SignedOut:
                self._listener.signed_out()
                return
            except Unreachable as error:
                # The second time it went out over a new line, that was taken at the other end.
                went_out = error.missing == "answer" and pause > self._first_pause_seconds
                is_theirs = error.missing == "server" or went_out
                self._listener.connection_changed(ConnectionState.OFFLINE, self._heard_at, is_servers_fault=is_theirs)
            except CannotKeep as error:
                # What cannot be written down is not shown: the screens are drawn from the store alone.
                log.warning("the disk takes no more: %s", error)
                self._listener.kept(is_kept=False)
                self._listener.connection_changed(ConnectionState.OFFLINE, self._heard_at)
            except Exception:
                # A payload we cannot read must not end the listening for good.
                log.exception("live updates")
                self._listener.connection_changed(ConnectionState.OFFLINE, self._heard_at)
            await rest(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _catch_up(self) -> None:
        """Everything there is, the first time; after that the events that were missed.

        A log shorter than ours is another log (a server restored from a backup): everything anew.
        """
        shop = await self._client.shop()
        if self._place is None:
            self._place = self._store.last_seq
        is_other_log = self._place is None or number_of(shop, "last_event_seq") < self._place
        if is_other_log or await asyncio.to_thread(self._is_of_another_time, shop):
            await self._take_all(shop)
        await asyncio.to_thread(self._store.put_shop, shop)
        await self._outbox.send()
        while missed := await self._client.events(self._place or 0):
            await self._take(map(_event, missed), is_news=False)
        await self._hear()
        self._listener.caught_up()

    def _is_of_another_time(self, shop: Doc) -> bool:
        """Whether the replica was begun under another role, or at the till on another day: nothing of it stays."""
        known, rights = self._store.shop(), _rights(shop)
        if known is not None and known.rights != rights:
            return True
        return not rights.sees_balance and self._store.taken_on() != self._today()

    def _today(self) -> str:
        return self._clock().astimezone(DHAKA).date().isoformat()

    async def _take_all(self, shop: Doc) -> None:
        """The lists that this device may read, as from the event number that was read before them.

        What comes after is replayed.
        """
        # A server older than this app has no such list, and says nothing of an own code.
        direct = (_DIRECT,) if "own_code" in shop else ()
        told = {path: await self._client.everything(path) for path in (*_rights(shop).lists, *direct)}
        place = number_of(shop, "last_event_seq")
        await asyncio.to_thread(
            self._store.replace_all,
            shop,
            told["/v1/links"],
            told["/v1/payments"],
            told.get("/v1/balance/entries", ()),
            place,
            {noun: told.get(path, ()) for noun, path in _MORE.items()},
        )
        await asyncio.to_thread(self._store.note_taken_on, self._today())
        self._place = place

    async def _listen(self) -> bool:
        """Take events as they happen, until the line breaks; whether anything came through it.

        Live is what has spoken: the server says something at once, and a line through which nothing
        comes (a proxy that buffers) is none.
        """
        has_spoken = False
        try:
            async with self._client.stream(self._place or 0) as source:
                events = source.aiter_sse()
                async with asyncio.timeout(_FIRST_WORD_SECONDS):
                    event = await anext(events)
                has_spoken = True
                while True:
                    if event.event != "ping":
                        await self._take([(int(event.id), event.event, as_doc(json.loads(event.data)))], is_news=True)
                    await self._hear()
                    self._listener.connection_changed(ConnectionState.LIVE, self._heard_at)
                    event = await anext(events)
        except (Unreachable, TimeoutError, StopAsyncIteration):
            return has_spoken  # The next round takes what was missed before it listens again.

    async def _poll(self) -> None:
        """Ask for what comes next, again and again; the server keeps each question open until there is an answer."""
        stream_at, seconds = self._clock() + _STREAM_AGAIN, self._poll_seconds
        self._listener.connection_changed(ConnectionState.LIVE, self._heard_at)
        while self._clock() < stream_at:
            asked_at = asyncio.get_running_loop().time()
            news = await self._client.events(self._place or 0, seconds)
            await self._take(map(_event, news), is_news=True)
            await self._hear()
            waited_seconds = asyncio.get_running_loop().time() - asked_at
            has_waited = waited_seconds > seconds * _WAITED_SHARE
            self._listener.connection_changed(
                ConnectionState.LIVE if news or has_waited else ConnectionState.RECONNECTING, self._heard_at
            )
            if not news and waited_seconds < seconds - _EARLY_SECONDS and await self._is_made_another():
                return
            if not news:
                await rest(self._rest_seconds if has_waited else seconds)

    async def _is_made_another(self) -> bool:
        """Whether this device may more or less now, for which a question ends early as well."""
        known, told = self._store.shop(), read_shop(await self._client.shop())
        return known is not None and (known.role, known.gives_back_most) != (told.role, told.gives_back_most)

    async def _take(self, events: Iterable[Event], *, is_news: bool) -> None:
        """One answer of the server's is one write, and then all of it is told, so that it is drawn once.

        Another window of this device may have stored an event already; here it is news all the same.
        """
        fresh = [event for event in events if event[0] > (self._place or 0)]
        if not fresh:
            return
        await asyncio.to_thread(self._store.apply_all, fresh)
        self._place = fresh[-1][0]
        for _, event_type, data in fresh:
            self._listener.changed(event_type, data, is_news=is_news)
        if is_news and any(event_type in _TOLD_BY_TEXT for _, event_type, _ in fresh):
            self._unheard = self._place
            self._tell_heard()

    def _tell_heard(self) -> None:
        """Say that somebody here was told, so that nobody needs a text."""
        place = self._unheard
        if place is None or not self._is_looked_at:
            return
        self._unheard = None

        async def tell() -> None:
            try:
                await self._client.heard(place)
            except CheckoutError as error:
                log.info("the server was not told that it was heard: %r", error)

        # What this one says is true of all before it.
        self._tell_no_longer()
        self._telling_heard = asyncio.create_task(tell())

    def _tell_no_longer(self) -> None:
        if self._telling_heard is not None:
            self._telling_heard.cancel()
            self._telling_heard = None

    async def _hear(self) -> None:
        """Note that the server spoke; on the disk now and then, for a start without it."""
        self._heard_at = self._clock()
        if self._heard_at - self._noted_at > _NOTE_EVERY:
            self._noted_at = self._heard_at
            await asyncio.to_thread(self._store.heard, self._heard_at, self._client.clock_off or timedelta(0))


def _rights(shop: Doc) -> Rights:
    return rights_of(any_text(shop, "role"))


def _event(told: Doc) -> Event:
    return number_of(told, "seq"), text_of(told, "type"), doc_of(told, "data")
