"""Payments, and what goes back of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from app.model.documents import Doc, any_doc, any_line, any_moment, any_money, any_text, moment_of, money_of, text_of
from app.model.records.base import NOTHING
from money import Money

GOING_BACK: Final = "going_back"
COST_OF_BACK: Final = "cost_of_back"
"""Where a payment's document says what its refunds come to, and what they took from the balance; whoever keeps the
refunds puts it there."""


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
    at_own_account: bool = False
    """Whether it went to the shop's own account, past its balance."""
    going_back: Money = NOTHING
    """What was promised to the payer or went back: a payment's own status says so only at the end of a refund."""
    cost_of_back: Money = NOTHING
    """What that took from the balance: less than it by the part of the fee that came back."""
    handed_over_at: datetime | None = None
    """When somebody of the shop said that its goods went out."""
    handed_over_by: str = ""
    """Who that was, as the device was called then."""

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


def read_payment(doc: Doc) -> PaymentRecord:
    payer = any_doc(doc, "payer")
    return PaymentRecord(
        id=text_of(doc, "id"),
        link_id=text_of(doc, "link_id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        fee=any_money(doc, "fee"),
        net=any_money(doc, "net"),
        method=any_line(doc, "method"),
        gateway_ref=any_text(doc, "gateway_ref"),
        name=any_line(payer, "name"),
        phone=any_text(payer, "phone"),
        email=any_line(payer, "email"),
        address=any_line(payer, "address"),
        late=bool(doc.get("late")),
        duplicate=bool(doc.get("duplicate")),
        reason=any_line(doc, "operator_words"),
        hold_reason=_hold_reason(doc),
        refunded=any_money(doc, "refunded") or NOTHING,
        created_at=moment_of(doc, "created_at"),
        paid_at=any_moment(doc, "paid_at"),
        code=any_text(doc, "code"),
        at_own_account=doc.get("at_own_account") is True,
        going_back=any_money(doc, GOING_BACK) or NOTHING,
        cost_of_back=any_money(doc, COST_OF_BACK) or NOTHING,
        handed_over_at=any_moment(doc, "handed_over_at"),
        handed_over_by=any_line(any_doc(doc, "handed_over_by"), "name"),
    )


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
    asked_by: str = ""
    """Who gave it back, as the device was called then."""

    @property
    def is_off(self) -> bool:
        """Whether it came to nothing: who asks for the same again wants another one."""
        return self.status == "refused"


def read_refund(doc: Doc) -> RefundRecord:
    return RefundRecord(
        id=text_of(doc, "id"),
        payment_id=text_of(doc, "payment_id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        cost=any_money(doc, "cost") or NOTHING,  # Not told at the till.
        refusal=any_line(doc, "refusal"),
        created_at=moment_of(doc, "created_at"),
        due_at=any_moment(doc, "due_at"),
        asked_by=any_line(any_doc(doc, "asked_by"), "name"),
    )


def _hold_reason(doc: Doc) -> str:
    """The kind; an older server held only what its gateway called risky, and named no kind."""
    if "hold_reason" in doc:
        return any_text(doc, "hold_reason")
    is_captured = doc.get("net") is not None and doc.get("paid_at") is None
    return "risk" if is_captured else ""
