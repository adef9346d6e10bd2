"""Telling shops' own servers and staff of payments: each event once at each place, tried for a day."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.webhooks_out import remove_outlet
from checkout.core.backoff import next_try
from checkout.core.outlet import Delivery, Kind
from checkout.core.phone import mobile_e164
from checkout.notify.channels import Channels, notice
from checkout.notify.sms import SmsNotSent
from checkout.notify.telegram import ChatMoved, chat
from checkout.notify.webhook import NotDelivered, post, signature, webhook_body
from checkout.store import outlets
from checkout.store.database import Clock, Database, UnitOfWork
from checkout.workers.loop import Loop

log = structlog.get_logger(__name__)
# Longer than one try can take.
_CLAIM: Final = timedelta(minutes=3)
_AT_ONCE: Final = 20
_PAUSE_SECONDS: Final = 1.0


class Notifier:
    """Takes what is due from the outbox. Any number may run: work is claimed."""

    def __init__(self, db: Database, channels: Channels, clock: Clock) -> None:
        self._db, self._channels, self._clock = db, channels, clock
        self._senders: dict[Kind, Callable[[Delivery], Awaitable[None]]] = {
            Kind.WEBHOOK: self._call,
            Kind.SMS: self._text,
            Kind.EMAIL: self._write,
            Kind.TELEGRAM: self._chat,
        }
        self.loop = Loop("notifier", self.round, _PAUSE_SECONDS)

    async def round(self) -> int:
        """Tell what is due; how much it was."""
        due = await self._db.transact(_claim)
        await asyncio.gather(*(self._tell(one) for one in due))
        return len(due)

    async def _tell(self, delivery: Delivery) -> None:
        try:
            await self._senders[delivery.outlet.kind](delivery)
        except (NotDelivered, SmsNotSent) as error:
            log.warning("not told", delivery_id=delivery.id, kind=delivery.outlet.kind, why=str(error))
            await self._db.transact(_failed, delivery, str(error))
        except Exception as error:
            # A mistake of ours is a try like any other: it grows rarer, and has an end.
            log.exception("not told", delivery_id=delivery.id, kind=delivery.outlet.kind)
            await self._db.transact(_failed, delivery, type(error).__name__)
        else:
            await self._db.transact(outlets.delivered, delivery.id)

    async def _call(self, delivery: Delivery) -> None:
        """A shop's own server, as the Standard Webhooks specification has it."""
        body = webhook_body(delivery)
        timestamp = int(self._clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Aday",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(delivery.outlet.secret, delivery.id, timestamp, body),
        }
        channels = self._channels
        status = await post(channels.client, delivery.outlet.address, body, headers, anywhere=channels.anywhere)
        if status == 410:
            # The server says that it is gone for good.
            await self._db.transact(remove_outlet, delivery.outlet.merchant_id, delivery.outlet.id)
        if not 200 <= status < 300:
            raise NotDelivered(f"HTTP {status}")

    async def _text(self, delivery: Delivery) -> None:
        await self._channels.sms.send(mobile_e164(delivery.outlet.address), notice(delivery))

    async def _write(self, delivery: Delivery) -> None:
        if self._channels.mail is None:
            raise NotDelivered("e-mail is not set up any more")
        text = notice(delivery)
        await self._channels.mail.send(delivery.outlet.address, text.partition("\n")[0], text)

    async def _chat(self, delivery: Delivery) -> None:
        if self._channels.telegram_url is None:
            raise NotDelivered("Telegram is not set up any more")
        client, url = self._channels.client, f"{self._channels.telegram_url}/sendMessage"
        try:
            await chat(client, url, delivery.outlet.address, notice(delivery))
        except ChatMoved as moved:
            # From now on for good: the old number leads nowhere any more.
            await self._db.transact(outlets.move, delivery.outlet.id, moved.chat_id)
            await chat(client, url, moved.chat_id, notice(delivery))


def _failed(uow: UnitOfWork, delivery: Delivery, why: str) -> None:
    again_at = next_try(delivery.tries_count + 1, delivery.created_at, uow.now)
    outlets.failed(uow, delivery.id, why, again_at)
    if again_at is None:
        log.error("given up telling", delivery_id=delivery.id, kind=delivery.outlet.kind, why=why)


def _claim(uow: UnitOfWork) -> list[Delivery]:
    return outlets.claim_due(uow, _CLAIM, _AT_ONCE)
