"""What the books are held against, a few rows at a time: each look says every difference it finds, and mends none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Subquery, case, distinct, func, select, text

from checkout.core.payment import OWN_CODE
from checkout.core.payment_status import CAPTURED
from checkout.core.payout import OPEN as OPEN_PAYOUTS
from checkout.core.posting_rules import PAYOUTS_PAYABLE, refunds_payable
from checkout.core.refund import OPEN, RefundStatus
from checkout.store.audit_marks import MARK, with_mark
from checkout.store.tables import (
    direct_payments,
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


@dataclass(frozen=True, slots=True)
class Between:
    """The rows that come after one id, up to another one or to the end."""

    after: str
    until: str | None

    def of(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a row is one of these, by its own id or by a column that names it."""
        later = column > self.after
        return later if self.until is None else later & (column <= self.until)


@dataclass(frozen=True, slots=True)
class Among:
    """The rows with these ids."""

    ids: Sequence[str]

    def of(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a row is one of these, by its own id or by a column that names it."""
        return column.in_(self.ids)


Ids = Between | Among


def unbalanced_transactions(conn: Connection, which: Ids) -> list[str]:
    total = func.coalesce(func.sum(ledger_entries.c.amount_poisha), 0)
    query = (
        select(ledger_transactions.c.id, total, func.count(ledger_entries.c.id))
        .outerjoin(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .where(which.of(ledger_transactions.c.id))
        .group_by(ledger_transactions.c.id)
        .having((total != 0) | (func.count(ledger_entries.c.id) < 2))
    )
    return [f"ledger transaction {row[0]}: {row[2]} entries sum to {row[1]}" for row in conn.execute(query)]


def broken_histories(conn: Connection, which: Ids) -> list[str]:
    """Entries that do not follow from the one before: with `wrong_balances`, each account is then its entries' sum."""
    entry, before = ledger_entries, ledger_entries.alias("before")
    follows = (before.c.account_id == entry.c.account_id) & (before.c.position == entry.c.position - 1)
    balance = func.coalesce(before.c.balance_after_poisha, 0) + entry.c.amount_poisha
    is_first = before.c.id.is_(None) & (entry.c.position == 1)
    query = (
        select(entry.c.id)
        .outerjoin(before, follows)
        .where(which.of(entry.c.id), (entry.c.balance_after_poisha != balance) | (before.c.id.is_(None) & ~is_first))
    )
    found = conn.execute(query).scalars()
    return [f"ledger entry {entry_id}: its place or balance after is wrong" for entry_id in found]


def wrong_balances(conn: Connection, which: Ids) -> list[str]:
    """What is kept of an account, against its last entry."""
    entry = ledger_entries.alias("entry")
    last = (
        select(func.max(entry.c.position))
        .where(entry.c.account_id == ledger_accounts.c.id)
        .correlate(ledger_accounts)
        .scalar_subquery()
    )
    is_last = (ledger_entries.c.account_id == ledger_accounts.c.id) & (ledger_entries.c.position == last)
    said = func.coalesce(ledger_entries.c.balance_after_poisha, 0)
    query = (
        select(ledger_accounts.c.id, ledger_accounts.c.balance_poisha, said)
        .select_from(ledger_accounts.outerjoin(ledger_entries, is_last))
        .where(which.of(ledger_accounts.c.id), said != ledger_accounts.c.balance_poisha)
    )
    return [f"account {row[0]}: kept {row[1]}, its entries come to {row[2]}" for row in conn.execute(query)]


def payments_not_booked(conn: Connection, which: Ids) -> list[str]:
    """Whether each was booked once if it was captured and else never, and as what the shop is said to receive.

    What went to the shop's own account stands past its balance, all else in it.
    """
    booked = _booked(which)
    times = func.coalesce(booked.c.times, 0)
    wanted = case((payments.c.status.in_(CAPTURED), 1), else_=0)
    is_own = payments.c.gateway == OWN_CODE
    net = case((is_own, booked.c.past_it), else_=booked.c.in_balance)
    astray = func.coalesce(case((is_own, booked.c.in_balance), else_=booked.c.past_it), 0)
    query = (
        select(payments.c.id, payments.c.status, payments.c.net_poisha, times.label("times"), net.label("net"),
               astray.label("astray"), (times != wanted).label("is_miscounted"))
        .outerjoin(booked, booked.c.payment_id == payments.c.id)
        .where(which.of(payments.c.id), (times != wanted) | (net != payments.c.net_poisha) | (astray != 0))
    )  # fmt: skip
    found = []
    for row in conn.execute(query):
        if row.is_miscounted:
            found.append(f"payment {row.id} is {row.status} and booked {row.times} times")
        if row.net is not None and row.net_poisha is not None and row.net != row.net_poisha:
            found.append(f"payment {row.id}: net {row.net_poisha}, booked {row.net}")
        if row.astray:
            found.append(f"payment {row.id}: {row.astray} booked on the wrong side of the balance")
    return found


def _booked(which: Ids) -> Subquery:
    """How often each of these payments was booked, and what that gave the shop, in its balance and past it."""

    def given(to: str) -> ColumnElement[int]:
        is_theirs = ledger_entries.c.account_id.startswith(to, autoescape=True)
        return -func.sum(case((is_theirs, ledger_entries.c.amount_poisha), else_=0))

    return (
        select(
            ledger_transactions.c.payment_id,
            func.count(distinct(ledger_transactions.c.id)).label("times"),
            given("merchant_payable:").label("in_balance"),
            given("shops_own:").label("past_it"),
        )
        .outerjoin(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .where(which.of(ledger_transactions.c.payment_id), ledger_transactions.c.source.contains(":capture:"))
        .group_by(ledger_transactions.c.payment_id)
        .subquery()
    )


def paid_in_two_ways(conn: Connection, which: Ids) -> list[str]:
    """Money that a page of ours took, and that paid a link as the shop's own as well: one number is one money."""
    query = (
        select(payments.c.id, direct_payments.c.payment_id)
        .join(direct_payments, direct_payments.c.trx_id == payments.c.gateway_ref)
        .where(
            which.of(payments.c.id),
            payments.c.gateway != OWN_CODE,
            payments.c.status.in_(CAPTURED),
            # As its index says it.
            direct_payments.c.trx_id != text("''"),
            direct_payments.c.payment_id.is_not(None),
        )
    )
    return [f"payment {row[0]}: its money paid {row[1]} as well" for row in conn.execute(query)]


def refunds_not_booked(conn: Connection, which: Ids) -> list[str]:
    """What these payments say went back, against their refunds; and never more promised than was paid."""
    amount = refunds.c.amount_poisha
    sums = (
        select(
            refunds.c.payment_id,
            func.sum(case((refunds.c.status == RefundStatus.REFUNDED, amount), else_=0)).label("done"),
            func.sum(case((refunds.c.status != RefundStatus.REFUSED, amount), else_=0)).label("promised"),
        )
        .where(which.of(refunds.c.payment_id))
        .group_by(refunds.c.payment_id)
        .subquery()
    )
    done, promised = func.coalesce(sums.c.done, 0), func.coalesce(sums.c.promised, 0)
    query = (
        select(payments.c.id, payments.c.refunded_poisha, done, promised, payments.c.amount_poisha)
        .outerjoin(sums, sums.c.payment_id == payments.c.id)
        .where(which.of(payments.c.id), (done != payments.c.refunded_poisha) | (promised > payments.c.amount_poisha))
    )
    return [
        f"payment {row[0]}: {row[1]} went back, refunds say {row[2]} and promise {row[3]} of {row[4]}"
        for row in conn.execute(query)
    ]


def links_miscounted(conn: Connection, which: Ids) -> list[str]:
    counted = func.sum(payments.c.amount_poisha - payments.c.surcharge_poisha)
    paid = (
        select(payments.c.link_id, func.count().label("many"), counted.label("total"))
        .where(which.of(payments.c.link_id), payments.c.status.in_(CAPTURED))
        .group_by(payments.c.link_id)
        .subquery()
    )
    many, total = func.coalesce(paid.c.many, 0), func.coalesce(paid.c.total, 0)
    query = (
        select(links.c.id, links.c.payments_count, many)
        .outerjoin(paid, paid.c.link_id == links.c.id)
        .where(which.of(links.c.id), (many != links.c.payments_count) | (total != links.c.paid_total_poisha))
    )
    return [f"link {row[0]}: counts {row[1]} payments, has {row[2]}" for row in conn.execute(query)]


def gaps_in_events(conn: Connection, which: Ids, after_mark_of: str = "") -> list[str]:
    """Whether each shop's events are numbered without a gap: all of them, or those after a check's mark."""
    is_shops = events.c.merchant_id == merchants.c.id
    many = select(func.count()).where(is_shops, events.c.seq > MARK).scalar_subquery()
    last = func.coalesce(select(func.max(events.c.seq)).where(is_shops).scalar_subquery(), 0)
    counted = merchants.c.event_seq
    query = (
        select(merchants.c.id, counted, MARK + many, last)
        .select_from(with_mark(merchants, after_mark_of))
        .where(which.of(merchants.c.id), (MARK + many != counted) | (last != counted))
    )
    return [f"shop {row[0]}: {row[2]} events up to {row[3]}, counted {row[1]}" for row in conn.execute(query)]


def references_repeated(conn: Connection) -> list[str]:
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


def promises_not_kept(conn: Connection) -> list[str]:
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
