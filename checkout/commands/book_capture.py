"""How money becomes the shop's: status, books, balance, link and events, together or not at all."""

from dataclasses import replace
from datetime import datetime

from checkout.commands.not_own import leave_to_page
from checkout.core.event_types import EventType
from checkout.core.link import Link, LinkStatus
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.core.posting_rules import when_paid, when_paid_to_shop
from checkout.gateways.base import Confirmed
from checkout.resources.balance import entry_resource
from checkout.resources.link import link_resource
from checkout.resources.payment import payment_resource
from checkout.store import events, ledger, links, payments
from checkout.store.unit_of_work import UnitOfWork
from money import Money


def book_capture(
    uow: UnitOfWork, payment: Payment, seen: Confirmed, service: Money, paid_at: datetime | None = None
) -> Payment:
    """The one place where a payment becomes paid; callers have asked the table of moves.

    `paid_at` is when it was paid where somebody said so; else it is now.
    """
    link = links.get(uow.conn, payment.link_id)
    assert link is not None, payment.link_id
    assert seen.fee is not None
    fee = seen.fee + service
    paid = replace(
        payment,
        status=Status.PAID,
        amount=seen.amount,
        surcharge=min(payment.surcharge, seen.amount),
        fee=fee,
        service_fee=service,
        net=seen.amount - fee,
        capture_ref=seen.capture_ref,
        failure=None,
        hold_reason=None,
        gateway_words="",
        operator_words="",
        held=None,
        late=_is_late(uow, link, payment),
        duplicate=payment.duplicate or (link.kind == "fixed" and link.is_full),
        paid_at=paid_at or uow.now,
        **seen.gateway_texts,
    )
    paid = payments.save(uow.conn, paid)
    source = f"{paid.gateway}:capture:{seen.capture_ref}"
    if paid.is_at_own_account:
        entries = when_paid_to_shop(paid.merchant_id, seen.amount)
    else:
        entries = when_paid(paid.merchant_id, paid.gateway, seen.amount, seen.fee, service)
        leave_to_page(uow, paid.gateway_ref)
    posted = ledger.post(uow, source, paid.id, entries)
    full = link.kind == "fixed" and replace(link, payments_count=link.payments_count + 1).is_full
    status = LinkStatus.PAID if full else link.status
    counted = links.add_payment(uow.conn, link, paid.amount - paid.surcharge, status, paid_at or uow.now)
    link_event = EventType.LINK_PAID if counted.status is LinkStatus.PAID else EventType.LINK_UPDATED
    told: list[events.Told] = [
        (EventType.PAYMENT_PAID, payment_resource(paid)),
        (link_event, link_resource(counted, uow.public_url)),
        *((EventType.BALANCE_ENTRY, entry_resource(entry)) for entry in posted),
    ]
    events.append_all(uow, paid.merchant_id, told)
    return paid


def _is_late(uow: UnitOfWork, link: Link, payment: Payment) -> bool:
    """Whether the money came after the link had closed, or after we had given the payment up."""
    closed = link.status_at(uow.now) in (LinkStatus.EXPIRED, LinkStatus.CANCELLED)
    return closed or payment.status is Status.EXPIRED
