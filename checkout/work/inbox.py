"""Acting on the webhooks that were kept: each makes us ask the gateway, once."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from checkout.gateways.base import ForgedNotice, Notice
from checkout.gateways.registry import Gateways
from checkout.payments.nouns import Payment
from checkout.store import inbox, payments
from checkout.store.database import Act, Database
from checkout.work.asking import Asking
from checkout.work.loops import Loop

log = structlog.get_logger(__name__)

# Longer than two gateway calls can take; a worker that died gives its webhooks back after it.
_CLAIM: Final = timedelta(minutes=3)
_AT_ONCE: Final = 20
_PAUSE_SECONDS: Final = 5


class InboxWorker:
    """Takes webhooks from the inbox, many at a time, so that a slow gateway holds nobody up."""

    def __init__(self, db: Database, gateways: Gateways, asking: Asking) -> None:
        self._db, self._gateways, self._asking = db, gateways, asking
        self._in_hand: set[asyncio.Task[None]] = set()
        self.loop = Loop("inbox", self.take, _PAUSE_SECONDS)

    async def take(self) -> int:
        """Claim what waits and begin on it; how many there were."""
        waiting = await self._db.act(_claim)
        for kept in waiting:
            task = asyncio.create_task(self._handle(kept))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        return len(waiting)

    async def stop(self) -> None:
        await self.loop.stop()
        await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def _handle(self, kept: inbox.Kept) -> None:
        try:
            found = await self._match(kept)
            if found is None:
                await self._db.act(inbox.finish, kept.id, "unmatched")
                return
            await self._asking.ask(*found)
            await self._db.act(inbox.finish, kept.id, "done")
        except Exception:
            # It stays in the inbox and is taken up again when the claim has run out.
            log.exception("webhook not handled", webhook_id=kept.id)

    async def _match(self, kept: inbox.Kept) -> tuple[Payment, Notice] | None:
        try:
            notice = self._gateways[kept.gateway].read_notice({}, kept.body)
        except ForgedNotice:
            return None
        payment = await self._db.read(payments.by_tran_id, kept.gateway, notice.tran_id)
        return None if payment is None else (payment, notice)


def _claim(act: Act) -> list[inbox.Kept]:
    return inbox.claim(act.conn, act.now, _CLAIM, _AT_ONCE)
