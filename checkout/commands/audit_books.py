"""Recomputing the books from their entries: every difference is said, none is mended.

The whole audit reads all there is, in steps of some thousand rows, each with a view of its own of the data: a long one
would keep SQLite from emptying its log into the file, and PostgreSQL from clearing old rows away. The other kind looks
at what changed since each check was last clean. See docs/decisions/0053-the-audit-by-what-changed.md.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import CompoundSelect, Connection, Select, Table, func, select, union

from checkout.commands.audit_checks import (
    Among,
    Between,
    Ids,
    broken_histories,
    gaps_in_events,
    links_miscounted,
    paid_in_two_ways,
    payments_not_booked,
    promises_not_kept,
    references_repeated,
    refunds_not_booked,
    unbalanced_transactions,
    wrong_balances,
)
from checkout.store import audit_marks
from checkout.store.audit_marks import Positions, entries_after, events_after
from checkout.store.database import Database
from checkout.store.tables import (
    audits,
    events,
    ledger_accounts,
    ledger_entries,
    ledger_transactions,
    links,
    merchants,
    payments,
    refunds,
)
from checkout.store.unit_of_work import UnitOfWork
from money import Money

# Of the rows of a table, and of those whose ids are named: some tenths of a second.
_ROWS_AT_ONCE: Final = 10_000
_IDS_AT_ONCE: Final = 500
# To name more than these costs as much as to read all.
_CHANGES_MOST: Final = 500_000
# A little less than a week, so that the daily round that comes a little early is not the eighth.
_WHOLE_EVERY: Final = timedelta(days=6, hours=12)

Look = Callable[[Connection, Ids], list[str]]
Found = TypeVar("Found")
# What an audit does next in one view of the data; its answer is sent back.
Steps = Generator[Callable[[Connection], Any], Any, Found]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the books hold."""

    transactions_count: int
    payments_count: int
    merchants_count: int
    owed_to_merchants: Money


@dataclass(frozen=True, slots=True)
class Audit:
    """What does not agree; clean when nothing is. `clean` are the checks that found nothing, and up to where."""

    is_whole: bool
    differences: tuple[str, ...]
    clean: Mapping[str, Positions]


@dataclass(frozen=True, slots=True)
class Every:
    """All rows of a table, and what is asked of them."""

    table: Table
    looks: tuple[Look, ...]
    at_once: int = _ROWS_AT_ONCE

    def steps(self) -> Steps[list[str]]:
        """Through the table in the order of its ids. What comes in behind a step came after the audit began."""
        found: list[str] = []
        after, until = "", ""
        while until is not None:
            until = yield partial(self._end_after, after=after)
            found += yield partial(_ask, self.looks, Between(after, until))
            after = until
        return found

    def _end_after(self, conn: Connection, after: str) -> str | None:
        column = self.table.c.id
        query = select(column).where(column > after).order_by(column).limit(1).offset(self.at_once - 1)
        end: str | None = conn.execute(query).scalar()
        return end


@dataclass(frozen=True, slots=True)
class Changed:
    """The rows that a check's marks lead to, and what is asked of them."""

    ids: Select[str] | CompoundSelect[str]
    looks: tuple[Look, ...]

    def steps(self) -> Steps[list[str]]:
        """By their ids, in their order."""
        found: list[str] = []
        ids = yield self._named
        for begin in range(0, len(ids), _IDS_AT_ONCE):
            found += yield partial(_ask, self.looks, Among(ids[begin : begin + _IDS_AT_ONCE]))
        return found

    def _named(self, conn: Connection) -> list[str]:
        audit_marks.by_index(conn)
        return sorted(set(conn.execute(self.ids).scalars()))


@dataclass(frozen=True, slots=True)
class Check:
    """A part of the audit with marks of its own: whose numbers it follows, and what it looks at."""

    name: str
    follows: tuple[Callable[[Connection], dict[str, int]], ...]
    whole: tuple[Every, ...]
    changed: tuple[Every | Changed, ...]

    def ends(self, conn: Connection) -> dict[str, int]:
        """The last numbers that there are now."""
        return {subject: last for follow in self.follows for subject, last in follow(conn).items()}

    def can_follow(self, conn: Connection, ends: Positions) -> bool:
        """Whether its marks lead to what changed, and to no more than is worth naming."""
        marks = audit_marks.of_check(conn, self.name)
        behind = [ends.get(subject, 0) - marks.get(subject, 0) for subject in {*ends, *marks}]
        # A mark beyond the last number is no mark of these books, nor is one of an account that is gone.
        return sum(behind) <= _CHANGES_MOST and min(behind, default=0) >= 0


def _told_of(check: str, kind: str) -> Select[str]:
    """The ids of what shops were told of since a check's mark: of payments, links or refunds."""
    return (
        select(events.c.subject_id.label("id"))
        .select_from(events_after(check))
        .where(events.c.type.startswith(f"{kind}."))
    )


def _payments_told_of(check: str) -> tuple[Select[str], Select[str]]:
    """Payments that were told of, and those of which something is told that it goes back."""
    back = select(refunds.c.payment_id).where(refunds.c.id.in_(_told_of(check, "refund")))
    return _told_of(check, "payment"), back


def _payments_of(check: str) -> CompoundSelect[str]:
    """Payments that were told of or booked."""
    transactions = ledger_transactions
    booked = entries_after(check).join(transactions, transactions.c.id == ledger_entries.c.transaction_id)
    return union(
        *_payments_told_of(check),
        select(transactions.c.payment_id).select_from(booked).where(transactions.c.payment_id.is_not(None)),
    )


def _transactions_of(check: str) -> CompoundSelect[str]:
    """Ledger transactions with entries, and those of payments: one without any entry is found by its payment."""
    told = union(*_payments_told_of(check)).subquery()
    return union(
        select(ledger_entries.c.transaction_id).select_from(entries_after(check)),
        select(ledger_transactions.c.id).join(told, told.c.id == ledger_transactions.c.payment_id),
    )


def _links_of(check: str) -> CompoundSelect[str]:
    """Links that were told of, and those of payments: one that was not told of is found by its payment."""
    told = union(*_payments_told_of(check)).subquery()
    return union(_told_of(check, "link"), select(payments.c.link_id).join(told, told.c.id == payments.c.id))


_ENTRIES, _EVENTS = audit_marks.last_entries, audit_marks.last_events
_BALANCES: Final = Every(ledger_accounts, (wrong_balances,))
_OF_PAYMENTS: Final = (payments_not_booked, refunds_not_booked, paid_in_two_ways)
CHECKS: Final = (
    Check(
        "ledger",
        (_ENTRIES, _EVENTS),
        (Every(ledger_entries, (broken_histories,)), Every(ledger_transactions, (unbalanced_transactions,)), _BALANCES),
        (
            Changed(select(ledger_entries.c.id).select_from(entries_after("ledger")), (broken_histories,)),
            Changed(_transactions_of("ledger"), (unbalanced_transactions,)),
            _BALANCES,
        ),
    ),
    Check(
        "payments",
        (_ENTRIES, _EVENTS),
        (Every(payments, _OF_PAYMENTS),),
        (Changed(_payments_of("payments"), _OF_PAYMENTS),),
    ),
    Check(
        "links",
        (_EVENTS,),
        (Every(links, (links_miscounted,)),),
        (Changed(_links_of("links"), (links_miscounted,)),),
    ),
    Check(
        "events",
        (_EVENTS,),
        (Every(merchants, (gaps_in_events,), at_once=100),),
        (Every(merchants, (partial(gaps_in_events, after_mark_of="events"),)),),
    ),
)
# Refunds are few beside payments, so these are held against each other whole in either kind.
_OF_REFUNDS: Final = (promises_not_kept, references_repeated)


def audit_books(db: Database, *, only_changed: bool = False) -> Audit:
    """Hold the books against each other: all of them, or what changed since each check was last clean."""
    steps = _audit(only_changed=only_changed)
    step = next(steps)
    while True:
        try:
            step = steps.send(db.read_now(step))
        except StopIteration as end:
            found: Audit = end.value
            return found


async def audit_books_meanwhile(db: Database, *, only_changed: bool) -> Audit:
    """The same beside everything else; it can be broken off between two steps."""
    steps = _audit(only_changed=only_changed)
    step = next(steps)
    while True:
        answer = await db.read_at_length(step)
        try:
            step = steps.send(answer)
        except StopIteration as end:
            found: Audit = end.value
            return found


def is_whole_due(conn: Connection, now: datetime) -> bool:
    """Whether nobody looked at all of the books for a week."""
    last = select(func.max(audits.c.ended_at)).where(audits.c.is_whole, audits.c.ended_at <= now)
    ended_at: datetime | None = conn.execute(last).scalar()
    return ended_at is None or now - ended_at >= _WHOLE_EVERY


def total_books(conn: Connection) -> Totals:
    """Count what the books hold, for whoever compares two of them."""
    owed = select(func.coalesce(-func.sum(ledger_accounts.c.balance_poisha), 0)).where(
        ledger_accounts.c.id.startswith("merchant_payable:")
    )
    return Totals(
        _count(conn, ledger_transactions),
        _count(conn, payments),
        _count(conn, merchants),
        Money(int(conn.execute(owed).scalar_one())),
    )


def note_audit(uow: UnitOfWork, found: Audit) -> None:
    """Keep what an audit found, for whoever watches, and up to where the next need not look again."""
    row = {
        "id": uow.new_id("aud"),
        "differences_count": len(found.differences),
        "ended_at": uow.now,
        "is_whole": found.is_whole,
    }
    uow.conn.execute(audits.insert().values(**row))
    for check, positions in found.clean.items():
        audit_marks.move(uow, check, positions)


def _audit(*, only_changed: bool) -> Steps[Audit]:
    differences: list[str] = []
    clean: dict[str, Positions] = {}
    for check in CHECKS:
        # Before anything is looked at: what comes meanwhile may be seen by one step and not by another.
        ends = yield check.ends
        follows = only_changed and (yield partial(check.can_follow, ends=ends))
        found: list[str] = []
        for part in check.changed if follows else check.whole:
            found += yield from part.steps()
        differences += found
        if not found:
            clean[check.name] = ends
    for look in _OF_REFUNDS:
        differences += yield look
    return Audit(not only_changed, tuple(differences), clean)


def _ask(looks: tuple[Look, ...], which: Ids, conn: Connection) -> list[str]:
    audit_marks.by_index(conn)
    return [difference for look in looks for difference in look(conn, which)]


def _count(conn: Connection, table: Table) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())
