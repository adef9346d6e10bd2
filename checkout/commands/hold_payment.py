"""Money that is there and that the rules cannot credit: it waits for a person."""

from dataclasses import replace

from checkout.commands.alarms import ring_once
from checkout.commands.captures import payment_of_capture
from checkout.commands.not_own import leave_to_page
from checkout.commands.save_payment import save_payment
from checkout.core.payment import Payment
from checkout.core.payment_status import CAPTURED, Event, after
from checkout.core.reasons import FailureKind, HoldReason
from checkout.core.refund import RefundStatus
from checkout.gateways.base import Held
from checkout.store import refunds
from checkout.store.unit_of_work import UnitOfWork
from money import Money


def hold_payment(uow: UnitOfWork, payment: Payment, seen: Held) -> Payment:
    """Money that the rules cannot credit waits for the operator; what is captured already is not undone.

    Of what is in our books and the gateway tells otherwise a person is told: the shop has it in its balance still.
    """
    payment = payment_of_capture(uow, payment, seen)
    facts = {"payment_id": payment.id, "gateway": payment.gateway, "why": seen.why, "words": seen.words}
    if payment.status in CAPTURED:
        if seen.why is not HoldReason.GIVEN_BACK_ELSEWHERE:
            ring_once(uow, payment.id, seen.why, "a gateway says otherwise of money that was credited", **facts)
        elif not _given_back_by_us(uow, payment):
            ring_once(uow, payment.id, seen.why, "a payment in our books was given back elsewhere", **facts)
        return payment
    decided = payment.failure is FailureKind.REJECTED
    if decided or payment.hold_reason in (seen.why, HoldReason.GIVEN_BACK_ELSEWHERE):
        return payment
    ring_once(uow, payment.id, seen.why, "a payment is on hold", **facts)
    return save_held(uow, replace(payment, fee=None, service_fee=Money(0), net=None), seen)


def save_held(uow: UnitOfWork, payment: Payment, seen: Held) -> Payment:
    """Keep what is known of held money, and tell the shop. Its fees are as the payment says them."""
    held = replace(
        payment,
        status=after(payment.status, Event.GATEWAY_HELD),
        capture_ref=seen.capture_ref or payment.capture_ref,
        failure=None,
        hold_reason=seen.why,
        gateway_words=seen.words[:255],
        held=seen.amount,
        **seen.gateway_texts_or(payment),
    )
    leave_to_page(uow, held.gateway_ref)
    return save_payment(uow, held)


def _given_back_by_us(uow: UnitOfWork, payment: Payment) -> bool:
    """Whether a refund of ours, ended or under way, is what the gateway may speak of."""
    return any(refund.status is not RefundStatus.REFUSED for refund in refunds.of_payment(uow.conn, payment.id))
