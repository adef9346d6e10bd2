"""The digital balance's history, and what goes out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from app.model.documents import Doc, any_line, any_moment, any_text, doc_of, moment_of, money_of, text_of
from money import Money


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One line of the digital balance's history; positive is money in."""

    id: str
    kind: str
    amount: Money
    balance_after: Money
    payment_id: str | None
    created_at: datetime


def read_entry(doc: Doc) -> EntryRecord:
    return EntryRecord(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        amount=money_of(doc, "amount"),
        balance_after=money_of(doc, "balance_after"),
        payment_id=any_text(doc, "payment_id") or None,
        created_at=moment_of(doc, "created_at"),
    )


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


def read_payout(doc: Doc) -> PayoutRecord:
    to = doc_of(doc, "to")
    return PayoutRecord(
        id=text_of(doc, "id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        kind=text_of(to, "kind"),
        account=text_of(to, "account"),
        bank=any_line(to, "bank"),
        reference=any_line(doc, "reference"),
        refusal=any_line(doc, "refusal"),
        created_at=moment_of(doc, "created_at"),
        branch=any_line(to, "branch"),
        holder=any_line(to, "holder"),
        due_at=any_moment(doc, "due_at"),
    )
