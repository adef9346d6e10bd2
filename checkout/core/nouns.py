"""Merchant, payment link, payer and payment: what the rules are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NewType

from checkout.core.methods import Way
from checkout.core.payment_status import LinkStatus, Status
from checkout.core.reasons import FailureKind, HoldReason
from language import Language
from money import Money

MerchantId = NewType("MerchantId", str)
LinkId = NewType("LinkId", str)
PaymentId = NewType("PaymentId", str)
DeviceId = NewType("DeviceId", str)

LinkKind = Literal["store", "fixed"]


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop. `phone` is E.164; the slug is the code of its store link.

    `shows_phone` puts a button to call it on pages that take no payment; the two `requires` make the
    payer's e-mail and address obligatory; `payer_bears_fee` puts what a payment costs on top of it.
    """

    id: MerchantId
    phone: str
    name: str
    address: str
    language: Language
    slug: str
    event_seq: int
    created_at: datetime
    shows_phone: bool = True
    word_key: str = ""
    """What its devices draw their word of the day from; 32 hex digits."""
    link_key: str = ""
    """What it makes the codes of its links with; 64 hex digits."""
    requires_email: bool = False
    requires_address: bool = False
    payer_bears_fee: bool = False
    logo: str = ""
    """A small square WebP in base64, or nothing."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the shop made a link for, in the shop's own words: known by a number alone, the number is the name.

    `phone` is a mobile number as people dial it. Payers never see it: who opens a link need not be this one.
    """

    name: str
    phone: str


ANYBODY: Final = Customer("", "")


@dataclass(frozen=True, slots=True)
class Link:
    """What the shop shares. A fixed link has an amount; a store link has none, and limits instead.

    `uses_max` is how often it may be paid: a fixed link once if not said, a store link without end.
    `reference` is the shop's own and never shown; the payer reads `closing_message` on the receipt.
    `opens_count` counts readers of its page, and knows nothing of them.
    """

    id: LinkId
    merchant_id: MerchantId
    kind: LinkKind
    code: str
    amount: Money | None
    note: str
    status: LinkStatus
    expires_at: datetime | None
    created_at: datetime
    paid_at: datetime | None
    payments_count: int
    paid_total: Money
    reference: str = ""
    closing_message: str = ""
    customer: Customer = ANYBODY
    least: Money | None = None
    most: Money | None = None
    suggested: tuple[Money, ...] = ()
    uses_max: int | None = None
    paused_at: datetime | None = None
    opens_count: int = 0
    opened_at: datetime | None = None

    def status_at(self, now: datetime) -> LinkStatus:
        """The status a payer meets: an active link past its term is expired already."""
        ended = self.expires_at is not None and self.expires_at <= now
        return LinkStatus.EXPIRED if self.status is LinkStatus.ACTIVE and ended else self.shown_status

    @property
    def shown_status(self) -> LinkStatus:
        """The status as the shop reads it."""
        if self.status is not LinkStatus.ACTIVE:
            return self.status
        if self.paused_at is not None:
            return LinkStatus.PAUSED
        return LinkStatus.USED_UP if self.kind == "store" and self.is_full else LinkStatus.ACTIVE

    @property
    def is_full(self) -> bool:
        """Whether it was paid as often as it may be."""
        allowed = self.uses_max if self.uses_max is not None else (1 if self.kind == "fixed" else None)
        return allowed is not None and self.payments_count >= allowed


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, in their own words. E-mail and address may be empty."""

    name: str
    phone: str
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay a link. `tran_id` is our reference at the gateway, new for every attempt."""

    id: PaymentId
    code: str
    tran_id: str
    link_id: LinkId
    merchant_id: MerchantId
    status: Status
    amount: Money
    """What the gateway is asked for: `surcharge` included."""
    surcharge: Money
    """The part of the amount that the payer bears for the fee."""
    fee: Money | None
    """The gateway's fee and the operator's `service_fee` together."""
    service_fee: Money
    net: Money | None
    way: Way | None
    """What the payer chose to pay with on our form; None where the gateway's page asks."""
    gateway: str
    gateway_url: str
    session_ref: str
    """The gateway's own name for the attempt, where it is asked by it."""
    capture_ref: str
    gateway_ref: str
    method: str
    payer: Payer
    language: Language
    late: bool
    duplicate: bool
    refunded: Money
    checks_count: int
    created_at: datetime
    paid_at: datetime | None
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

    @property
    def reason(self) -> str:
        """Why it stands as it does, for a reader: the operator's words, else the gateway's, else the kind's name."""
        return self.operator_words or self.gateway_words or self.failure or self.hold_reason or ""
