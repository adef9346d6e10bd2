"""Money that the gateway calls risky: the operator releases it to the shop, or rejects it."""

from dataclasses import replace

from checkout.acts.settle import book
from checkout.errors import NotFound, WrongState
from checkout.gateways.base import Confirmed
from checkout.payments.nouns import Payment
from checkout.payments.status import Event, Status, after
from checkout.resources import payment_resource
from checkout.store import events, payments
from checkout.store.database import Act


def release(act: Act, payment_id: str) -> Payment:
    """The operator looked into it: it is the shop's. Raises NotFound, WrongState."""
    held = _held(act, payment_id)
    if held.fee is None:  # Held by a version that did not note it; the gateway's next answer does.
        raise WrongState("payment", held.status)
    after(held.status, Event.RELEASED)
    gateway_fee = held.fee - held.service_fee
    seen = Confirmed(held.capture_ref, held.gateway_ref, held.amount, gateway_fee, held.method, risky=False)
    book(act, held, seen, held.service_fee)
    released = payments.get_and_hold(act, payment_id)
    assert released is not None, payment_id
    return released


def reject(act: Act, payment_id: str, reason: str) -> Payment:
    """It is not the shop's: never credited, and the operator gives it back in the gateway's panel.

    The shop sees the reason. Raises NotFound, WrongState.
    """
    held = _held(act, payment_id)
    rejected = replace(held, status=after(held.status, Event.REJECTED), reason=f"rejected: {reason}"[:255])
    payments.change(act.conn, held.id, status=rejected.status, reason=rejected.reason)
    events.append(act, held.merchant_id, f"payment.{rejected.status}", payment_resource(rejected))
    return rejected


def _held(act: Act, payment_id: str) -> Payment:
    payment = payments.get_and_hold(act, payment_id)
    if payment is None:
        raise NotFound("payment")
    if payment.status is not Status.ON_HOLD:
        raise WrongState("payment", payment.status)
    return payment
