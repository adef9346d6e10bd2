"""Erasing who paid or was to pay: on request by phone, and by age. Amounts, references and the ledger stay."""

from dataclasses import replace
from datetime import datetime

from checkout.core.link import ANYBODY, Link
from checkout.core.payment import Payment
from checkout.core.refund import Refund
from checkout.resources import link_resource, payment_resource, refund_resource
from checkout.store import events, inbox, links, payments, refunds
from checkout.store.database import Act


def forget_phone(act: Act, phone: str, limit: int) -> int:
    """Erase the details of up to `limit` payments with this phone, and of as many links made for it; how many were.

    A payment that has no end keeps them: the gateway may still be asked, or the operator have to decide.
    """
    found = payments.of_payer(act.conn, phone, limit)
    for payment in found:
        _forget(act, payment)
        # Some gateways repeat the payer's details in their notices.
        inbox.blank_bodies_about(act, payment.gateway, payment.tran_id)
    return len(found) + _forget_customers(act, links.made_for(act.conn, phone, limit))


def forget_before(act: Act, moment: datetime, limit: int) -> int:
    """Erase the details of up to `limit` ended payments begun before this, and of as many links; how many were."""
    found = payments.remembered_before(act.conn, moment, limit)
    for payment in found:
        _forget(act, payment)
    return len(found) + _forget_customers(act, links.remembered_before(act.conn, moment, limit))


def _forget(act: Act, payment: Payment) -> None:
    act.hold(payment.merchant_id)
    payments.change(
        act.conn, payment.id, payer_name="", payer_phone="", payer_email="", payer_address="", gateway_url=""
    )
    kept = payments.get(act.conn, payment.id)
    assert kept is not None, payment.id
    events.rewrite(act.conn, payment.merchant_id, payment.id, {"payer": payment_resource(kept)["payer"]})
    # The shop's devices hold copies; this event replaces them.
    events.append(act, payment.merchant_id, "payment.payer_forgotten", payment_resource(kept))
    for refund in refunds.of_payment(act.conn, payment.id):
        if refund.reason:
            _forget_reason(act, refund)


def _forget_reason(act: Act, refund: Refund) -> None:
    """A shop writes why it gives back, and often to whom."""
    refunds.change(act.conn, refund.id, reason="")
    told = refund_resource(replace(refund, reason=""))
    events.rewrite(act.conn, refund.merchant_id, refund.id, {"reason": ""})
    events.append(act, refund.merchant_id, f"refund.{told['status']}", told)


def _forget_customers(act: Act, found: list[Link]) -> int:
    for link in found:
        act.hold(link.merchant_id)
        kept = replace(links.own(act.conn, link.merchant_id, link.id), customer=ANYBODY)
        links.change(act.conn, kept)
        links.forget_request(act.conn, kept.id)
        told = link_resource(kept, act.public_url)
        events.rewrite(act.conn, kept.merchant_id, kept.id, {"customer": told["customer"]})
        events.append(act, kept.merchant_id, "link.updated", told)
    return len(found)
