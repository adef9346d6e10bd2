"""What the server tells of links, payments and entries, read into plain values.

Unknown fields and unknown statuses are carried or skipped, so that an old app outlives a new server.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from language import Language, plain_line
from money import Money


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """The shop itself."""

    id: str
    phone: str
    name: str
    address: str
    language: Language
    """Of what its customers read."""
    slug: str
    word_key: str = ""
    link_key: str = ""
    """What the codes of this shop's links are made with; a server older than this app gives none."""
    logo: bytes = b""
    """A small square picture, or nothing."""
    shows_phone: bool = True
    """A button to call it where a link takes no payment."""
    requires_email: bool = False
    requires_address: bool = False
    payer_bears_fee: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a link was made for; both empty for whoever opens it."""

    name: str
    phone: str


ANYBODY: Final = Customer("", "")
NOTHING: Final = Money(0)
GOING_BACK: Final = "going_back"
COST_OF_BACK: Final = "cost_of_back"
"""Where a payment's document says what its refunds come to, and what they took from the balance; whoever keeps the
refunds puts it there."""


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A fixed link as it is asked for, with an id and a code made here: sent again, it is the same link."""

    id: str
    code: str
    amount: Money
    note: str
    customer: Customer
    expires_at: datetime | None

    def request(self) -> dict[str, Any]:
        """What the server is told."""
        return {
            "id": self.id,
            "code": self.code,
            "amount": self.amount.poisha,
            "note": self.note,
            "customer": {"name": self.customer.name, "phone": self.customer.phone},
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
        }

    def waiting(self, url: str, now: datetime) -> dict[str, Any]:
        """The link as the server would tell of it, were it there."""
        made_here = {"kind": "fixed", "url": url, "status": "active", "created_at": now.isoformat(), "waiting": True}
        return self.request() | made_here


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A payment link; `amount` is None for the store link."""

    id: str
    kind: str
    url: str
    code: str
    amount: Money | None
    note: str
    status: str
    expires_at: datetime | None
    created_at: datetime
    paid_at: datetime | None
    payments_count: int
    paid_total: Money
    closing_message: str = ""
    customer: Customer = ANYBODY
    least: Money | None = None
    most: Money | None = None
    suggested: tuple[Money, ...] = ()
    opened_at: datetime | None = None
    """When somebody first looked at it."""
    waiting: bool = False
    """Made here, and not yet told to the server."""
    problem: str = ""
    """Why the server would not have it."""


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """One attempt of a payer."""

    id: str
    link_id: str
    status: str
    amount: Money
    fee: Money | None
    net: Money | None
    method: str
    gateway_ref: str
    name: str
    phone: str
    email: str
    address: str
    late: bool
    duplicate: bool
    reason: str
    """Why it was rejected, in the operator's words. A gateway's own are not for the shop."""
    hold_reason: str
    """The kind of reason that put it on hold; also after it was rejected."""
    refunded: Money
    """What went back to the payer."""
    created_at: datetime
    paid_at: datetime | None
    """When it was credited; a payment on hold has a net and was not."""
    code: str = ""
    """The receipt's."""
    going_back: Money = NOTHING
    """What was promised to the payer or went back: a payment's own status says so only at the end of a refund."""
    cost_of_back: Money = NOTHING
    """What that took from the balance: less than it by the part of the fee that came back."""

    @property
    def fee_back(self) -> Money:
        """The part of the fee that came back with what went back."""
        return self.going_back - self.cost_of_back

    @property
    def remains(self) -> Money:
        """What of a payment that was credited is still in the balance; below zero by a fee that was lost."""
        return (self.net or NOTHING) - self.cost_of_back


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One line of the digital balance's history; positive is money in."""

    id: str
    kind: str
    amount: Money
    balance_after: Money
    payment_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """Money on its way back to a payer; `cost` left the balance when it was asked for."""

    id: str
    payment_id: str
    status: str
    amount: Money
    cost: Money
    refusal: str
    created_at: datetime
    due_at: datetime | None = None
    """By when the payer has it, where the operator says so."""


@dataclass(frozen=True, slots=True)
class PayoutRecord:
    """Money on its way to the shop."""

    id: str
    status: str
    amount: Money
    kind: str
    account: str
    bank: str
    reference: str
    refusal: str
    created_at: datetime
    branch: str = ""
    holder: str = ""
    due_at: datetime | None = None
    """By when the operator means to send it."""


def public_url(link: LinkRecord) -> str:
    """Where payers reach the checkout, as its own links tell."""
    return link.url.rpartition("/s/" if link.kind == "store" else "/l/")[0]


def read_shop(doc: Mapping[str, Any]) -> ShopRecord:
    return ShopRecord(
        doc["id"],
        doc["phone"],
        plain_line(doc["name"]),
        plain_line(doc.get("address", "")),
        "en" if doc.get("language") == "en" else "bn",
        doc.get("slug", ""),
        doc.get("word_key", ""),
        doc.get("link_key", ""),
        _bytes(doc.get("logo")),
        bool(doc.get("shows_phone", True)),
        bool(doc.get("requires_email")),
        bool(doc.get("requires_address")),
        bool(doc.get("payer_bears_fee")),
    )


def read_link(doc: Mapping[str, Any]) -> LinkRecord:
    return LinkRecord(
        id=doc["id"],
        kind=doc["kind"],
        url=doc["url"],
        code=doc["code"],
        amount=_money(doc.get("amount")),
        note=plain_line(doc.get("note") or ""),
        status=doc["status"],
        expires_at=_moment(doc.get("expires_at")),
        created_at=_time(doc["created_at"]),
        paid_at=_moment(doc.get("paid_at")),
        payments_count=doc.get("payments_count", 0),
        paid_total=Money(doc.get("paid_total", 0)),
        closing_message=plain_line(doc.get("closing_message") or ""),
        customer=_customer(doc.get("customer") or {}),
        least=_money(doc.get("least")),
        most=_money(doc.get("most")),
        suggested=tuple(Money(poisha) for poisha in doc.get("suggested") or ()),
        opened_at=_moment(doc.get("opened_at")),
        waiting=bool(doc.get("waiting")),
        problem=str(doc.get("problem") or ""),
    )


def read_draft(doc: Mapping[str, Any]) -> LinkDraft:
    """What was asked for, from a link that waits to be sent."""
    customer, expires_at = _customer(doc.get("customer") or {}), _moment(doc.get("expires_at"))
    return LinkDraft(doc["id"], doc["code"], Money(doc["amount"]), doc.get("note") or "", customer, expires_at)


def read_payment(doc: Mapping[str, Any]) -> PaymentRecord:
    payer = doc.get("payer") or {}
    return PaymentRecord(
        id=doc["id"],
        link_id=doc["link_id"],
        status=doc["status"],
        amount=Money(doc["amount"]),
        fee=_money(doc.get("fee")),
        net=_money(doc.get("net")),
        method=plain_line(doc.get("method") or ""),
        gateway_ref=doc.get("gateway_ref") or "",
        name=plain_line(payer.get("name") or ""),
        phone=payer.get("phone") or "",
        email=plain_line(payer.get("email") or ""),
        address=plain_line(payer.get("address") or ""),
        late=bool(doc.get("late")),
        duplicate=bool(doc.get("duplicate")),
        reason=plain_line(str(doc.get("operator_words") or "")),
        hold_reason=_hold_reason(doc),
        refunded=Money(doc.get("refunded") or 0),
        created_at=_time(doc["created_at"]),
        paid_at=_moment(doc.get("paid_at")),
        code=doc.get("code") or "",
        going_back=Money(doc.get(GOING_BACK) or 0),
        cost_of_back=Money(doc.get(COST_OF_BACK) or 0),
    )


def _hold_reason(doc: Mapping[str, Any]) -> str:
    """The kind; an older server held only what its gateway called risky, and named no kind."""
    if "hold_reason" in doc:
        return str(doc["hold_reason"] or "")
    is_captured = doc.get("net") is not None and doc.get("paid_at") is None
    return "risk" if is_captured else ""


def read_entry(doc: Mapping[str, Any]) -> EntryRecord:
    return EntryRecord(
        id=doc["id"],
        kind=doc["kind"],
        amount=Money(doc["amount"]),
        balance_after=Money(doc["balance_after"]),
        payment_id=doc.get("payment_id"),
        created_at=_time(doc["created_at"]),
    )


def read_refund(doc: Mapping[str, Any]) -> RefundRecord:
    return RefundRecord(
        id=doc["id"],
        payment_id=doc["payment_id"],
        status=doc["status"],
        amount=Money(doc["amount"]),
        cost=Money(doc["cost"]),
        refusal=plain_line(str(doc.get("refusal") or "")),
        created_at=_time(doc["created_at"]),
        due_at=_moment(doc.get("due_at")),
    )


def read_payout(doc: Mapping[str, Any]) -> PayoutRecord:
    to = doc["to"]
    return PayoutRecord(
        id=doc["id"],
        status=doc["status"],
        amount=Money(doc["amount"]),
        kind=to["kind"],
        account=to["account"],
        bank=plain_line(to.get("bank") or ""),
        reference=plain_line(doc.get("reference") or ""),
        refusal=plain_line(doc.get("refusal") or ""),
        created_at=_time(doc["created_at"]),
        branch=plain_line(to.get("branch") or ""),
        holder=plain_line(to.get("holder") or ""),
        due_at=_moment(doc.get("due_at")),
    )


def _customer(doc: Mapping[str, Any]) -> Customer:
    return Customer(plain_line(doc.get("name") or ""), doc.get("phone") or "")


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _money(poisha: int | None) -> Money | None:
    return None if poisha is None else Money(poisha)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else _time(text)
