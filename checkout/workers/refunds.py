"""Carrying refunds to the gateways: each is asked once, and looked up until it has an end."""

import asyncio
from collections.abc import Awaitable, Collection
from datetime import timedelta
from typing import Final

import structlog

from checkout import metrics
from checkout.commands.refunds import apply_refund_outcome, begin_sending_refund, refund_request
from checkout.core.refund import Refund, RefundStatus
from checkout.gateways.base import CannotTell, Gateway, NotAsked, RefundOutcome, Unknown
from checkout.gateways.registry import Gateways
from checkout.store import refunds
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.slots import GatewayWorker

log = structlog.get_logger(__name__)

_CLAIM: Final = timedelta(minutes=3)
# Within the claim, or another worker would look up what is being asked.
_CALL_SECONDS: Final = 150.0
_BROKEN_CHECKS_MAX: Final = 3


class RefundWorker(GatewayWorker):
    """Asks and looks up. A refund found `sending` was perhaps asked by a process that died: it is only looked up."""

    def __init__(self, db: Database, gateways: Gateways, first_pause: timedelta) -> None:
        super().__init__("refunds", min(1.0, first_pause.total_seconds()))
        self._db, self._gateways, self._first_pause = db, gateways, first_pause

    async def release_stale_claims(self) -> None:
        """At the start: whatever the process before this one had claimed is free again."""
        await self._db.transact_alone(_release)

    async def take(self) -> int:
        """Begin to go on with the refunds that are due; how many there were."""
        due = await self._db.transact(_claim, self._slots.room, self._slots.full)
        for refund in due:
            self._slots.begin(refund.gateway, self._go_on(refund))
        return len(due)

    async def _go_on(self, refund: Refund) -> None:
        try:
            outcome = await self._outcome(self._gateways.get(refund.gateway), refund)
            if outcome is not None:
                await self._db.transact(apply_refund_outcome, refund.id, outcome, self._first_pause)
        except Exception:
            # The claim runs out by itself. Had the gateway been asked, the refund is `sending` and only looked up.
            log.exception("refund not carried on", refund_id=refund.id)

    async def _outcome(self, gateway: Gateway | None, refund: Refund) -> RefundOutcome | None:
        """What the gateway says; None while the refund waits for another one of its payment."""
        if refund.status is RefundStatus.PROMISED:
            back = await self._db.transact(begin_sending_refund, refund.id)
            if back is None:
                return None
            if gateway is None:
                return _not_set_up(refund)
            with metrics.gateway_call(refund.gateway, "refund"):
                return await _in_time(gateway.refund(back))
        if gateway is None:
            return _not_set_up(refund)
        back = await self._db.read(refund_request, refund.id)
        with metrics.gateway_call(refund.gateway, "look_up_refund"):
            outcome = await _in_time(gateway.look_up_refund(back, refund.gateway_ref), refund.checks_count)
        # It was asked before: that the look-up did not get through makes it no safer to ask again.
        return Unknown(outcome.why) if isinstance(outcome, NotAsked) else outcome


def _not_set_up(refund: Refund) -> CannotTell:
    return CannotTell(f"{refund.gateway} is not set up any more")


async def _in_time(call: Awaitable[RefundOutcome], checks_count: int = 0) -> RefundOutcome:
    """The gateway's answer, or that there was none: the money may have moved, and is looked for.

    An adapter that breaks at one answer after another will not carry the refund any further.
    """
    try:
        async with asyncio.timeout(_CALL_SECONDS):
            return await call
    except TimeoutError:
        return Unknown("no answer in time")
    except Exception as error:
        log.exception("an adapter broke at a refund")
        why = f"the adapter broke: {type(error).__name__}"
        return Unknown(why) if checks_count < _BROKEN_CHECKS_MAX else CannotTell(why)


def _release(uow: UnitOfWork) -> None:
    refunds.release_claims(uow.conn, uow.now)


def _claim(uow: UnitOfWork, most: int, but_not: Collection[str]) -> list[Refund]:
    return refunds.claim_due(uow.conn, uow.now, _CLAIM, most, but_not)
