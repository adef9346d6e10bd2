"""Posting to the books and reading a shop's history from them."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, func, select, update

from checkout.core.merchant import MerchantId
from checkout.core.payment import PaymentId
from checkout.core.posting_rules import AccountId, BalanceEntry, Entry, balanced, merchant_payable
from checkout.store.database import UnitOfWork
from checkout.store.tables import ledger_accounts as accounts
from checkout.store.tables import ledger_entries as entries
from checkout.store.tables import ledger_transactions as transactions
from money import Money


def post(uow: UnitOfWork, source: str, payment_id: PaymentId | None, lines: Iterable[Entry]) -> list[BalanceEntry]:
    """Write one ledger transaction and move the kept balances; the shop's lines come back.

    Raises IntegrityError when `source` was posted before: the database itself holds exactly once.
    """
    transaction_id = uow.new_id("lt")
    uow.conn.execute(
        transactions.insert().values(id=transaction_id, source=source, payment_id=payment_id, created_at=uow.now)
    )
    written = [_write(uow, transaction_id, payment_id, line) for line in balanced(*lines)]
    return [entry for entry in written if entry is not None]


def balance(conn: Connection, merchant_id: MerchantId) -> Money:
    """The digital balance as it is kept; what we owe is a credit, hence the sign."""
    account = merchant_payable(merchant_id)
    kept = conn.execute(select(accounts.c.balance_poisha).where(accounts.c.id == account)).scalar()
    return Money(-(kept or 0))


def history(conn: Connection, merchant_id: MerchantId, limit: int, before_position: int | None) -> list[BalanceEntry]:
    """The shop's entries, newest first."""
    query = (
        select(entries, transactions.c.payment_id)
        .join(transactions, transactions.c.id == entries.c.transaction_id)
        .where(entries.c.account_id == merchant_payable(merchant_id))
        .order_by(entries.c.position.desc())
        .limit(limit)
    )
    if before_position is not None:
        query = query.where(entries.c.position < before_position)
    return [_entry(row) for row in conn.execute(query)]


def _write(uow: UnitOfWork, transaction_id: str, payment_id: PaymentId | None, line: Entry) -> BalanceEntry | None:
    after, position = _move(uow.conn, line.account, line.amount)
    entry_id = uow.new_id("le")
    uow.conn.execute(
        entries.insert().values(
            id=entry_id,
            transaction_id=transaction_id,
            account_id=line.account,
            position=position,
            kind=line.kind,
            amount_poisha=line.amount.poisha,
            balance_after_poisha=after.poisha,
            created_at=uow.now,
        )
    )
    if not line.account.startswith("merchant_payable:"):
        return None
    return BalanceEntry(entry_id, position, line.kind, -line.amount, -after, payment_id, uow.now)


def _move(conn: Connection, account: AccountId, amount: Money) -> tuple[Money, int]:
    """Change the kept balance; the balance after, and the place of the entry in the account."""
    moved = conn.execute(
        update(accounts)
        .where(accounts.c.id == account)
        .values(balance_poisha=accounts.c.balance_poisha + amount.poisha)
        .returning(accounts.c.balance_poisha)
    ).scalar()
    if moved is None:
        conn.execute(accounts.insert().values(id=account, balance_poisha=amount.poisha))
        return amount, 1
    last = select(func.max(entries.c.position)).where(entries.c.account_id == account)
    return Money(moved), (conn.execute(last).scalar() or 0) + 1


def _entry(row: Row[*tuple[object, ...]]) -> BalanceEntry:
    return BalanceEntry(
        id=row.id,
        position=row.position,
        kind=row.kind,
        amount=Money(-row.amount_poisha),
        balance_after=Money(-row.balance_after_poisha),
        payment_id=row.payment_id,
        created_at=row.created_at,
    )
