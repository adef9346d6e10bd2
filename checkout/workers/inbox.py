"""Acting on the webhooks that were kept: each makes us ask the gateway, once."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta
from typing import Final

import structlog

from checkout.core.payment import Payment
from checkout.core.payment_status import UNCAPTURED
from checkout.core.webhook_status import WebhookStatus
from checkout.gateways.base import Notice
from checkout.store import inbox, payment_claims, payments
from checkout.store.database import Database, UnitOfWork
from checkout.workers.confirmer import Confirmer
from checkout.workers.loop import Loop
from checkout.workers.slots import Slots

log = structlog.get_logger(__name__)

# Longer than two gateway calls can take; a worker that died gives its webhooks back after it.
_CLAIM: Final = timedelta(minutes=3)
_AT_ONCE: Final = 20  # At each gateway.
_PAUSE_SECONDS: Final = 1
_STOP_SECONDS: Final = 3


class InboxWorker:
    """Takes webhooks from the inbox, many at a time, so that a slow gateway holds nobody up."""

    def __init__(self, db: Database, confirmer: Confirmer) -> None:
        self._db, self._confirmer = db, confirmer
        self.loop = Loop("inbox", self.take, _PAUSE_SECONDS)
        self._slots = Slots(_AT_ONCE, self.loop.nudge)

    async def keep(self, gateway: str, body: bytes, notice: Notice, headers: str) -> None:
        """Keep a webhook, and begin on it at once if a slot is free; it is kept when this returns.

        `notice` is what the adapter read in it when it came in: with its headers, and never again.

        One that says nothing but "ask" is news each time, though its bytes are the same.
        """
        understood = json.dumps(asdict(notice))
        with self._slots.hold(gateway) as may_begin:
            claim = _CLAIM if may_begin else None
            kept = await self._db.transact(inbox.keep, gateway, body, claim, headers=headers, notice=understood)
            if kept is not None:
                self._slots.begin(gateway, self._handle(kept))
        if not may_begin and gateway not in self._slots.full:
            # Those slots were held for what waited before, and are not all used.
            self.loop.nudge()
        if kept is None and notice.says == "other":
            await self._db.transact(_ask_soon, gateway, notice)

    async def take(self) -> int:
        """Claim what waits and begin on it, as far as there are slots; how many there were."""
        full = self._slots.full
        with self._slots.hold_room() as room:
            waiting = await self._db.transact(_claim, room, full)
            for kept in waiting:
                self._slots.begin(kept.gateway, self._handle(kept))
        return len(waiting)

    async def stop(self) -> None:
        """Finish what is in progress, for a while; what is not finished is taken up at the next start."""
        await self.loop.stop()
        await self._slots.finish(_STOP_SECONDS)

    async def _handle(self, kept: inbox.Kept) -> None:
        try:
            found = await self._match(kept)
            if found is None:
                await self._db.transact(inbox.finish, kept.id, WebhookStatus.UNMATCHED)
            else:
                await self._confirmer.confirm(*found, webhook_id=kept.id)
        except Exception:
            # It stays in the inbox and is taken up again when the claim has run out.
            log.exception("webhook not handled", webhook_id=kept.id)

    async def _match(self, kept: inbox.Kept) -> tuple[Payment, Notice] | None:
        """The payment that it is about, and what was understood when it came: then alone the headers were there."""
        notice = Notice(**json.loads(kept.notice))
        payment = await self._db.read(payments.by_notice, kept.gateway, notice.tran_id, notice.session_ref)
        return None if payment is None else (payment, notice)


def _ask_soon(uow: UnitOfWork, gateway: str, notice: Notice) -> None:
    payment = payments.by_notice(uow.conn, gateway, notice.tran_id, notice.session_ref)
    if payment is not None and payment.status in UNCAPTURED:
        payment_claims.ask_soon(uow.conn, payment.id, uow.now)


def _claim(uow: UnitOfWork, most: int, but_not: Collection[str]) -> list[inbox.Kept]:
    return inbox.claim(uow.conn, uow.now, _CLAIM, most, but_not)
