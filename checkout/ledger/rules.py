"""Double entry: which entries a money event adds. Debits are positive, credits negative."""

from dataclasses import dataclass
from typing import Final, Literal, NewType

from money import Money

AccountId = NewType("AccountId", str)
EntryKind = Literal["payment", "fee", "refund", "payout", "adjustment"]

ZERO: Final = Money(0)


class Unbalanced(Exception):
    """Entries that do not sum to zero; always our own mistake."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger transaction; `kind` is what the merchant's history calls it."""

    account: AccountId
    amount: Money
    kind: EntryKind


def gateway_receivable(gateway: str) -> AccountId:
    """What the gateway owes us until it settles: an asset."""
    return AccountId(f"gateway_receivable:{gateway}")


def merchant_payable(merchant_id: str) -> AccountId:
    """What we owe the shop, its digital balance: a liability, so its balance is negative."""
    return AccountId(f"merchant_payable:{merchant_id}")


def when_paid(merchant_id: str, gateway: str, amount: Money, fee: Money) -> tuple[Entry, ...]:
    """The entries one captured payment adds: the gateway owes us the net, we owe the shop gross less fee.

    The gateway's fee is written as an entry of its own, so that the shop sees gross, fee and net.
    Source: docs/decisions/0004-chart-of-accounts.md. Raises Unbalanced.
    """
    shop = merchant_payable(merchant_id)
    entries = (
        Entry(gateway_receivable(gateway), amount - fee, "payment"),
        Entry(shop, -amount, "payment"),
        Entry(shop, fee, "fee"),
    )
    return balanced(*(entry for entry in entries if entry.amount))


def balanced(*entries: Entry) -> tuple[Entry, ...]:
    """The same entries, once they were seen to sum to zero. Raises Unbalanced."""
    if sum((entry.amount for entry in entries), ZERO):
        raise Unbalanced(entries)
    return entries
