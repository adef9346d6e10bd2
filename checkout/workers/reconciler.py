"""Asking about every payment that was left open, and ending links whose term is over."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.links import end_past_links
from checkout.core.payment import PaymentId
from checkout.store import inbox, payment_claims, payments
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.confirmer import Confirmer
from checkout.workers.slots import GatewayWorker

log = structlog.get_logger(__name__)

_CLAIM: Final = timedelta(minutes=3)


class Reconciler(GatewayWorker):
    """Finds by asking what no webhook told."""

    def __init__(self, db: Database, confirmer: Confirmer) -> None:
        super().__init__("reconciler", min(1.0, confirmer.first_pause.total_seconds()))
        self._db, self._confirmer = db, confirmer

    async def release_stale_claims(self) -> None:
        """At the start: whatever the process before this one had claimed is free again."""
        await self._db.transact_alone(_release)

    async def take(self) -> int:
        """Begin to ask about the payments that are due, and end the links that are past; how many payments."""
        due = await self._db.transact(_claim, self._slots.room, self._slots.full)
        for one in due:
            self._slots.begin(one.gateway, self._ask(one.id))
        await self._db.transact_alone(end_past_links)
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


def _claim(uow: UnitOfWork, most: int, but_not: Collection[str]) -> list[payment_claims.Due]:
    return payment_claims.claim_due(uow.conn, uow.now, _CLAIM, most, but_not)
