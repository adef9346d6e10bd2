"""How far each part of the audit has found the books clean, and what came after that.

Whatever moves money or is told to a shop takes the next number: an entry within its account, an event within its
shop. Whoever takes one holds the account's or the shop's row until it is kept, so that a lower number never comes to
be seen after a higher one, and a mark at the highest that was seen leaves none behind it. Times and ids would: a
command may be kept long after its moment. See docs/decisions/0053-the-audit-by-what-changed.md.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import (
    Connection,
    FromClause,
    Insert,
    Join,
    Table,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from checkout.store.tables import audit_marks as marks
from checkout.store.tables import events, ledger_accounts, ledger_entries, merchants
from checkout.store.unit_of_work import UnitOfWork

Positions = Mapping[str, int]
MARK: Final = func.coalesce(marks.c.position, 0)
_OF_CHECK: Final = select(marks.c.subject, marks.c.position).where(marks.c.check_name == bindparam("of_check"))
# Looked up for each: to read all of an index for its highest number in each account would be to read all entries.
_LAST_ENTRY: Final = (
    select(func.max(ledger_entries.c.position))
    .where(ledger_entries.c.account_id == ledger_accounts.c.id)
    .scalar_subquery()
)
_LAST_EVENT: Final = select(func.max(events.c.seq)).where(events.c.merchant_id == merchants.c.id).scalar_subquery()


def _moving(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    return insert.on_conflict_do_update(
        index_elements=[marks.c.check_name, marks.c.subject], set_={"position": insert.excluded.position}
    )


_DROP: Final = delete(marks).where(
    marks.c.check_name == bindparam("of_check"), marks.c.subject == bindparam("of_subject")
)
_MOVE: Final = {"sqlite": _moving(sqlite.insert(marks)), "postgresql": _moving(postgresql.insert(marks))}


def last_entries(conn: Connection) -> dict[str, int]:
    """The number of each account's last entry."""
    return {row[0]: row[1] or 0 for row in conn.execute(select(ledger_accounts.c.id, _LAST_ENTRY))}


def last_events(conn: Connection) -> dict[str, int]:
    """The number of each shop's last event."""
    return {row[0]: row[1] or 0 for row in conn.execute(select(merchants.c.id, _LAST_EVENT))}


def of_check(conn: Connection, check: str) -> dict[str, int]:
    """Up to where this check was clean: by account, by shop, or by both, as it follows them."""
    return {row[0]: row[1] for row in conn.execute(_OF_CHECK, {"of_check": check})}


def move(uow: UnitOfWork, check: str, positions: Positions) -> None:
    """All up to here was looked at by this check, and was clean; of what is not there any more no mark is left."""
    known = of_check(uow.conn, check)
    moved = [
        {"check_name": check, "subject": subject, "position": position}
        for subject, position in sorted(positions.items())
        if known.get(subject) != position
    ]
    if moved:
        uow.conn.execute(_MOVE[uow.conn.dialect.name], moved)
    for subject in known.keys() - positions.keys():
        uow.conn.execute(_DROP, {"of_check": check, "of_subject": subject})


def by_index(conn: Connection) -> None:
    """Let PostgreSQL read none of the great tables through until this look ends.

    It takes a third of all rows to come after any mark, and some thousand of millions to be worth reading them all.
    """
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")


def with_mark(of: Table, check: str) -> FromClause:
    """All accounts or all shops, each with its mark of this check, if it has one; a mark's place is `MARK`."""
    return of.outerjoin(marks, (marks.c.check_name == check) & (marks.c.subject == of.c.id))


class _Each(Join):
    """A join in which PostgreSQL looks up what belongs to each row of the left side, by its index.

    It takes a third of all rows to come after a mark that it does not know, and would read all of them through.
    """

    inherit_cache = True


@compiles(_Each, "postgresql")
def _look_up(join: _Each, compiler: SQLCompiler, **how: object) -> str:
    assert join.onclause is not None
    # What has an offset is not put together with what stands around it.
    looked_up = select(join.right).where(join.onclause).correlate_except(join.right).offset(literal_column("0"))
    return compiler.process(Join(join.left, looked_up.lateral(join.right.description), true()), **how)


def entries_after(check: str) -> FromClause:
    """The entries of every account that came after this check's mark there."""
    later = (ledger_entries.c.account_id == ledger_accounts.c.id) & (ledger_entries.c.position > MARK)
    return _Each(with_mark(ledger_accounts, check), ledger_entries, later)


def events_after(check: str) -> FromClause:
    """The events of every shop that came after this check's mark there."""
    later = (events.c.merchant_id == merchants.c.id) & (events.c.seq > MARK)
    return _Each(with_mark(merchants, check), events, later)
