"""What a shop can be told of, by the stable names that programs rely on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EventType(StrEnum):
    """The kind of an event: the noun it is about, and what became of it."""

    LINK_CREATED = "link.created"
    LINK_UPDATED = "link.updated"
    LINK_PAID = "link.paid"
    LINK_CANCELLED = "link.cancelled"
    LINK_EXPIRED = "link.expired"
    PAYMENT_PENDING = "payment.pending"
    PAYMENT_PAID = "payment.paid"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_CANCELLED = "payment.cancelled"
    PAYMENT_EXPIRED = "payment.expired"
    PAYMENT_ON_HOLD = "payment.on_hold"
    PAYMENT_PARTLY_REFUNDED = "payment.partly_refunded"
    PAYMENT_REFUNDED = "payment.refunded"
    PAYMENT_HANDED_OVER = "payment.handed_over"
    PAYMENT_PAYER_FORGOTTEN = "payment.payer_forgotten"
    REFUND_PENDING = "refund.pending"
    REFUND_REFUNDED = "refund.refunded"
    REFUND_REFUSED = "refund.refused"
    PAYOUT_ASKED = "payout.asked"
    PAYOUT_TAKEN = "payout.taken"
    PAYOUT_SENT = "payout.sent"
    PAYOUT_REFUSED = "payout.refused"
    PAYOUT_CANCELLED = "payout.cancelled"
    BALANCE_ENTRY = "balance.entry"
    DIRECT_CAME_IN = "direct.came_in"
    DIRECT_ASSIGNED = "direct.assigned"
    DIRECT_SEEN = "direct.seen"
    DIRECT_UPDATED = "direct.updated"
    MERCHANT_UPDATED = "merchant.updated"


TOLD_OUTSIDE: Final = frozenset(
    {
        EventType.PAYMENT_PAID,
        EventType.PAYMENT_ON_HOLD,
        EventType.PAYMENT_PARTLY_REFUNDED,
        EventType.PAYMENT_REFUNDED,
        EventType.PAYOUT_SENT,
    }
)
"""What a shop's own server and its staff hear of as well."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of a shop's log; `data` is the whole resource after the change, as JSON text."""

    seq: int
    type: str
    data: str
