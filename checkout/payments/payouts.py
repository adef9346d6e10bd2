"""Money on its way from the digital balance to the shop's own wallet or bank."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

from checkout.payments.nouns import MerchantId
from money import Money

PayoutId = NewType("PayoutId", str)


class PayoutStatus(StrEnum):
    """Where a payout stands: asked by the shop, then sent or refused by the operator."""

    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the money goes: a bKash wallet (`account` is its number), or an account at a bank."""

    kind: Literal["bkash", "bank"]
    account: str
    bank: str = ""
    branch: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """One payout. `reference` is the bank's or the wallet's, `refusal` the operator's words."""

    id: PayoutId
    merchant_id: MerchantId
    amount: Money
    to: Destination
    status: PayoutStatus
    reference: str
    refusal: str
    created_at: datetime
    ended_at: datetime | None
