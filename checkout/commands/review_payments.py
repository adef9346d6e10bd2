"""Money that no rule credits: the operator releases it to the shop, or rejects it."""

from dataclasses import replace

from checkout.commands.book_capture import book_capture
from checkout.commands.captures import unnamed_capture
from checkout.commands.save_payment import save_payment
from checkout.core.payment import Payment
from checkout.core.payment_status import Event, Status, after
from checkout.core.reasons import FailureKind, HoldReason
from checkout.errors import NotFound, Unsaid, WrongState
from checkout.gateways.base import Confirmed
from checkout.store import payments
from checkout.store.unit_of_work import UnitOfWork
from money import Money

_NOTHING = Money(0)
_SUM_IS_KNOWN = (HoldReason.RISK, HoldReason.FEE_UNKNOWN)


def release_payment(
    uow: UnitOfWork, payment_id: str, *, came: Money | None = None, fee: Money | None = None
) -> Payment:
    """The operator looked into it: it is the shop's, and what came is credited.

    `came` and the gateway's `fee` on it must be said where we do not know them. Never more is credited than the
    gateway says it holds, or where it says nothing, than was asked for. Raises NotFound, WrongState, Unsaid.
    """
    held = _held(uow, payment_id)
    after(held.status, Event.RELEASED)
    most = held.held if held.held is not None else held.amount
    if came is None and held.hold_reason in _SUM_IS_KNOWN:
        came = held.amount
    if came is None or not _NOTHING < came <= most:
        raise Unsaid("amount", most)
    is_told = held.fee is not None and came == held.amount
    service = held.service_fee if is_told else _NOTHING
    if fee is None and is_told and held.fee is not None:
        fee = held.fee - held.service_fee
    if fee is None or not _NOTHING <= fee <= came - service:
        raise Unsaid("fee", came - service)
    capture_ref = held.capture_ref or unnamed_capture(held.id)
    book_capture(uow, held, Confirmed(capture_ref, came, fee, risky=False, **held.gateway_texts), service)
    released = payments.get_and_lock(uow, payment_id)
    assert released is not None, payment_id
    return released


def reject_payment(uow: UnitOfWork, payment_id: str, reason: str) -> Payment:
    """It is not the shop's: never credited, and the operator gives it back in the gateway's panel.

    The shop sees the reason. Raises NotFound, WrongState.
    """
    held = _held(uow, payment_id)
    status = after(held.status, Event.REJECTED)
    return save_payment(uow, replace(held, status=status, failure=FailureKind.REJECTED, operator_words=reason[:255]))


def _held(uow: UnitOfWork, payment_id: str) -> Payment:
    payment = payments.get_and_lock(uow, payment_id)
    if payment is None:
        raise NotFound("payment")
    if payment.status is not Status.ON_HOLD:
        raise WrongState("payment", payment.status)
    return payment
