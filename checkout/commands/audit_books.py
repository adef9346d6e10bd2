"""Recomputing the books from their entries: every difference is said, none is mended."""

from dataclasses import dataclass

from sqlalchemy import Connection, Table, case, func, select

from checkout.core.payment_status import CAPTURED
from checkout.core.payout import OPEN as OPEN_PAYOUTS
from checkout.core.posting_rules import PAYOUTS_PAYABLE, refunds_payable
from checkout.core.refund import OPEN, RefundStatus
from checkout.store.database import UnitOfWork
from checkout.store.tables import (
    audits,
    events,
    ledger_accounts,
    ledger_entries,
    ledger_transactions,
    links,
    merchants,
    payments,
    payouts,
    refunds,
)
from money import Money


@dataclass(frozen=True, slots=True)
class Audit:
    """What was counted, and what does not agree; clean when nothing is wrong."""

    transactions_count: int
    payments_count: int
    merchants_count: int
    owed_to_merchants: Money
    differences: tuple[str, ...]


def audit_books(conn: Connection) -> Audit:
    """Check transactions, accounts, histories, payments and event numbers against each other."""
    owed = select(func.coalesce(-func.sum(ledger_accounts.c.balance_poisha), 0)).where(
        ledger_accounts.c.id.startswith("merchant_payable:")
    )
    return Audit(
        transactions_count=_count(conn, ledger_transactions),
        payments_count=_count(conn, payments),
        merchants_count=_count(conn, merchants),
        owed_to_merchants=Money(int(conn.execute(owed).scalar_one())),
        differences=(
            *_unbalanced_transactions(conn),
            *_wrong_balances(conn),
            *_broken_histories(conn),
            *_payments_not_booked(conn),
            *_sums_not_booked(conn),
            *_refunds_not_booked(conn),
            *_references_repeated(conn),
            *_promises_not_kept(conn),
            *_links_miscounted(conn),
            *_gaps_in_events(conn),
        ),
    )


def note_audit(uow: UnitOfWork, found: Audit) -> None:
    """Keep what an audit found, for whoever watches."""
    row = {"id": uow.new_id("aud"), "differences_count": len(found.differences), "ended_at": uow.now}
    uow.conn.execute(audits.insert().values(**row))


def _count(conn: Connection, table: Table) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def _unbalanced_transactions(conn: Connection) -> list[str]:
    total = func.coalesce(func.sum(ledger_entries.c.amount_poisha), 0)
    query = (
        select(ledger_transactions.c.id, total, func.count(ledger_entries.c.id))
        .outerjoin(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .group_by(ledger_transactions.c.id)
        .having((total != 0) | (func.count(ledger_entries.c.id) < 2))
    )
    return [f"ledger transaction {row[0]}: {row[2]} entries sum to {row[1]}" for row in conn.execute(query)]


def _wrong_balances(conn: Connection) -> list[str]:
    total = func.coalesce(func.sum(ledger_entries.c.amount_poisha), 0)
    query = (
        select(ledger_accounts.c.id, ledger_accounts.c.balance_poisha, total)
        .outerjoin(ledger_entries, ledger_entries.c.account_id == ledger_accounts.c.id)
        .group_by(ledger_accounts.c.id, ledger_accounts.c.balance_poisha)
        .having(total != ledger_accounts.c.balance_poisha)
    )
    return [f"account {row[0]}: kept {row[1]}, entries sum to {row[2]}" for row in conn.execute(query)]


def _broken_histories(conn: Connection) -> list[str]:
    account, place = ledger_entries.c.account_id, ledger_entries.c.position
    total = func.sum(ledger_entries.c.amount_poisha).over(partition_by=account, order_by=place)
    running = select(
        ledger_entries.c.id,
        place,
        ledger_entries.c.balance_after_poisha,
        total.label("sum_so_far"),
        func.row_number().over(partition_by=account, order_by=place).label("place"),
    ).subquery()
    wrong = (running.c.balance_after_poisha != running.c.sum_so_far) | (running.c.position != running.c.place)
    found = conn.execute(select(running.c.id).where(wrong)).scalars()
    return [f"ledger entry {entry_id}: its place or balance after is wrong" for entry_id in found]


def _payments_not_booked(conn: Connection) -> list[str]:
    captures = (
        select(ledger_transactions.c.payment_id, func.count().label("times"))
        .where(ledger_transactions.c.source.contains(":capture:"))
        .group_by(ledger_transactions.c.payment_id)
        .subquery()
    )
    times = func.coalesce(captures.c.times, 0)
    wanted = case((payments.c.status.in_(CAPTURED), 1), else_=0)
    query = (
        select(payments.c.id, payments.c.status, times)
        .outerjoin(captures, captures.c.payment_id == payments.c.id)
        .where(times != wanted)
    )
    return [f"payment {row[0]} is {row[1]} and booked {row[2]} times" for row in conn.execute(query)]


def _sums_not_booked(conn: Connection) -> list[str]:
    """What a payment says the shop received, against what its ledger transaction gave the shop."""
    given = (
        select(ledger_transactions.c.payment_id, (-func.sum(ledger_entries.c.amount_poisha)).label("net"))
        .join(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .where(
            ledger_transactions.c.source.contains(":capture:"),
            ledger_entries.c.account_id.startswith("merchant_payable:"),
        )
        .group_by(ledger_transactions.c.payment_id)
        .subquery()
    )
    query = (
        select(payments.c.id, payments.c.net_poisha, given.c.net)
        .join(given, given.c.payment_id == payments.c.id)
        .where(given.c.net != payments.c.net_poisha)
    )
    return [f"payment {row[0]}: net {row[1]}, booked {row[2]}" for row in conn.execute(query)]


def _refunds_not_booked(conn: Connection) -> list[str]:
    """What a payment says went back, against its refunds; and never more promised than was paid."""
    amount = refunds.c.amount_poisha
    sums = (
        select(
            refunds.c.payment_id,
            func.sum(case((refunds.c.status == RefundStatus.REFUNDED, amount), else_=0)).label("done"),
            func.sum(case((refunds.c.status != RefundStatus.REFUSED, amount), else_=0)).label("promised"),
        )
        .group_by(refunds.c.payment_id)
        .subquery()
    )
    done, promised = func.coalesce(sums.c.done, 0), func.coalesce(sums.c.promised, 0)
    query = (
        select(payments.c.id, payments.c.refunded_poisha, done, promised, payments.c.amount_poisha)
        .outerjoin(sums, sums.c.payment_id == payments.c.id)
        .where((done != payments.c.refunded_poisha) | (promised > payments.c.amount_poisha))
    )
    return [
        f"payment {row[0]}: {row[1]} went back, refunds say {row[2]} and promise {row[3]} of {row[4]}"
        for row in conn.execute(query)
    ]


def _references_repeated(conn: Connection) -> list[str]:
    """What a gateway paid back once closes one refund: two under one reference are one too many in the books."""
    named = (refunds.c.gateway_ref != "") & (refunds.c.status != RefundStatus.REFUSED)
    reference = func.lower(refunds.c.gateway_ref).label("reference")
    repeated = (
        select(refunds.c.gateway, reference)
        .where(named)
        .group_by(refunds.c.gateway, func.lower(refunds.c.gateway_ref))
        .having(func.count() > 1)
        .subquery()
    )
    query = (
        select(repeated.c.gateway, repeated.c.reference, refunds.c.id)
        .join(
            repeated,
            (repeated.c.gateway == refunds.c.gateway) & (repeated.c.reference == func.lower(refunds.c.gateway_ref)),
        )
        .where(named)
        .order_by(refunds.c.created_at, refunds.c.id)
    )
    found: dict[tuple[str, str], list[str]] = {}
    for row in conn.execute(query):
        found.setdefault((row.gateway, row.reference), []).append(row.id)
    return [
        f"refunds {', '.join(ids)}: all under the reference {reference} of {gateway}"
        for (gateway, reference), ids in found.items()
    ]


def _promises_not_kept(conn: Connection) -> list[str]:
    """What is owed to payers and on its way to shops, in the books and by the refunds and payouts left open."""
    accounts = select(ledger_accounts.c.id, -ledger_accounts.c.balance_poisha).where(
        ledger_accounts.c.id.startswith("refunds_payable:") | (ledger_accounts.c.id == PAYOUTS_PAYABLE)
    )
    kept = {row[0]: int(row[1]) for row in conn.execute(accounts)}
    back = (
        select(refunds.c.gateway, func.sum(refunds.c.amount_poisha))
        .where(refunds.c.status.in_(OPEN))
        .group_by(refunds.c.gateway)
    )
    owed: dict[str, int] = {refunds_payable(row[0]): int(row[1]) for row in conn.execute(back)}
    out = select(func.coalesce(func.sum(payouts.c.amount_poisha), 0)).where(payouts.c.status.in_(OPEN_PAYOUTS))
    owed[PAYOUTS_PAYABLE] = int(conn.execute(out).scalar_one())
    return [
        f"account {name}: kept {kept.get(name, 0)}, left open {owed.get(name, 0)}"
        for name in sorted({*kept, *owed})
        if kept.get(name, 0) != owed.get(name, 0)
    ]


def _links_miscounted(conn: Connection) -> list[str]:
    counted = func.sum(payments.c.amount_poisha - payments.c.surcharge_poisha)
    paid = (
        select(payments.c.link_id, func.count().label("many"), counted.label("total"))
        .where(payments.c.status.in_(CAPTURED))
        .group_by(payments.c.link_id)
        .subquery()
    )
    many, total = func.coalesce(paid.c.many, 0), func.coalesce(paid.c.total, 0)
    query = (
        select(links.c.id, links.c.payments_count, many)
        .outerjoin(paid, paid.c.link_id == links.c.id)
        .where((many != links.c.payments_count) | (total != links.c.paid_total_poisha))
    )
    return [f"link {row[0]}: counts {row[1]} payments, has {row[2]}" for row in conn.execute(query)]


def _gaps_in_events(conn: Connection) -> list[str]:
    logged = (
        select(events.c.merchant_id, func.count().label("many"), func.max(events.c.seq).label("last"))
        .group_by(events.c.merchant_id)
        .subquery()
    )
    many, last = func.coalesce(logged.c.many, 0), func.coalesce(logged.c.last, 0)
    query = (
        select(merchants.c.id, merchants.c.event_seq, many, last)
        .outerjoin(logged, logged.c.merchant_id == merchants.c.id)
        .where((many != merchants.c.event_seq) | (last != merchants.c.event_seq))
    )
    return [f"shop {row[0]}: {row[2]} events up to {row[3]}, counted {row[1]}" for row in conn.execute(query)]
