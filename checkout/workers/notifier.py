"""Telling shops' own servers and staff of payments: each event once at each place, tried for a day."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx
import structlog

from checkout.commands.webhooks_out import remove_outlet
from checkout.core.backoff import next_try
from checkout.core.outlet import Delivery, Kind
from checkout.core.phone import mobile_e164
from checkout.notify.email import Smtp
from checkout.notify.sms import SmsNotSent, SmsSender
from checkout.notify.webhook import NotTaken, post
from checkout.resources import rfc3339
from checkout.store import outlets
from checkout.store.database import Act, Clock, Database
from checkout.words import say
from checkout.workers.loop import Loop
from language import Language, method_name
from money import Money, format_taka

log = structlog.get_logger(__name__)
# Longer than one try can take.
_CLAIM: Final = timedelta(minutes=3)
_AT_ONCE: Final = 20
_PAUSE_SECONDS: Final = 1.0
_TIMEOUT_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Voices:
    """By what roads this installation can tell; a road that is not set up is None."""

    client: httpx.AsyncClient
    sms: SmsSender
    mail: Smtp | None
    telegram_url: str | None
    """The address of one bot, its token in it."""
    anywhere: bool
    """A demo may call its own machine."""

    def can(self, kind: Kind) -> bool:
        """Whether the road is set up."""
        return {Kind.EMAIL: self.mail is not None, Kind.TELEGRAM: self.telegram_url is not None}.get(kind, True)


class Teller:
    """Takes what is due from the outbox. Any number may run: work is claimed."""

    def __init__(self, db: Database, voices: Voices, clock: Clock) -> None:
        self._db, self._voices, self._clock = db, voices, clock
        self._roads: dict[Kind, Callable[[Delivery], Awaitable[None]]] = {
            Kind.WEBHOOK: self._call,
            Kind.SMS: self._text,
            Kind.EMAIL: self._write,
            Kind.TELEGRAM: self._chat,
        }
        self.loop = Loop("teller", self.round, _PAUSE_SECONDS)

    async def round(self) -> int:
        """Tell what is due; how much it was."""
        due = await self._db.act(_claim)
        await asyncio.gather(*(self._tell(one) for one in due))
        return len(due)

    async def _tell(self, delivery: Delivery) -> None:
        try:
            await self._roads[delivery.outlet.kind](delivery)
        except (NotTaken, SmsNotSent) as error:
            log.warning("not told", delivery_id=delivery.id, kind=delivery.outlet.kind, why=str(error))
            await self._db.act(_failed, delivery, str(error))
        except Exception as error:
            # A mistake of ours is a try like any other: it grows rarer, and has an end.
            log.exception("not told", delivery_id=delivery.id, kind=delivery.outlet.kind)
            await self._db.act(_failed, delivery, type(error).__name__)
        else:
            await self._db.act(outlets.delivered, delivery.id)

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
        voices = self._voices
        status = await post(voices.client, delivery.outlet.address, body, headers, anywhere=voices.anywhere)
        if status == 410:
            # The server says that it is gone for good.
            await self._db.act(remove_outlet, delivery.outlet.merchant_id, delivery.outlet.id)
        if not 200 <= status < 300:
            raise NotTaken(f"HTTP {status}")

    async def _text(self, delivery: Delivery) -> None:
        await self._voices.sms.send(mobile_e164(delivery.outlet.address), notice(delivery))

    async def _write(self, delivery: Delivery) -> None:
        if self._voices.mail is None:
            raise NotTaken("e-mail is not set up any more")
        text = notice(delivery)
        await self._voices.mail.send(delivery.outlet.address, text.partition("\n")[0], text)

    async def _chat(self, delivery: Delivery) -> None:
        if self._voices.telegram_url is None:
            raise NotTaken("Telegram is not set up any more")
        client, url = self._voices.client, f"{self._voices.telegram_url}/sendMessage"
        try:
            await chat(client, url, delivery.outlet.address, notice(delivery))
        except ChatMoved as moved:
            # From now on for good: the old number leads nowhere any more.
            await self._db.act(outlets.move, delivery.outlet.id, moved.chat_id)
            await chat(client, url, moved.chat_id, notice(delivery))


class ChatMoved(NotTaken):
    """Telegram made the group a larger one, under another number."""

    def __init__(self, chat_id: str) -> None:
        super().__init__("the chat has another number now")
        self.chat_id = chat_id


async def chat(client: httpx.AsyncClient, url: str, chat_id: str, text: str) -> None:
    """Say it in a chat on Telegram: told is only what its answer calls `ok`. Raises ChatMoved, NotTaken.

    Source: https://core.telegram.org/bots/api#making-requests and #responseparameters.
    """
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            answer = await client.post(url, json={"chat_id": chat_id, "text": text}, timeout=_TIMEOUT_SECONDS)
    except TimeoutError:
        raise NotTaken("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # Its text would carry the address, and the bot's token with it.
        raise NotTaken(type(error).__name__) from None
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotTaken(f"HTTP {answer.status_code} that is not Telegram's")
    parameters = said.get("parameters")
    moved_to = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if type(moved_to) is int and str(moved_to) != chat_id:
        raise ChatMoved(str(moved_to))
    if not answer.is_success or said.get("ok") is not True:
        raise NotTaken(f"HTTP {answer.status_code}, not ok")


def webhook_body(delivery: Delivery) -> bytes:
    """What a shop's server is told: the event's kind, its moment, and the whole resource after it."""
    said = {
        "type": delivery.event_type,
        "timestamp": rfc3339(delivery.happened_at),
        "data": json.loads(delivery.data),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC of id, moment and body, by https://www.standardwebhooks.com."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def notice(delivery: Delivery) -> str:
    """One sentence for the staff, in the shop's language. Who paid stays in the app."""
    payment: dict[str, Any] = json.loads(delivery.data)
    language: Language = "en" if delivery.language == "en" else "bn"
    facts = {
        "shop": delivery.shop_name,
        "amount": format_taka(Money(payment["amount"]), language),
        "refunded": format_taka(Money(payment["refunded"]), language),
        "method": method_name(payment["method"] or payment["gateway"], language),
        "ref": payment["gateway_ref"],
    }
    return say(language, f"notice.{delivery.event_type}", **facts)


def _failed(act: Act, delivery: Delivery, why: str) -> None:
    again_at = next_try(delivery.tries_count + 1, delivery.created_at, act.now)
    outlets.failed(act, delivery.id, why, again_at)
    if again_at is None:
        log.error("given up telling", delivery_id=delivery.id, kind=delivery.outlet.kind, why=why)


def _claim(act: Act) -> list[Delivery]:
    return outlets.claim_due(act, _CLAIM, _AT_ONCE)
