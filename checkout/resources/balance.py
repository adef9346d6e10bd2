"""The digital balance, as it is told: what stands in it, its history, and what goes out of it."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.payout import Destination, DestinationKind, Payout, PayoutStatus
from checkout.core.posting_rules import BalanceEntry, EntryKind
from checkout.resources.base import CURRENCY, Currency, Moment, Poisha, id_of, rfc3339
from money import Money


class BalanceShape(TypedDict):
    """The digital balance, in poisha."""

    balance: Poisha
    available: Poisha
    held: Poisha
    on_its_way: Poisha
    currency: Currency


def balance_resource(balance: Money, held: Money, on_its_way: Money) -> BalanceShape:
    """`held` waits for the operator and is not in the balance; `on_its_way` has left it and was not sent yet."""
    return {
        "balance": balance.poisha,
        "available": max(0, balance.poisha),
        "held": held.poisha,
        "on_its_way": on_its_way.poisha,
        "currency": CURRENCY,
    }


class EntryShape(TypedDict):
    """One line of the balance's history."""

    id: Annotated[str, id_of("le")]
    kind: EntryKind
    amount: Poisha
    balance_after: Poisha
    currency: Currency
    payment_id: Annotated[str, id_of("pay")] | None
    created_at: Moment


def entry_resource(entry: BalanceEntry) -> EntryShape:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "amount": entry.amount.poisha,
        "balance_after": entry.balance_after.poisha,
        "currency": CURRENCY,
        "payment_id": entry.payment_id,
        "created_at": rfc3339(entry.created_at),
    }


class DestinationShape(TypedDict):
    """Where a payout goes."""

    kind: DestinationKind
    account: str
    bank: NotRequired[str | None]
    branch: NotRequired[str | None]
    holder: NotRequired[str | None]


def destination_resource(to: Destination) -> DestinationShape:
    told: DestinationShape = {"kind": to.kind, "account": to.account}
    if to.kind == "bank":
        told["bank"], told["branch"] = to.bank, to.branch
    if to.kind == "bank" or to.holder:
        told["holder"] = to.holder
    return told


class PayoutShape(TypedDict):
    """Money on its way to the shop."""

    id: Annotated[str, id_of("po")]
    status: Annotated[PayoutStatus, Field(description="`asked` may be called off by the shop, `taken` not any more")]
    amount: Poisha
    currency: Currency
    to: DestinationShape
    reference: str
    refusal: str
    created_at: Moment
    ended_at: Moment | None
    due_at: NotRequired[Annotated[Moment | None, Field(description="By when the operator means to send it")]]


def payout_resource(payout: Payout) -> PayoutShape:
    return {
        "id": payout.id,
        "status": payout.status,
        "amount": payout.amount.poisha,
        "currency": CURRENCY,
        "to": destination_resource(payout.to),
        "reference": payout.reference,
        "refusal": payout.refusal,
        "created_at": rfc3339(payout.created_at),
        "ended_at": rfc3339(payout.ended_at),
        "due_at": rfc3339(payout.due_at),
    }
