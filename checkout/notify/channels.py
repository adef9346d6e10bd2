"""What a channel is by which shops and their staff are told, and the sentence that it carries.

A new one is a module of its own and a line in `registry.py`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import httpx

from checkout.core.event_types import EventType
from checkout.core.notices import STILL_NEWS
from checkout.core.outlet import TRIAL, Delivery, Kind, WhyNot
from checkout.words import say
from language import Language, method_name, read_language, until_phrase
from money import Money, format_taka


class NotDelivered(Exception):
    """It was not delivered; the text says why and holds nothing of what was to be said, `reason` says it in a word.

    `permanent`: there it will never be, so that nothing more is to be told there. `unsendable`: this alone will never
    be. `again_in` is how long we are asked to wait.
    """

    def __init__(
        self,
        why: str,
        reason: WhyNot = WhyNot.OTHER,
        *,
        permanent: bool = False,
        unsendable: bool = False,
        again_in: timedelta = timedelta(),
    ) -> None:
        super().__init__(why)
        self.reason = reason
        self.permanent, self.unsendable, self.again_in = permanent, unsendable, again_in


class Channel(Protocol):
    """One way of telling: a shop's own server, or its staff."""

    kind: ClassVar[Kind]

    def read_address(self, text: str) -> str:
        """An address as somebody typed it, in the one form in which it is kept. Raises BadFields."""
        ...

    async def deliver(self, delivery: Delivery) -> str:
        """Tell it; the address from now on, which is another one when the channel says so. Raises NotDelivered."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """What every channel may use."""

    client: httpx.AsyncClient
    clock: Callable[[], datetime]
    anywhere: bool
    """A demo may call its own machine."""


def notice(delivery: Delivery) -> str:
    """One sentence for the staff, in the shop's language; what is no news any more with its time. Who paid stays in the
    app.
    """
    language = read_language(delivery.language)
    facts = _facts(delivery, language)
    said = say(language, f"notice.{delivery.event_type}", shop=delivery.merchant_name, **facts)
    came_at, told_at = _came_at(delivery), delivery.told_at
    if told_at is None or told_at - came_at < STILL_NEWS:
        return said
    return say(language, "notice.late", notice=said, when=until_phrase(came_at, told_at, language))


def _came_at(delivery: Delivery) -> datetime:
    """Money at a shop's own account may be told of hours after it came there."""
    paid_at = json.loads(delivery.data)["paid_at"] if delivery.event_type == EventType.PAYMENT_PAID else None
    return datetime.fromisoformat(paid_at) if paid_at else delivery.happened_at


def _facts(delivery: Delivery, language: Language) -> dict[str, str]:
    """What there is to say of a payment or of a payout; nothing of what is only tried."""
    if delivery.event_type == TRIAL:
        return {}
    told = json.loads(delivery.data)
    amount = format_taka(Money(told["amount"]), language)
    if delivery.event_type == EventType.PAYOUT_SENT:
        return {"amount": amount, "ref": told["reference"]}
    return {
        "amount": amount,
        "refunded": format_taka(Money(told["refunded"]), language),
        "method": method_name(told["method"] or told["gateway"], language),
        "ref": told["gateway_ref"],
    }
