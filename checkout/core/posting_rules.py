"""Double entry: which entries a money event adds. Debits are positive, credits negative."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NewType

from checkout.core.payment import PaymentId
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


def refunds_payable(gateway: str) -> AccountId:
    """What is promised to payers and has not left the gateway yet: a liability."""
    return AccountId(f"refunds_payable:{gateway}")


def shops_own(merchant_id: str) -> AccountId:
    """What came to the shop's own account, outside its digital balance: nobody here owes it."""
    return AccountId(f"shops_own:{merchant_id}")


PAYOUTS_PAYABLE: Final = AccountId("payouts_payable")
"""What shops asked to be paid out and have not been sent yet: a liability."""
OPERATOR_BANK: Final = AccountId("operator_bank")
"""The operator's own money, from which payouts are sent."""
AT_SHOPS_OWN: Final = AccountId("at_shops_own")
"""The other side of what came to shops' own accounts, as a server told us: no asset of the operator's."""
FEE_INCOME: Final = AccountId("fee_income")
"""The operator's service fees."""
ADJUSTMENTS: Final = AccountId("adjustments")
"""The other side of what the operator gives a shop or takes from it, with a reason."""


def when_paid(
    merchant_id: str, gateway: str, amount: Money, gateway_fee: Money, service_fee: Money = ZERO
) -> tuple[Entry, ...]:
    """The entries one captured payment adds: the gateway owes us the net, we owe the shop gross less both fees.

    The fees are written as one entry of their own, so that the shop sees gross, fee and net.
    Source: docs/decisions/0004-chart-of-accounts.md. Raises Unbalanced.
    """
    payable = merchant_payable(merchant_id)
    entries = (
        Entry(gateway_receivable(gateway), amount - gateway_fee, "payment"),
        Entry(payable, -amount, "payment"),
        Entry(payable, gateway_fee + service_fee, "fee"),
        Entry(FEE_INCOME, -service_fee, "fee"),
    )
    return balanced(*(entry for entry in entries if entry.amount))


def when_paid_to_shop(merchant_id: str, amount: Money) -> tuple[Entry, ...]:
    """A payment that went straight to the shop's own account: noted on two accounts of its own, and owed to nobody.

    Source: docs/decisions/0062-money-at-the-shops-own-account.md. Raises Unbalanced.
    """
    return balanced(Entry(AT_SHOPS_OWN, amount, "payment"), Entry(shops_own(merchant_id), -amount, "payment"))


def when_refund_promised(merchant_id: str, gateway: str, amount: Money, fee_back: Money) -> tuple[Entry, ...]:
    """The shop gives the money up the moment it is promised, less the fee that the gateway gives back.

    Source: docs/decisions/0009-money-back.md. Raises Unbalanced.
    """
    payable = merchant_payable(merchant_id)
    entries = (
        Entry(payable, amount, "refund"),
        Entry(payable, -fee_back, "fee"),
        Entry(gateway_receivable(gateway), fee_back, "fee"),
        Entry(refunds_payable(gateway), -amount, "refund"),
    )
    return balanced(*(entry for entry in entries if entry.amount))


def when_refunded(gateway: str, amount: Money) -> tuple[Entry, ...]:
    """The gateway paid the payer back out of what it owed us. Raises Unbalanced."""
    return balanced(
        Entry(refunds_payable(gateway), amount, "refund"), Entry(gateway_receivable(gateway), -amount, "refund")
    )


def when_payout_asked(merchant_id: str, amount: Money) -> tuple[Entry, ...]:
    """The sum leaves the balance the moment it is asked for, so that it cannot be asked for twice."""
    return balanced(Entry(merchant_payable(merchant_id), amount, "payout"), Entry(PAYOUTS_PAYABLE, -amount, "payout"))


def when_payout_sent(amount: Money) -> tuple[Entry, ...]:
    """The operator sent it from its own bank."""
    return balanced(Entry(PAYOUTS_PAYABLE, amount, "payout"), Entry(OPERATOR_BANK, -amount, "payout"))


def when_adjusted(merchant_id: str, amount: Money) -> tuple[Entry, ...]:
    """The operator gives the shop a sum (positive) or takes it (negative)."""
    return balanced(
        Entry(merchant_payable(merchant_id), -amount, "adjustment"), Entry(ADJUSTMENTS, amount, "adjustment")
    )


def undone(*entries: Entry) -> tuple[Entry, ...]:
    """The reverse of a transaction: a correction is a new one, never a change."""
    return balanced(*(Entry(entry.account, -entry.amount, entry.kind) for entry in entries))


def balanced(*entries: Entry) -> tuple[Entry, ...]:
    """The same entries, once they were seen to sum to zero. Raises Unbalanced."""
    if sum((entry.amount for entry in entries), ZERO):
        raise Unbalanced(entries)
    return entries


@dataclass(frozen=True, slots=True)
class BalanceEntry:
    """One line of a shop's history: positive is money in, `balance_after` is what then stood there."""

    id: str
    position: int
    kind: EntryKind
    amount: Money
    balance_after: Money
    payment_id: PaymentId | None
    created_at: datetime
