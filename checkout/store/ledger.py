"""Posting to the books and reading a shop's history from them."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Row, bindparam, func, select, update

from checkout.core.merchant import MerchantId
from checkout.core.payment import PaymentId
from checkout.core.posting_rules import AccountId, BalanceEntry, Entry, balanced, merchant_payable
from checkout.store.statements import Statement
from checkout.store.tables import ledger_accounts as accounts
from checkout.store.tables import ledger_entries as entries
from checkout.store.tables import ledger_transactions as transactions
from checkout.store.unit_of_work import UnitOfWork
from money import Money

# Made once: to build a statement and its cache key costs more than to run it.
_BEGIN: Final = Statement(transactions.insert())
_WRITE: Final = Statement(entries.insert())
_MOVE: Final = Statement(
    update(accounts)
    .where(accounts.c.id == bindparam("account"))
    .values(balance_poisha=accounts.c.balance_poisha + bindparam("moved"))
    .returning(accounts.c.balance_poisha)
)
_OPEN: Final = Statement(accounts.insert())
# By itself and after the move: whoever waited for another's move must see the entries that came with it.
_LAST: Final = Statement(
    select(func.coalesce(func.max(entries.c.position), 0)).where(entries.c.account_id == bindparam("account"))
)
_BALANCE: Final = Statement(select(accounts.c.balance_poisha).where(accounts.c.id == bindparam("account")))


def post(uow: UnitOfWork, source: str, payment_id: PaymentId | None, lines: Iterable[Entry]) -> list[BalanceEntry]:
    """Write one ledger transaction and move the kept balances; the shop's lines come back.

    Raises IntegrityError when `source` was posted before: the database itself holds exactly once.
    """
    transaction_id = uow.new_id("lt")
    begun = {"id": transaction_id, "source": source, "payment_id": payment_id, "created_at": uow.now}
    _BEGIN.run(uow.conn, begun)
    lines = balanced(*lines)
    standing = _moved(uow, lines)
    rows: list[dict[str, object]] = []
    told: list[BalanceEntry] = []
    for line in lines:
        before, position = standing[line.account]
        after = before + line.amount
        standing[line.account] = (after, position + 1)
        entry_id = uow.new_id("le")
        rows.append(
            {
                "id": entry_id,
                "transaction_id": transaction_id,
                "account_id": line.account,
                "position": position + 1,
                "kind": line.kind,
                "amount_poisha": line.amount.poisha,
                "balance_after_poisha": after.poisha,
                "created_at": uow.now,
            }
        )
        if line.account.startswith("merchant_payable:"):
            told.append(BalanceEntry(entry_id, position + 1, line.kind, -line.amount, -after, payment_id, uow.now))
    _WRITE.run(uow.conn, *rows)
    uow.last_entries.update((account, position) for account, (_, position) in standing.items())
    return told


def balance(conn: Connection, merchant_id: MerchantId) -> Money:
    """The digital balance as it is kept; what we owe is a credit, hence the sign."""
    account = merchant_payable(merchant_id)
    kept = _BALANCE.first(conn, {"account": account})
    return Money(-kept[0] if kept else 0)


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


def _moved(uow: UnitOfWork, lines: Iterable[Entry]) -> dict[AccountId, tuple[Money, int]]:
    """Move the kept balance of each account by all of its lines; what it was before, and its last entry's place."""
    sums: dict[AccountId, Money] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, Money(0)) + line.amount
    standing = {}
    for account, sum_ in sums.items():
        moved = _MOVE.first(uow.conn, {"account": account, "moved": sum_.poisha})
        if moved is None:
            _OPEN.run(uow.conn, {"id": account, "balance_poisha": sum_.poisha})
            standing[account] = (Money(0), 0)
            continue
        last = uow.last_entries.get(account)
        if last is None:
            last = _LAST.one(uow.conn, {"account": account})[0]
        standing[account] = (Money(moved[0]) - sum_, last)
    return standing


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
