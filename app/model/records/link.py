"""Links, those that wait to be sent among them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.model.documents import (
    Doc,
    all_money,
    any_doc,
    any_line,
    any_moment,
    any_money,
    any_number,
    any_text,
    moment_of,
    money_of,
    text_of,
)
from app.model.records.base import NOTHING
from money import Money


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a link was made for; both empty for whoever opens it."""

    name: str
    phone: str


ANYBODY: Final = Customer("", "")


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
    made_by: str = ""
    """Who made it, as the device was called then; a server older than this app does not say."""
    made_by_id: str = ""


def read_link(doc: Doc) -> LinkRecord:
    return LinkRecord(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        url=text_of(doc, "url"),
        code=text_of(doc, "code"),
        amount=any_money(doc, "amount"),
        note=any_line(doc, "note"),
        status=text_of(doc, "status"),
        expires_at=any_moment(doc, "expires_at"),
        created_at=moment_of(doc, "created_at"),
        paid_at=any_moment(doc, "paid_at"),
        payments_count=any_number(doc, "payments_count"),
        paid_total=any_money(doc, "paid_total") or NOTHING,
        closing_message=any_line(doc, "closing_message"),
        customer=_customer(any_doc(doc, "customer")),
        least=any_money(doc, "least"),
        most=any_money(doc, "most"),
        suggested=all_money(doc, "suggested"),
        opened_at=any_moment(doc, "opened_at"),
        waiting=bool(doc.get("waiting")),
        problem=any_text(doc, "problem"),
        made_by=any_line(any_doc(doc, "made_by"), "name"),
        made_by_id=any_text(any_doc(doc, "made_by"), "device_id"),
    )


def read_draft(doc: Doc) -> LinkDraft:
    """What was asked for, from a link that waits to be sent."""
    return LinkDraft(
        id=text_of(doc, "id"),
        code=text_of(doc, "code"),
        amount=money_of(doc, "amount"),
        note=any_text(doc, "note"),
        customer=_customer(any_doc(doc, "customer")),
        expires_at=any_moment(doc, "expires_at"),
    )


def public_url(link: LinkRecord) -> str:
    """Where payers reach the checkout, as its own links tell."""
    return link.url.rpartition("/s/" if link.kind == "store" else "/l/")[0]


def _customer(doc: Doc) -> Customer:
    return Customer(any_line(doc, "name"), any_text(doc, "phone"))
