"""Where a shop wants to be told of payments, and one thing to be told there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from checkout.core.access import Grant
from checkout.core.merchant import MerchantId
from checkout.core.push import Subscription


class Kind(StrEnum):
    """By what channel."""

    WEBHOOK = "webhook"
    SMS = "sms"
    EMAIL = "email"
    TELEGRAM = "telegram"
    PUSH = "push"
    """A browser of the shop's; it belongs to a device, and no shop names it."""


Named = Literal[Kind.WEBHOOK, Kind.SMS, Kind.EMAIL, Kind.TELEGRAM]
"""Those by which a shop names an address; a browser is told of by `/v1/push`."""
LAST_RUNG: Final = frozenset({Kind.SMS, Kind.TELEGRAM})
"""What is told only when no device of the shop has heard of it, where one of them is told by its browser."""
LAST_RUNG_AFTER: Final = timedelta(seconds=20)


class DeliveryStatus(StrEnum):
    """Where one thing to be told stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A shop's own server, or a person on its staff. `secret` signs what a server is told."""

    id: str
    merchant_id: MerchantId
    kind: Kind
    address: str
    secret: str
    created_at: datetime
    made_by: str = ""
    """The device or program that set it up, where that was noted."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to be told at one outlet."""

    id: str
    outlet: Outlet
    event_type: str
    data: str
    """The resource after the change, as JSON text."""
    happened_at: datetime
    merchant_name: str
    language: str
    tries_count: int
    created_at: datetime
    event_seq: int = 0
    word_key: str = ""
    """What the shop's word of the day is drawn from."""
    subscription: Subscription | None = None
    """Where and by what keys a browser is told; None for all others."""
    reader: Grant | None = None
    """What the device of that browser may now; None for all others."""
