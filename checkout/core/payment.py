"""One attempt to pay a link, and who makes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType

from typing_extensions import TypedDict

from checkout.core.link import LinkId
from checkout.core.merchant import UNNOTED, DoneBy, MerchantId
from checkout.core.methods import Instrument
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind, HoldReason
from language import Language
from money import Money

_NOTHING: Final = Money(0)
PaymentId = NewType("PaymentId", str)
WORDS_MAX: Final = {"gateway_words": 255, "operator_words": 255}
"""What others said of a payment, and how many letters at most: its table has a column for each."""
SESSION_REF_MAX: Final = 255
"""Letters at most of a gateway's own name for an attempt."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, in their own words. E-mail and address may be empty."""

    name: str
    phone: str
    email: str = ""
    address: str = ""


NOBODY: Final = Payer("", "")
"""Who is forgotten, or was never known."""
OWN_CODE: Final = "own_code"
"""Stands as the gateway of a payment by the shop's own code: its money went straight to the shop's own account."""


class GatewayTexts(TypedDict):
    """What a gateway tells of money that it took, beside its sums. Each may be empty."""

    gateway_ref: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByGateway:
    """These texts, in a gateway's answer and in the payment that keeps them: what is new here is kept as it is told."""

    gateway_ref: str = ""
    method: str = ""

    @property
    def gateway_texts(self) -> GatewayTexts:
        """All of them, for whoever takes them on."""
        return {"gateway_ref": self.gateway_ref, "method": self.method}

    def gateway_texts_or(self, before: "ToldByGateway") -> GatewayTexts:
        """The same, and where one is empty what was told before."""
        return {"gateway_ref": self.gateway_ref or before.gateway_ref, "method": self.method or before.method}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(ToldByGateway):
    """One attempt to pay a link. `tran_id` is our reference at the gateway, new for every attempt.

    What has a value here nobody has told us of yet when it sets out.
    """

    id: PaymentId
    code: str
    tran_id: str
    link_id: LinkId
    merchant_id: MerchantId
    status: Status
    amount: Money
    """What the gateway is asked for: `surcharge` included."""
    surcharge: Money = _NOTHING
    """The part of the amount that the payer bears for the fee."""
    fee: Money | None = None
    """The gateway's fee and the operator's `service_fee` together."""
    service_fee: Money = _NOTHING
    net: Money | None = None
    instrument: Instrument | None = None
    """What the payer chose to pay with on our form; None where the gateway's page asks."""
    gateway: str
    gateway_url: str = ""
    session_ref: str = ""
    """The gateway's own name for the attempt, where it is asked by it."""
    capture_ref: str = ""
    payer: Payer
    language: Language
    late: bool = False
    duplicate: bool = False
    refunded: Money = _NOTHING
    checks_count: int = 0
    created_at: datetime
    paid_at: datetime | None = None
    failure: FailureKind | None = None
    """Why it failed."""
    hold_reason: HoldReason | None = None
    """Why it is on hold, or was before it was rejected."""
    gateway_words: str = ""
    """What the gateway said of it, as it said it: shown, and never read by a program."""
    operator_words: str = ""
    """Why the operator rejected it."""
    held: Money | None = None
    """What the gateway says it holds, where that is not what was asked for or cannot be credited."""
    handed_over_at: datetime | None = None
    """When its goods were handed over, where somebody said so."""
    handed_over_by: DoneBy = UNNOTED

    @property
    def is_at_own_account(self) -> bool:
        """Whether its money went to the shop's own account: in no balance here, and not ours to give back."""
        return self.gateway == OWN_CODE

    def is_of_today(self, since: datetime) -> bool:
        """Whether it began or was paid since then."""
        return self.created_at >= since or (self.paid_at is not None and self.paid_at >= since)

    @property
    def reason(self) -> str:
        """Why it stands as it does, for a reader: the operator's words, else the gateway's, else the kind's name."""
        return self.operator_words or self.gateway_words or self.failure or self.hold_reason or ""
