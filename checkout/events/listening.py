"""Hearing from the other workers that something was logged: PostgreSQL's own notices, as a nudge and no more."""

import asyncio
import contextlib
import math

import psycopg
import structlog

from checkout.core.merchant import MerchantId
from checkout.events.hub import Hub
from checkout.store.addresses import drivers_line
from checkout.store.telling import CHANNEL

log = structlog.get_logger(__name__)
_AGAIN_SECONDS = 2.0
_LONGEST_SECONDS = 15.0


class Listener:
    """Passes notices on to this worker's streams. While its line is down, the hub looks at the table by itself."""

    def __init__(self, database_url: str, hub: Hub) -> None:
        """The address leads to PostgreSQL itself, or to a pool by session: any other pool forgets who listens."""
        self._address = drivers_line(database_url)
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="listener")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        pause = _AGAIN_SECONDS
        while True:
            with contextlib.suppress(psycopg.Error):
                await self._listen()
            was_up, self._hub.is_isolated = not self._hub.is_isolated, True
            # The database's own alarm tells of it, too; this says it once.
            if was_up or pause == _AGAIN_SECONDS:
                log.warning("the line to hear other workers by is down")
            pause = _AGAIN_SECONDS if was_up else min(2 * pause, _LONGEST_SECONDS)
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as line:
            await line.execute(f"LISTEN {CHANNEL}")
            self._hub.is_isolated = False
            # Something may have been logged before the line was up.
            self._hub.due = self._hub.everybody()
            async for notice in line.notifies():
                for news in notice.payload.split():
                    merchant_id, _, seq = news.partition(":")
                    self._hub.nudge(MerchantId(merchant_id), int(seq) if seq else math.inf)
