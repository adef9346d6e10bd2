"""Money on its way back to a payer: its states, and how much of a payment may still go back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from checkout.core.merchant import UNNOTED, DoneBy, MerchantId
from checkout.core.payment import PaymentId
from money import Money

RefundId = NewType("RefundId", str)


class RefundStatus(StrEnum):
    """Where a refund stands. The shop is told `pending` of all but the last two."""

    PROMISED = "promised"
    """In the books; the gateway has not been asked yet."""
    SENDING = "sending"
    """About to be asked, or asked without an answer: it must never be asked again, only looked up."""
    UNDER_WAY = "under_way"
    """The gateway took it on and has not paid it back yet."""
    BY_HAND = "by_hand"
    """The gateway cannot be asked by a program; the operator settles it, with a reference."""
    REFUNDED = "refunded"
    REFUSED = "refused"


OPEN: Final = frozenset(
    {RefundStatus.PROMISED, RefundStatus.SENDING, RefundStatus.UNDER_WAY, RefundStatus.BY_HAND},
)
# From the moment it may have reached the gateway until its end. At most one refund of a payment is there at a
# time: two of the same sum could not be told apart when an answer is lost.
AT_THE_GATEWAY: Final = OPEN - {RefundStatus.PROMISED}


@dataclass(frozen=True, slots=True)
class Refund:
    """One asking of money back.

    `fee_back` is the part of the gateway's fee that comes back to the shop with it; `refund_ref` is our own
    reference at the gateway, `gateway_ref` the gateway's for us; `due_at` is by when the operator said that the payer
    has it, and None where none was said.
    """

    id: RefundId
    payment_id: PaymentId
    merchant_id: MerchantId
    amount: Money
    fee_back: Money
    status: RefundStatus
    reason: str
    gateway: str
    refund_ref: str
    gateway_ref: str
    refusal: str
    checks_count: int
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None = None
    asked_by: DoneBy = UNNOTED


def fee_back(fee: Money, amount: Money, before: Money, refund: Money) -> Money:
    """The part of a payment's fee that falls to a refund, when `before` went back already.

    The parts of all refunds of a payment add up to the fee, to the poisha.
    """

    def due(refunded: Money) -> int:
        return (2 * fee.poisha * refunded.poisha + amount.poisha) // (2 * amount.poisha)

    return Money(due(before + refund) - due(before))
