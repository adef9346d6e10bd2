"""Asking about every payment that was left open, and ending links whose term is over."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.links import end_past_links
from checkout.core.payment import PaymentId
from checkout.store import inbox, payment_claims, payments
from checkout.store.database import Database, UnitOfWork
from checkout.workers.confirmer import Confirmer
from checkout.workers.loop import Loop

log = structlog.get_logger(__name__)

_CLAIM: Final = timedelta(minutes=3)
_AT_ONCE: Final = 20


class Reconciler:
    """Finds by asking what no webhook told. Any number of them may run: work is claimed."""

    def __init__(self, db: Database, confirmer: Confirmer) -> None:
        self._db, self._confirmer = db, confirmer
        self.loop = Loop("reconciler", self.round, min(1.0, confirmer.first_pause.total_seconds()))

    async def release_stale_claims(self) -> None:
        """At the start: whatever the process before this one had claimed is free again."""
        await self._db.transact(_release)

    async def round(self) -> int:
        """Ask about the payments that are due and end the links that are past; how many payments."""
        due = await self._db.transact(_claim)
        await asyncio.gather(*(self._ask(payment_id) for payment_id in due))
        await self._db.transact(end_past_links)
        return len(due)

    async def _ask(self, payment_id: PaymentId) -> None:
        try:
            payment = await self._db.read(payments.get, payment_id)
            if payment is not None:
                await self._confirmer.confirm(payment, by_clock=True)
        except Exception:
            # The claim runs out by itself, and the payment is asked about again.
            log.exception("payment not reconciled", payment_id=payment_id)


def _release(uow: UnitOfWork) -> None:
    inbox.release_claims(uow)
    payment_claims.release_claims(uow.conn, uow.now)


def _claim(uow: UnitOfWork) -> list[PaymentId]:
    return payment_claims.claim_due(uow.conn, uow.now, _CLAIM, _AT_ONCE)
