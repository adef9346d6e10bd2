"""Money on its way from the digital balance to the shop's own wallet or bank: its states, and every legal move."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, NewType

from checkout.core.merchant import MerchantId
from money import Money

PayoutId = NewType("PayoutId", str)


class PayoutStatus(StrEnum):
    """Where a payout stands."""

    ASKED = "asked"
    """By the shop, which may still call it off."""
    TAKEN = "taken"
    """With the operator, who is about to send it."""
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    """By the shop, before the operator took it."""


class PayoutEvent(StrEnum):
    """What can happen to a payout."""

    TAKEN = "taken"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class IllegalMove(Exception):
    """A payout in this state cannot have this happen to it."""

    def __init__(self, status: PayoutStatus, event: PayoutEvent) -> None:
        super().__init__(f"{event} cannot happen to a payout that is {status}")
        self.status, self.event = status, event


# Out of the shop's balance, and with nobody yet.
OPEN: Final = frozenset({PayoutStatus.ASKED, PayoutStatus.TAKEN})

MOVES: Final = {
    (PayoutStatus.ASKED, PayoutEvent.TAKEN): PayoutStatus.TAKEN,
    (PayoutStatus.ASKED, PayoutEvent.CANCELLED): PayoutStatus.CANCELLED,
    # That money left is a fact, whether or not the operator said before that it was about to.
    (PayoutStatus.ASKED, PayoutEvent.SENT): PayoutStatus.SENT,
    (PayoutStatus.ASKED, PayoutEvent.REFUSED): PayoutStatus.REFUSED,
    (PayoutStatus.TAKEN, PayoutEvent.SENT): PayoutStatus.SENT,
    (PayoutStatus.TAKEN, PayoutEvent.REFUSED): PayoutStatus.REFUSED,
    # Two of the operator's people may take it, and a shop may press twice: nothing more happens.
    (PayoutStatus.TAKEN, PayoutEvent.TAKEN): PayoutStatus.TAKEN,
    (PayoutStatus.CANCELLED, PayoutEvent.CANCELLED): PayoutStatus.CANCELLED,
}


def after(status: PayoutStatus, event: PayoutEvent) -> PayoutStatus:
    """The state a payout is in after this happened. Raises IllegalMove."""
    if (status, event) not in MOVES:
        raise IllegalMove(status, event)
    return MOVES[status, event]


DestinationKind = Literal["bkash", "bank"]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the money goes: a bKash wallet (`account` is its number), or an account at a bank.

    `holder` is in whose name it is; a wallet's may be left out.
    """

    kind: DestinationKind
    account: str
    bank: str = ""
    branch: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """One payout. `reference` is the bank's or the wallet's, `refusal` the operator's words.

    `due_at` is by when the operator said it would be sent; one of before that was said has none.
    """

    id: PayoutId
    merchant_id: MerchantId
    amount: Money
    to: Destination
    status: PayoutStatus
    reference: str
    refusal: str
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None = None
