"""Keeping a payment and telling its shop, in one step: what is told is what is kept."""

from checkout.core.event_types import EventType
from checkout.core.payment import Payment
from checkout.resources.payment import payment_resource
from checkout.store import events, payments
from checkout.store.unit_of_work import UnitOfWork


def save_payment(uow: UnitOfWork, payment: Payment, event_type: EventType | None = None) -> Payment:
    """Keep it and tell its shop, of what it is now if nothing else is said. The caller has the shop to itself."""
    kept = payments.save(uow.conn, payment)
    events.append(uow, kept.merchant_id, event_type or EventType(f"payment.{kept.status}"), payment_resource(kept))
    return kept
