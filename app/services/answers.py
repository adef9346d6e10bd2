"""What the checkout answers where a screen asks something, read into plain values. Each function raises WrongField."""

from dataclasses import dataclass
from datetime import datetime

from app.model.documents import Doc, any_moment, any_money, any_text, doc_of, moment_of, money_of, number_of, text_of
from money import Money


@dataclass(frozen=True, slots=True)
class PayoutQuote:
    """What a payout would do: `fee` stays with the operator, `sent` goes to the account, by `due_at` at the latest."""

    amount: Money
    fee: Money
    sent: Money
    account: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SentCode:
    """A one-time code is on its way; `demo_code` is given by a demo only."""

    resend_after_seconds: int
    demo_code: str
    request: str = ""
    """Told back with a sign-in's code; a server older than this app tells none, and needs none."""


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """What money back would take from the balance, and what could go back at most.

    `fee_kept` is the part of the charge that is lost with it, `balance_after` what then stands in the balance and
    `due_at` by when the customer has it; a server older than this app tells none of the three.
    """

    amount: Money
    fee_back: Money
    cost: Money
    left: Money
    fee_kept: Money | None = None
    balance_after: Money | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in for one of the shop's people, told this once."""

    id: str
    code: str
    url: str
    """Where the app takes it; empty where the operator has not said where the app is."""
    role: str
    expires_at: datetime

    @property
    def shown(self) -> str:
        """What is shown as a QR and sent: the link, or the code alone."""
        return self.url or self.code


def read_sent_code(doc: Doc) -> SentCode:
    return SentCode(number_of(doc, "resend_after_seconds"), any_text(doc, "demo_code"), any_text(doc, "request"))


def read_payout_quote(doc: Doc) -> PayoutQuote:
    return PayoutQuote(
        amount=money_of(doc, "amount"),
        fee=money_of(doc, "fee"),
        sent=money_of(doc, "sent"),
        account=text_of(doc_of(doc, "to"), "account"),
        due_at=moment_of(doc, "due_at"),
    )


def read_refund_quote(doc: Doc) -> RefundQuote:
    return RefundQuote(
        amount=money_of(doc, "amount"),
        fee_back=money_of(doc, "fee_back"),
        cost=money_of(doc, "cost"),
        left=money_of(doc, "left"),
        fee_kept=any_money(doc, "fee_kept"),
        balance_after=any_money(doc, "balance_after"),
        due_at=any_moment(doc, "due_at"),
    )


def read_invitation(doc: Doc) -> Invitation:
    return Invitation(
        id=text_of(doc, "id"),
        code=text_of(doc, "code"),
        url=any_text(doc, "url"),
        role=text_of(doc, "role"),
        expires_at=moment_of(doc, "expires_at"),
    )
