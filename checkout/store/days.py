"""What one day of a shop's history adds up to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from checkout.core.merchant import MerchantId
from checkout.core.posting_rules import merchant_payable
from checkout.store.tables import ledger_entries as entries
from checkout.store.tables import ledger_transactions as transactions
from checkout.store.tables import payments
from money import Money


@dataclass(frozen=True, slots=True)
class EntrySum:
    """The entries of one kind and one method: how many, and their sum; positive is money in."""

    method: str
    kind: str
    count: int
    total: Money


def entry_sums(conn: Connection, merchant_id: MerchantId, since: datetime, until: datetime) -> list[EntrySum]:
    """From `since` up to `until`, by the moment at which the balance moved."""
    method = func.coalesce(payments.c.method, "")
    query = (
        select(method, entries.c.kind, func.count(), -func.sum(entries.c.amount_poisha))
        .select_from(entries)
        .join(transactions, transactions.c.id == entries.c.transaction_id)
        .outerjoin(payments, payments.c.id == transactions.c.payment_id)
        .where(entries.c.account_id == merchant_payable(merchant_id))
        .where(entries.c.created_at >= since, entries.c.created_at < until)
        .group_by(method, entries.c.kind)
        .order_by(method, entries.c.kind)
    )
    return [EntrySum(name, kind, count, Money(int(total))) for name, kind, count, total in conn.execute(query)]
