"""Keeping the replica true: catch up, then listen; poll when the stream will not hold.

Stream and poll read the same numbered log, so nothing is missed or shown twice.
"""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from app.services.checkout_client import CheckoutClient, SignedOut, Unreachable
from app.services.local_store import LocalStore

log = logging.getLogger(__name__)
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0


class Light(StrEnum):
    """What the app knows of its line to the server."""

    LIVE = "live"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"


class Listener(Protocol):
    """Who is told of changes; called on the event loop."""

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None: ...
    def caught_up(self) -> None: ...
    def light(self, light: Light, heard_at: datetime | None) -> None: ...
    def signed_out(self) -> None: ...


class LiveUpdates:
    """One device's ear. start() and stop() may be called at any time; wake() ends a pause."""

    def __init__(
        self,
        client: CheckoutClient,
        store: LocalStore,
        listener: Listener,
        *,
        pause_seconds: float = _FIRST_PAUSE_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client, self._store, self._listener = client, store, listener
        self._first_pause_seconds, self._clock = pause_seconds, clock
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    def start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def wake(self) -> None:
        """The app is looked at again, or the network is back: try now."""
        self._woken.set()

    async def _run(self) -> None:
        pause = self._first_pause_seconds
        while True:
            try:
                await self._catch_up()
                pause = self._first_pause_seconds
                await self._listen()
            except SignedOut:
                self._listener.signed_out()
                return
            except Unreachable:
                self._listener.light(Light.OFFLINE, self._store.heard_at())
            except Exception:
                # A payload we cannot read must not end the listening for good.
                log.exception("live updates")
                self._listener.light(Light.OFFLINE, self._store.heard_at())
            else:
                self._listener.light(Light.RECONNECTING, self._store.heard_at())
            await self._rest(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _catch_up(self) -> None:
        """Everything there is, the first time; after that the events that were missed."""
        if self._store.last_seq is None:
            await self._take_all()
        while missed := await self._client.events(self._store.last_seq or 0):
            for event in missed:
                await self._take(event["seq"], event["type"], event["data"], is_news=False)
        await self._heard()
        self._listener.caught_up()

    async def _take_all(self) -> None:
        """The lists, as from the event number that was read before them: what comes after is replayed."""
        shop = await self._client.shop()
        links = await self._client.everything("/v1/links")
        payments = await self._client.everything("/v1/payments")
        entries = await self._client.everything("/v1/balance/entries")
        await asyncio.to_thread(self._store.replace_all, shop, links, payments, entries, shop["last_event_seq"])

    async def _listen(self) -> None:
        """Take events as they happen, until the line breaks. Polls on a line that lets no stream through."""
        try:
            async with self._client.stream(self._store.last_seq or 0) as source:
                self._listener.light(Light.LIVE, await self._heard())
                async for event in source.aiter_sse():
                    if event.event != "ping":
                        await self._take(int(event.id), event.event, json.loads(event.data), is_news=True)
                    self._listener.light(Light.LIVE, await self._heard())
        except Unreachable:
            # The next round polls what was missed before it tries to stream again.
            self._listener.light(Light.RECONNECTING, self._store.heard_at())

    async def _take(self, seq: int, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None:
        if seq <= (self._store.last_seq or 0):
            return
        await asyncio.to_thread(self._store.apply, seq, event_type, data)
        self._listener.changed(event_type, data, is_news=is_news)

    async def _heard(self) -> datetime:
        now = self._clock()
        await asyncio.to_thread(self._store.heard, now)
        return now

    async def _rest(self, seconds: float) -> None:
        self._woken.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds * (1 + random.random() / 4))  # noqa: S311
