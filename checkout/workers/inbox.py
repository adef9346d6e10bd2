"""Acting on the webhooks that were kept: each makes us ask the gateway, once."""

from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.issued_codes import pay_by_code
from checkout.commands.webhooks_in import ask_soon, claim_webhooks, keep_webhook, notice_of
from checkout.core.payment import Payment
from checkout.core.webhook_status import WebhookStatus
from checkout.gateways.base import Notice
from checkout.store import inbox
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer
from checkout.workers.loop import Loop
from checkout.workers.slots import Slots

log = structlog.get_logger(__name__)

# Longer than two gateway calls can take; a worker that died gives its webhooks back after it.
_CLAIM: Final = timedelta(minutes=3)
# At each gateway: at one that takes a second for an answer, no more are settled in a second.
_AT_ONCE: Final = 64
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
            kept, payment = await self._db.transact_in_crowd(
                gateway, "", keep_webhook, gateway, body, claim, headers, notice
            )
            if kept is not None:
                self._slots.begin(gateway, self._handle(kept, payment))
        if kept is None and notice.says == "other":
            await self._db.transact(ask_soon, gateway, notice)
        if not may_begin and gateway not in self._slots.full:
            # The slots were held for what waited before, or there is room by now: nobody looked after this was kept.
            self.loop.nudge()

    async def take(self) -> int:
        """Claim what waits and begin on it, as far as there are slots; how many there were."""
        full = self._slots.full
        with self._slots.hold_room() as room:
            waiting = await self._db.transact(claim_webhooks, _CLAIM, room, full)
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
            notice = notice_of(kept)
            if payment is None and notice.says == "captured":
                # Who pays by a code that hangs somewhere is no payment of ours before somebody tells of it.
                pause = self._confirmer.first_pause
                payment = await self._db.transact(pay_by_code, kept.gateway, notice.tran_id, pause)
            if payment is None:
                await self._db.transact(inbox.finish, kept.id, WebhookStatus.UNMATCHED)
            else:
                await self._confirmer.confirm(payment, notice, webhook_id=kept.id)
        except Exception:
            # It stays in the inbox and is taken up again when the claim has run out.
            log.exception("webhook not handled", webhook_id=kept.id)
