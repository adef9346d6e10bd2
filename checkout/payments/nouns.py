"""Merchant, payment link, payer and payment: what the rules are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from checkout.payments.methods import Way
from checkout.payments.status import LinkStatus, Status
from language import Language
from money import Money

MerchantId = NewType("MerchantId", str)
LinkId = NewType("LinkId", str)
PaymentId = NewType("PaymentId", str)
DeviceId = NewType("DeviceId", str)

LinkKind = Literal["store", "fixed"]


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop. `phone` is E.164; the slug is the code of its store link."""

    id: MerchantId
    phone: str
    name: str
    address: str
    language: Language
    slug: str
    event_seq: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What the shop shares. A fixed link has an amount; a store link has none and stays active."""

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

    def status_at(self, now: datetime) -> LinkStatus:
        """The status a payer meets: an active link past its term is expired already."""
        ended = self.expires_at is not None and self.expires_at <= now
        return LinkStatus.EXPIRED if self.status is LinkStatus.ACTIVE and ended else self.status


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
    reason: str
    payer: Payer
    language: Language
    late: bool
    duplicate: bool
    refunded: Money
    checks_count: int
    created_at: datetime
    paid_at: datetime | None
