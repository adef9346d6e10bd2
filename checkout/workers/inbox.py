"""Acting on the webhooks that were kept: each makes us ask the gateway, once."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from checkout.core.payment import Payment
from checkout.core.payment_status import UNCAPTURED
from checkout.core.webhook_status import WebhookStatus
from checkout.gateways.base import Notice
from checkout.store import inbox, payment_claims, payments
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
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
        with self._slots.hold(gateway) as may_begin:
            claim = _CLAIM if may_begin else None
            kept, payment = await self._db.transact(_keep, gateway, body, claim, headers, notice)
            if kept is not None:
                self._slots.begin(gateway, self._handle(kept, payment))
        if kept is None and notice.says == "other":
            await self._db.transact(_ask_soon, gateway, notice)
        if not may_begin and gateway not in self._slots.full:
            # The slots were held for what waited before, or there is room by now: nobody looked after this was kept.
            self.loop.nudge()

    async def take(self) -> int:
        """Claim what waits and begin on it, as far as there are slots; how many there were."""
        full = self._slots.full
        with self._slots.hold_room() as room:
            waiting = await self._db.transact(_claim, room, full)
            for kept, payment in waiting:
                self._slots.begin(kept.gateway, self._handle(kept, payment))
        return len(waiting)

    async def stop(self) -> None:
        """Finish what is in progress, for a while; what is not finished is taken up at the next start."""
        await self.loop.stop()
        await self._slots.finish(_STOP_SECONDS)

    async def _handle(self, kept: inbox.Kept, payment: Payment | None) -> None:
        """`payment` is what it is about."""
        try:
            notice = _understood(kept)
            if payment is None:
                await self._db.transact(inbox.finish, kept.id, WebhookStatus.UNMATCHED)
            else:
                await self._confirmer.confirm(payment, notice, webhook_id=kept.id)
        except Exception:
            # It stays in the inbox and is taken up again when the claim has run out.
            log.exception("webhook not handled", webhook_id=kept.id)


def _keep(
    uow: UnitOfWork, gateway: str, body: bytes, claim: timedelta | None, headers: str, notice: Notice
) -> tuple[inbox.Kept | None, Payment | None]:
    """The notice, where it is to be acted on now, and the payment that it is about."""
    understood = json.dumps(asdict(notice))
    kept = inbox.keep(uow, gateway, body, claim, headers=headers, notice=understood)
    return kept, None if kept is None else _about(uow.conn, gateway, notice)


def _ask_soon(uow: UnitOfWork, gateway: str, notice: Notice) -> None:
    payment = _about(uow.conn, gateway, notice)
    if payment is not None and payment.status in UNCAPTURED:
        payment_claims.ask_soon(uow.conn, payment.id, uow.now)


def _about(conn: Connection, gateway: str, notice: Notice) -> Payment | None:
    return payments.by_notice(conn, gateway, notice.tran_id, notice.session_ref)


def _claim(uow: UnitOfWork, most: int, but_not: Collection[str]) -> list[tuple[inbox.Kept, Payment | None]]:
    claimed = inbox.claim(uow.conn, uow.now, _CLAIM, most, but_not)
    return [(kept, _about_kept(uow.conn, kept)) for kept in claimed]


def _about_kept(conn: Connection, kept: inbox.Kept) -> Payment | None:
    """None for one that cannot be read, too, so that it holds up no other: who acts on it says so."""
    try:
        notice = _understood(kept)
    except (TypeError, ValueError):
        return None
    return _about(conn, kept.gateway, notice)


def _understood(kept: inbox.Kept) -> Notice:
    """What was understood of it when it came: then alone the headers were there."""
    return Notice(**json.loads(kept.notice))
