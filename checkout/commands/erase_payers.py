"""Erasing who paid or was to pay: on request by phone, and by age. Amounts, references and the ledger stay."""

from dataclasses import replace
from datetime import datetime

from checkout.commands.save_payment import save_payment
from checkout.core.direct_payment import DirectPayment
from checkout.core.event_types import EventType
from checkout.core.link import ANYBODY, Link
from checkout.core.payment import NOBODY, Payment
from checkout.core.refund import Refund
from checkout.resources.direct_payment import direct_payment_resource
from checkout.resources.link import link_resource
from checkout.resources.payment import payment_resource, refund_resource
from checkout.store import direct_payments, events, inbox, links, payments, refunds
from checkout.store.unit_of_work import UnitOfWork


def forget_phone(uow: UnitOfWork, phone: str, limit: int) -> int:
    """Erase the details of up to `limit` payments with this phone, and of as many links made for it and of as much
    money at shops' own accounts; how many were.

    A payment that has no end keeps them: the gateway may still be asked, or the operator have to decide.
    """
    # What came to a shop's own account is no payment of a payer whom we know; its notice may say a number all the same,
    # and what the payer wrote with it.
    inbox.blank_bodies_naming(uow, phone)
    referred = direct_payments.naming(uow.conn, phone, limit)
    _forget_references(uow, referred)
    found = payments.of_payer(uow.conn, phone, limit)
    for payment in found:
        _forget(uow, payment)
        # Some gateways repeat the payer's details in their notices.
        inbox.blank_bodies_about(uow, payment.gateway, payment.tran_id)
    return len(referred) + len(found) + _forget_customers(uow, links.made_for(uow.conn, phone, limit))


def forget_before(uow: UnitOfWork, moment: datetime, limit: int) -> int:
    """Erase the details of up to `limit` ended payments begun before this, of as many links, and of as much money at
    shops' own accounts; how many were.
    """
    referred = direct_payments.remembered_before(uow.conn, moment, limit)
    _forget_references(uow, referred)
    found = payments.remembered_before(uow.conn, moment, limit)
    for payment in found:
        _forget(uow, payment)
    return len(referred) + len(found) + _forget_customers(uow, links.remembered_before(uow.conn, moment, limit))


def _forget(uow: UnitOfWork, payment: Payment) -> None:
    known = payments.get_and_lock(uow, payment.id)
    assert known is not None, payment.id
    kept = replace(known, payer=NOBODY, gateway_url="")
    events.rewrite(uow.conn, payment.merchant_id, payment.id, {"payer": payment_resource(kept)["payer"]})
    # The shop's devices hold copies; this event replaces them.
    save_payment(uow, kept, EventType.PAYMENT_PAYER_FORGOTTEN)
    for refund in refunds.of_payment(uow.conn, payment.id):
        if refund.reason:
            _forget_reason(uow, refund)


def _forget_reason(uow: UnitOfWork, refund: Refund) -> None:
    """A shop writes why it gives back, and often to whom."""
    told = refund_resource(refunds.save(uow.conn, replace(refund, reason="")))
    events.rewrite(uow.conn, refund.merchant_id, refund.id, {"reason": told["reason"]})
    events.append(uow, refund.merchant_id, EventType(f"refund.{told['status']}"), told)


def _forget_references(uow: UnitOfWork, found: list[DirectPayment]) -> None:
    for one in found:
        uow.lock(one.merchant_id)
        kept = replace(direct_payments.own(uow.conn, one.merchant_id, one.id), reference="")
        direct_payments.save(uow.conn, kept)
        told = direct_payment_resource(kept)
        events.rewrite(uow.conn, kept.merchant_id, kept.id, {"reference": told["reference"]})
        events.append(uow, kept.merchant_id, EventType.DIRECT_UPDATED, told)


def _forget_customers(uow: UnitOfWork, found: list[Link]) -> int:
    for link in found:
        uow.lock(link.merchant_id)
        kept = links.save(uow.conn, replace(links.own(uow.conn, link.merchant_id, link.id), customer=ANYBODY))
        links.forget_request(uow.conn, kept.id)
        told = link_resource(kept, uow.public_url)
        events.rewrite(uow.conn, kept.merchant_id, kept.id, {"customer": told["customer"]})
        events.append(uow, kept.merchant_id, EventType.LINK_UPDATED, told)
    return len(found)
