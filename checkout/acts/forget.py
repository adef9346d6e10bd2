"""Erasing who paid: on request by phone, and by age. Amounts, references and the ledger stay as they are."""

from datetime import datetime

from checkout.payments.nouns import Payment
from checkout.resources import payment_resource
from checkout.store import events, inbox, payments
from checkout.store.database import Act


def forget_phone(act: Act, phone: str, limit: int) -> int:
    """Erase the payer's details of up to `limit` payments with this phone; how many were.

    A payment that has no end keeps them: the gateway may still be asked, or the operator have to decide.
    """
    found = payments.of_payer(act.conn, phone, limit)
    for payment in found:
        _forget(act, payment)
        # Some gateways repeat the payer's details in their notices.
        inbox.blank_bodies_about(act, payment.gateway, payment.tran_id)
    return len(found)


def forget_before(act: Act, moment: datetime, limit: int) -> int:
    """Erase the payers' details of up to `limit` ended payments begun before this; how many were."""
    found = payments.remembered_before(act.conn, moment, limit)
    for payment in found:
        _forget(act, payment)
    return len(found)


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
