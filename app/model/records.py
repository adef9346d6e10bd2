"""What the app knows of links, payments and entries, as plain values.

`reading.py` makes them of what the server tells.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NotRequired, TypedDict
from urllib.parse import quote

from language import Language
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

    def request(self) -> dict[str, object]:
        """What the server is told."""
        return {
            "id": self.id,
            "code": self.code,
            "amount": self.amount.poisha,
            "note": self.note,
            "customer": {"name": self.customer.name, "phone": self.customer.phone},
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
        }

    def waiting(self, url: str, now: datetime) -> dict[str, object]:
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

    @property
    def mails(self) -> str:
        """The address that begins a letter to the payer, to whom alone: a mailbox may hold what would add others.

        Source: RFC 6068, section 2.
        """
        return f"mailto:{quote(self.email, safe='@')}"


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

    @property
    def is_off(self) -> bool:
        """Whether it came to nothing: who asks for the same again wants another one."""
        return self.status == "refused"


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

    @property
    def is_off(self) -> bool:
        """Whether it came to nothing: who asks for the same again wants another one."""
        return self.status in ("refused", "cancelled")


class Destination(TypedDict):
    """Where money is to go, as the checkout takes it."""

    kind: str
    account: str
    bank: NotRequired[str]
    branch: NotRequired[str]
    holder: NotRequired[str]
    account_is_whole: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A device that is signed in."""

    id: str
    name: str
    created_at: datetime
    is_this: bool


def public_url(link: LinkRecord) -> str:
    """Where payers reach the checkout, as its own links tell."""
    return link.url.rpartition("/s/" if link.kind == "store" else "/l/")[0]
