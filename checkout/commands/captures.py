"""Which payment some captured money belongs to: one page of a gateway may be paid twice."""

import hashlib
from dataclasses import replace
from typing import Final

from checkout.core.merchant import UNNOTED
from checkout.core.payment import Payment, PaymentId, ToldByGateway
from checkout.core.payment_status import Status
from checkout.gateways.base import Confirmed, Held, Outcome
from checkout.store import payments
from checkout.store.unit_of_work import UnitOfWork
from codes import new_code
from language import plain_line
from money import Money

_NAME_MAX: Final = 56
"""What names some money is part of keys of 64 letters."""
_DIGEST: Final = 16
_METHOD_MAX: Final = 80


def named_as_kept(outcome: Outcome) -> Outcome:
    """The same, with names that can be kept: what a database refused would be refused each time that it is told.

    No gateway is known to write longer ones. Two that begin alike stay two.
    """
    if not isinstance(outcome, Confirmed | Held):
        return outcome
    return replace(
        outcome,
        capture_ref=_kept(outcome.capture_ref),
        gateway_ref=_kept(outcome.gateway_ref),
        method=outcome.method[:_METHOD_MAX],
    )


def _kept(name: str) -> str:
    line = plain_line(name)
    if len(line) <= _NAME_MAX:
        return line
    return f"{line[: _NAME_MAX - _DIGEST]}{hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]}"


def unnamed_capture(payment_id: PaymentId) -> str:
    """What proves money that the operator released, and that the gateway had named by nothing."""
    return f"unnamed:{payment_id}"


def payment_of_capture(uow: UnitOfWork, payment: Payment, seen: Confirmed | Held) -> Payment:
    """The payment that this money belongs to: the attempt's own, or one more where its page was paid twice."""
    if not seen.capture_ref or payment.capture_ref in ("", seen.capture_ref):
        return payment
    if payment.capture_ref == unnamed_capture(payment.id):
        return payments.save(uow.conn, replace(payment, capture_ref=seen.capture_ref))
    return _second_capture(uow, payment, seen)


def _second_capture(uow: UnitOfWork, first: Payment, seen: Confirmed | Held) -> Payment:
    """The same gateway page paid twice: the second money is a payment of its own, marked duplicate."""
    form_key = f"capture:{seen.capture_ref}"
    known = payments.by_form_key(uow.conn, first.link_id, form_key)
    if known is not None:
        return known
    again = replace(
        first,
        id=PaymentId(uow.new_id("pay")),
        code=new_code(),
        status=Status.PENDING,
        fee=None,
        service_fee=Money(0),
        net=None,
        refunded=Money(0),
        capture_ref="",
        failure=None,
        hold_reason=None,
        gateway_words="",
        operator_words="",
        held=None,
        handed_over_at=None,
        handed_over_by=UNNOTED,
        duplicate=True,
        created_at=uow.now,
        paid_at=None,
        **ToldByGateway().gateway_texts,
    )
    payments.insert(uow.conn, again, form_key, None)
    return again
