"""Telling a shop's own server, by the Standard Webhooks specification."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import ClassVar, Final

from checkout.core.outlet import WEBHOOK, Delivery, Kind, WhyNot
from checkout.errors import BadFields, Problem
from checkout.notify.channels import ChannelContext, NotDelivered
from checkout.notify.outward import is_web_address, post
from checkout.resources.base import rfc3339

# By which a server says that it is to be told nothing any more (Standard Webhooks).
_GONE: Final = 410


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A shop's own server, as the Standard Webhooks specification has it."""

    kind: ClassVar[Kind] = WEBHOOK
    context: ChannelContext

    @classmethod
    def make(cls, settings: object, context: ChannelContext) -> "WebhookChannel":
        return cls(context)

    def read_address(self, text: str) -> str:
        if not is_web_address(text, http_is_enough=self.context.anywhere):
            raise BadFields(Problem("address", "webhook_address"))
        return text

    async def deliver(self, delivery: Delivery) -> str:
        body = webhook_body(delivery)
        timestamp = int(self.context.clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Aday",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(delivery.outlet.secret, delivery.id, timestamp, body),
        }
        address = delivery.outlet.address
        answer = await post(self.context.client, address, body, headers, anywhere=self.context.anywhere)
        if not 200 <= answer.status < 300:
            raise NotDelivered(f"HTTP {answer.status}", WhyNot.REFUSED, permanent=answer.status == _GONE)
        return address


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
