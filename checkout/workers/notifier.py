"""Telling shops' own servers and staff of payments: each event once at each place, tried for a day."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import structlog

from checkout import metrics
from checkout.core.backoff import next_try
from checkout.core.outlet import Delivery
from checkout.notify.channels import NotDelivered
from checkout.notify.registry import Channels
from checkout.resources.till import told_to
from checkout.store import outlets
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.slots import GatewayWorker

log = structlog.get_logger(__name__)
_PAUSE_SECONDS: Final = 1.0
_NOT_FOR_IT: Final = "not for this device"


class Notifier(GatewayWorker):
    """Takes what is due from the outbox, a few of each shop's at once: whoever hangs holds up that shop alone."""

    def __init__(self, db: Database, channels: Channels) -> None:
        super().__init__("notifier", _PAUSE_SECONDS)
        self._db, self._channels = db, channels

    async def take(self) -> int:
        """Begin to tell what is due; how much it was."""
        due = await self._db.transact(_claim, self._slots.room, self._slots.full)
        for one in due:
            self._slots.begin(one.outlet.merchant_id, self._carry(one))
        return len(due)

    async def _carry(self, delivery: Delivery) -> None:
        try:
            await self._tell(delivery)
        except Exception:
            # What became of it could not be kept: the claim runs out by itself.
            log.exception("not noted what was told", delivery_id=delivery.id, kind=delivery.outlet.kind)

    async def _tell(self, delivery: Delivery) -> None:
        if not _is_for_reader(delivery, self._db.clock()):
            await self._db.transact(outlets.spare, [delivery.id], _NOT_FOR_IT)
            return
        rests_until = delivery.rest_until(self._db.clock())
        if rests_until is not None:
            await self._db.transact(outlets.postpone, delivery.id, rests_until)
            return
        try:
            address = await self._deliver(delivery)
        except NotDelivered as error:
            log.warning("not told", delivery_id=delivery.id, kind=delivery.outlet.kind, why=str(error))
            metrics.told(delivery.outlet.kind, is_taken=False)
            await self._db.transact(_failed, delivery, error)
        except Exception as error:
            # A mistake of ours is a try like any other: it grows rarer, and has an end.
            log.exception("not told", delivery_id=delivery.id, kind=delivery.outlet.kind)
            metrics.told(delivery.outlet.kind, is_taken=False)
            await self._db.transact(_failed, delivery, NotDelivered(type(error).__name__))
        else:
            metrics.told(delivery.outlet.kind, is_taken=True)
            await self._db.transact(_delivered, delivery, address)

    async def _deliver(self, delivery: Delivery) -> str:
        channel = self._channels.get(delivery.outlet.kind)
        if channel is None:
            raise NotDelivered(f"{delivery.outlet.kind} is not set up any more")
        return await channel.deliver(delivery)


def _is_for_reader(delivery: Delivery, now: datetime) -> bool:
    """A browser at the till is told of another day's no more than its app is."""
    reader = delivery.reader
    return reader is None or told_to(reader, delivery.event_type, delivery.data, now) is not None


def _delivered(uow: UnitOfWork, delivery: Delivery, address: str) -> None:
    outlets.delivered(uow, delivery.id)
    if address != delivery.outlet.address:
        # From now on for good: the old one leads nowhere any more.
        outlets.move(uow, delivery.outlet.id, address)


def _failed(uow: UnitOfWork, delivery: Delivery, error: NotDelivered) -> None:
    why = str(error)
    if error.permanent:
        outlets.failed(uow, delivery.id, why, None)
        outlets.remove(uow, delivery.outlet.merchant_id, delivery.outlet.id)
        return
    again_at = None
    if not error.unsendable:
        again_at = next_try(delivery.tries_count + 1, delivery.created_at, uow.now, error.again_in)
    outlets.failed(uow, delivery.id, why, again_at)
    if again_at is None:
        log.error("given up telling", delivery_id=delivery.id, kind=delivery.outlet.kind, why=why)


def _claim(uow: UnitOfWork, most: int, but_not: Collection[str]) -> list[Delivery]:
    return outlets.claim_due(uow, outlets.CLAIMED_FOR, most, but_not)
