"""Telling a browser of the shop's while the app is closed, by the open standards of web push (RFC 8030)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator

from checkout.core.outlet import PUSH, TRIAL, Delivery, Kind, WhyNot
from checkout.core.push import ENDPOINT_MAX, Subscription
from checkout.errors import BadFields, Problem
from checkout.notify.channels import ChannelContext, NotDelivered
from checkout.notify.outward import is_public, is_web_address, post, wait_of
from checkout.setting_types import matching
from checkout.words import say
from codes import draw_word
from language import DHAKA, read_language

# What seals and signs is loaded where a key is set, and not by every worker.
if TYPE_CHECKING:
    from checkout.notify.push_message import Sender

# After that a phone that was off hears of it by the app itself.
_GOOD_FOR: Final = timedelta(minutes=15)
# The longest content that there is, so that no length tells a sum.
_PADDED_BYTES: Final = 512
_GONE: Final = frozenset({404, 410})
_TOO_LARGE: Final = 413
_TOPIC_BYTES: Final = 24


class PushSettings(BaseModel):
    """Who we are at the push services of browsers."""

    push_private_key: Annotated[
        SecretStr, matching(r"|[A-Za-z0-9_-]{43}", "must be a key as `aday push keys` prints it")
    ] = Field(
        SecretStr(""), description="Our key for notices in browsers, from `aday push keys`; empty: there are none"
    )
    push_contact: Annotated[
        str,
        matching(
            r"|mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s/@]+\.[^\s@]+",
            "must be mailto: and an address, or a page with https://",
        ),
    ] = Field("", description="Whom a push service asks when something is wrong: `mailto:you@example.com`")

    @model_validator(mode="after")
    def _push_is_whole(self) -> Self:
        key = self.push_private_key.get_secret_value()
        if bool(key) is not bool(self.push_contact):
            missing, there = ("CONTACT", "PRIVATE_KEY") if key else ("PRIVATE_KEY", "CONTACT")
            raise ValueError(f"ADAY_PUSH_{missing} is not set, and ADAY_PUSH_{there} is")
        if key:
            from checkout.notify.push_message import read_private_key

            try:
                read_private_key(key)
            except ValueError:
                raise ValueError("ADAY_PUSH_PRIVATE_KEY is no key: `aday push keys` prints one") from None
        return self


@dataclass(frozen=True, slots=True)
class PushChannel:
    """A device's browser, by the push service of its maker."""

    kind: ClassVar[Kind] = PUSH
    sender: "Sender"
    context: ChannelContext

    @classmethod
    def make(cls, settings: PushSettings, context: ChannelContext) -> "PushChannel | None":
        key = settings.push_private_key.get_secret_value()
        if not key:
            return None
        from checkout.notify.push_message import Sender

        return cls(Sender(key, settings.push_contact), context)

    @property
    def public_key(self) -> str:
        """By which browsers know us."""
        return self.sender.public_key

    def read_address(self, text: str) -> str:
        """No shop names one: it comes from a browser, with its keys. Raises BadFields."""
        raise BadFields(Problem("address", "not_set_up"))

    def check(self, subscription: Subscription) -> None:
        """Raises BadFields for what no browser would have given, or what leads inside."""
        from checkout.notify.push_message import is_point, is_secret

        wrong = []
        if not self._is_endpoint(subscription.endpoint):
            wrong.append(Problem("endpoint", "push_endpoint"))
        if not is_point(subscription.p256dh):
            wrong.append(Problem("keys.p256dh", "push_key"))
        if not is_secret(subscription.auth):
            wrong.append(Problem("keys.auth", "push_key"))
        if wrong:
            raise BadFields(*wrong)

    def _is_endpoint(self, text: str) -> bool:
        """An address with https and a name that can be somebody's on the internet, and something secret behind it."""
        if len(text) > ENDPOINT_MAX or not is_web_address(text, http_is_enough=self.context.anywhere):
            return False
        parts = urlsplit(text)
        host = parts.hostname or ""
        if parts.fragment or parts.path in ("", "/"):
            return False
        is_number = ":" in host or host.rpartition(".")[2].isdigit()
        return self.context.anywhere or (is_public(host) if is_number else "." in host.strip("."))

    async def deliver(self, delivery: Delivery) -> str:
        from checkout.notify.push_message import seal

        subscription = delivery.subscription
        if subscription is None:
            raise NotDelivered("the browser takes no notices any more", permanent=True)
        now = self.context.clock()
        headers = {
            "Authorization": self.sender.authorization(subscription.endpoint, now),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(_GOOD_FOR.total_seconds())),
            "Urgency": "high",
            # What waits for a phone that is off is replaced by what came of the same payment since.
            "Topic": topic(json.loads(delivery.data)["id"]),
        }
        body = seal(push_content(delivery, now), subscription, pad_to=_PADDED_BYTES)
        answer = await post(self.context.client, subscription.endpoint, body, headers, anywhere=self.context.anywhere)
        if not 200 <= answer.status < 300:
            raise NotDelivered(
                f"HTTP {answer.status}",
                WhyNot.REFUSED,
                permanent=answer.status in _GONE,
                unsendable=answer.status == _TOO_LARGE,
                again_in=wait_of(answer, now),
            )
        return delivery.outlet.address


def push_content(delivery: Delivery, now: datetime) -> bytes:
    """What a browser is told: enough to ask about it, and nothing of who paid."""
    about, language = json.loads(delivery.data), read_language(delivery.language)
    if delivery.event_type == TRIAL:
        return _json({"test": delivery.id, "language": language})
    word = draw_word(delivery.word_key, now.astimezone(DHAKA).date(), say(language, "day.words").split())
    said = {
        "seq": delivery.event_seq,
        "type": delivery.event_type,
        delivery.event_type.partition(".")[0]: about["id"],
        "amount": about["amount"],
        "word": word,
        "language": language,
    }
    return _json(said)


def topic(subject_id: str) -> str:
    """The payment's or payout's own name at a push service, which learns nothing by it: 32 letters (RFC 8030, 5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(subject_id.encode()).digest()[:_TOPIC_BYTES]).decode()


def _json(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
