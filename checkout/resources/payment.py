"""A payment and a refund of it, as they are told."""

from typing import Annotated, Final, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind, HoldReason
from checkout.core.refund import OPEN, Refund, RefundStatus
from checkout.resources.base import (
    CURRENCY,
    Currency,
    DoneByShape,
    Moment,
    Poisha,
    done_by_resource,
    id_of,
    one_of,
    poisha,
    rfc3339,
)

SHOWN: Final = [status for status in Status if status is not Status.CREATED]
"""What a payment's status can be told as: one that has not reached its gateway yet is shown to nobody."""


class PayerShape(TypedDict):
    """Who paid; all empty once forgotten."""

    name: str
    phone: str
    email: str
    address: str


class PaymentShape(TypedDict):
    """One attempt to pay. Amounts are poisha; `fee` and `net` are known when it is paid."""

    id: Annotated[str, id_of("pay")]
    link_id: Annotated[str, id_of("pl")]
    code: Annotated[str, Field(description="The receipt's, `/p/{code}`")]
    status: Annotated[str, one_of(SHOWN)]
    amount: Poisha
    surcharge: Poisha
    fee: Poisha | None
    service_fee: Annotated[Poisha | None, Field(description="Null at the till, as `fee` and `net`")]
    net: Poisha | None
    currency: Currency
    gateway: str
    method: str
    gateway_ref: str
    reason: Annotated[
        str, Field(description="For people: the operator's words, else the gateway's. Programs read the kinds")
    ]
    failure: Annotated[Annotated[str, one_of(FailureKind)] | None, Field(description="Why it failed")]
    hold_reason: Annotated[
        Annotated[str, one_of(HoldReason)] | None,
        Field(description="Why it is on hold, or was before it was rejected"),
    ]
    gateway_words: str
    operator_words: str
    held: Annotated[
        Poisha | None, Field(description="What the gateway says it holds, where it cannot be credited as it is")
    ]
    payer: PayerShape
    late: bool
    duplicate: bool
    created_at: Moment
    paid_at: Moment | None
    refunded: Poisha
    handed_over_at: Annotated[Moment | None, Field(description="When its goods were handed over, where that was said")]
    handed_over_by: DoneByShape
    at_own_account: Annotated[
        bool,
        Field(description="It came by the shop's own Bangla QR: to its own account, and into no balance here"),
    ]


def payment_resource(payment: Payment) -> PaymentShape:
    payer = payment.payer
    return {
        "id": payment.id,
        "link_id": payment.link_id,
        "code": payment.code,
        "status": payment.status,
        "amount": payment.amount.poisha,
        "surcharge": payment.surcharge.poisha,
        "fee": poisha(payment.fee),
        "service_fee": payment.service_fee.poisha,
        "net": poisha(payment.net),
        "currency": CURRENCY,
        "gateway": payment.gateway,
        "method": payment.method,
        "gateway_ref": payment.gateway_ref,
        "reason": payment.reason,
        "failure": payment.failure,
        "hold_reason": payment.hold_reason,
        "gateway_words": payment.gateway_words,
        "operator_words": payment.operator_words,
        "held": poisha(payment.held),
        "payer": {"name": payer.name, "phone": payer.phone, "email": payer.email, "address": payer.address},
        "late": payment.late,
        "duplicate": payment.duplicate,
        "created_at": rfc3339(payment.created_at),
        "paid_at": rfc3339(payment.paid_at),
        "refunded": payment.refunded.poisha,
        "handed_over_at": rfc3339(payment.handed_over_at),
        "handed_over_by": done_by_resource(payment.handed_over_by),
        "at_own_account": payment.is_at_own_account,
    }


def refund_status(status: RefundStatus) -> str:
    """What the shop is told of a refund's state: how it goes back is the operator's business."""
    return "pending" if status in OPEN else str(status)


TOLD_REFUNDS: Final = list(dict.fromkeys(map(refund_status, RefundStatus)))
"""What a refund's status can be told as."""


class RefundShape(TypedDict):
    """Money on its way back to a payer. `cost` left the balance when it was asked for."""

    id: Annotated[str, id_of("rf")]
    payment_id: Annotated[str, id_of("pay")]
    status: Annotated[str, one_of(TOLD_REFUNDS)]
    amount: Poisha
    fee_back: Annotated[Poisha | None, Field(description="Null at the till, as `cost`")]
    cost: Poisha | None
    currency: Currency
    reason: str
    refusal: str
    gateway_ref: str
    created_at: Moment
    ended_at: Moment | None
    due_at: NotRequired[
        Annotated[Moment | None, Field(description="By when the payer has it, where the operator says so")]
    ]
    asked_by: DoneByShape


def refund_resource(refund: Refund) -> RefundShape:
    """A refund as the shop is told: `cost` left the balance, `fee_back` is the part of the fee given back with it."""
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "status": refund_status(refund.status),
        "amount": refund.amount.poisha,
        "fee_back": refund.fee_back.poisha,
        "cost": (refund.amount - refund.fee_back).poisha,
        "currency": CURRENCY,
        "reason": refund.reason,
        "refusal": refund.refusal,
        "gateway_ref": refund.gateway_ref,
        "created_at": rfc3339(refund.created_at),
        "ended_at": rfc3339(refund.ended_at),
        "due_at": rfc3339(refund.due_at),
        "asked_by": done_by_resource(refund.asked_by),
    }
