"""Work that is due, and which worker goes on with it.

A claim is nothing but a later moment: until then a row is with who claimed it, and what a dead worker had is due again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Table, Update, bindparam, select, update

from checkout.store.statements import AnyRow, Statement


class Claims:
    """Takes the rows that have been due longest, each for one caller, whoever else asks at the same moment.

    Every worker asks again and again, mostly for nothing, so the statement is made once.
    """

    def __init__(
        self,
        table: Table,
        due_at: Column[datetime],
        whose: Column[str],
        told: Sequence[Column[object]],
        *among: ColumnElement[bool],
    ) -> None:
        """`told` is what is said of a row that was taken, `whose` what some may be left for later by."""
        self._until = due_at.key
        self._any = Statement(_claiming(table, due_at, *among).returning(*told))
        others = whose.not_in(bindparam("but_not", expanding=True))
        self._some = _claiming(table, due_at, *among, others).returning(*told)

    def take(
        self, conn: Connection, now: datetime, claim: timedelta, limit: int, but_not: Collection[str]
    ) -> Sequence[AnyRow]:
        """What is due now, ours until the claim runs out."""
        values = {"now": now, "most": limit, self._until: now + claim}
        if but_not:
            return [tuple(row) for row in conn.execute(self._some, values | {"but_not": list(but_not)})]
        return self._any.rows(conn, values)


def _claiming(table: Table, due_at: Column[datetime], *among: ColumnElement[bool]) -> Update:
    is_due = due_at <= bindparam("now")
    due = select(table.c.id).where(is_due, *among).order_by(due_at).limit(bindparam("most"))
    return update(table).where(table.c.id.in_(due.with_for_update(skip_locked=True)), is_due)
