"""How links and payments look to a shop, and which of them let the goods go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from app.model.records import LinkRecord, PaymentRecord
from money import Money

DisplayStatus = Literal[
    "active", "processing", "paid", "hold", "cancelled", "expired", "paused", "refunded", "failed", "waiting"
]
Goods = DisplayStatus | Literal["late", "duplicate", "returning", "partly"]
"""What a payment says of the goods: `paid` lets them go, and nothing else does."""
OPEN: Final[frozenset[DisplayStatus]] = frozenset({"active", "processing", "hold", "waiting", "failed"})
"""How a link looks that may yet bring money, or that the shop has to do something about."""
# Past this an open gateway page was most likely left; the link is offered again.
PROCESSING_FOR: Final = timedelta(minutes=30)
_STATUS_OF_PAYMENT: Final[Mapping[str, DisplayStatus]] = {
    "paid": "paid",
    "partly_refunded": "paid",
    "refunded": "refunded",
    "on_hold": "hold",
    "pending": "processing",
    "created": "processing",
    "cancelled": "cancelled",
    "expired": "expired",
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as a list shows it: the link, how it is shown, and the payment behind that."""

    link: LinkRecord
    display_status: DisplayStatus
    payment: PaymentRecord | None


def telling_payment(payments: Sequence[PaymentRecord], now: datetime) -> PaymentRecord | None:
    """The payment that says how a link stands: money first, then what may yet be money, then the newest.

    A failed second try must not hide that the first is held, nor a refunded duplicate that the link is paid.
    """

    def weight(payment: PaymentRecord) -> int:
        if payment.status in ("paid", "partly_refunded", "refunded"):
            return 3 if payment.duplicate else 5
        if payment.status == "on_hold":
            return 4
        return 2 if _is_under_way(payment, now) else 0

    return max(payments, key=lambda payment: (weight(payment), payment.created_at), default=None)


def _is_under_way(payment: PaymentRecord, now: datetime) -> bool:
    return payment.status == "pending" and payment.created_at > now - PROCESSING_FOR


def link_row(link: LinkRecord, payments: Sequence[PaymentRecord], now: datetime) -> LinkRow:
    """How a link looks: its own status, and while it is active what its most telling payment is doing."""
    latest = telling_payment(payments, now)
    if link.waiting:
        return LinkRow(link, "failed" if link.problem else "waiting", latest)
    if link.status == "paid":
        shown: DisplayStatus = "refunded" if latest is not None and display_status_of(latest) == "refunded" else "paid"
        return LinkRow(link, shown, latest)
    if latest is not None and latest.status == "on_hold":
        return LinkRow(link, "hold", latest)
    if link.status == "cancelled":
        return LinkRow(link, "cancelled", latest)
    if link.status == "expired" or (link.expires_at is not None and link.expires_at <= now):
        return LinkRow(link, "expired", latest)
    if link.status == "paused":
        return LinkRow(link, "paused", latest)
    if link.status != "active" or (latest is not None and _is_under_way(latest, now)):
        # A status from a newer server needs a second glance, and no second payer.
        return LinkRow(link, "processing", latest)
    return LinkRow(link, "active", None)


def may_be_shared(row: LinkRow) -> bool:
    """Whether customers may be sent it: once a payment has begun nobody shall pay twice. The shop's own link always."""
    return row.link.kind == "store" or row.display_status in ("active", "waiting")


def last_moved(row: LinkRow) -> datetime:
    """When something last happened to a link: what has just been paid stands on top."""
    payment = row.payment
    moments = [row.link.created_at, row.link.paid_at, payment.paid_at or payment.created_at if payment else None]
    return max(moment for moment in moments if moment is not None)


def display_status_of(payment: PaymentRecord) -> DisplayStatus:
    """How a payment looks; a status from a newer server looks like one that needs a second glance.

    What goes back as a whole looks so from the promise on: to its end it may be days.
    """
    if _gone(payment) >= payment.amount:
        return "refunded"
    return _STATUS_OF_PAYMENT.get(payment.status, "failed" if payment.status == "failed" else "processing")


def goods_of(payment: PaymentRecord) -> Goods:
    """The one rule for handing over: the money came for these goods, in time, and nothing of it goes back."""
    shown = display_status_of(payment)
    if shown == "refunded":
        return "refunded" if payment.status == "refunded" else "returning"
    if shown != "paid":
        return shown
    if payment.duplicate or payment.late:
        return "duplicate" if payment.duplicate else "late"
    return "partly" if _gone(payment) else "paid"


def may_release_goods(payment: PaymentRecord) -> bool:
    """Whether the goods of this payment may go."""
    return goods_of(payment) == "paid"


def goods_of_link(row: LinkRow) -> Goods:
    """What a link says of the goods: once it is paid, what its payment says."""
    if row.payment is not None and row.display_status in ("paid", "refunded"):
        return goods_of(row.payment)
    return row.display_status


def _gone(payment: PaymentRecord) -> Money:
    """What was promised to the payer or went back already."""
    return max(payment.refunded, payment.going_back)
