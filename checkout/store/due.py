"""Work that is due, and which worker goes on with it.

A claim is nothing but a later moment: until then a row is with who claimed it, and what a dead worker had is due again.
"""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Table, Update, select, update


def claiming(
    table: Table, due_at: Column[datetime], now: datetime, claim: timedelta, limit: int, *among: ColumnElement[bool]
) -> Update:
    """Takes the rows that have been due longest, each for one caller, whoever else asks at the same moment."""
    due = (
        select(table.c.id).where(due_at <= now, *among).order_by(due_at).limit(limit).with_for_update(skip_locked=True)
    )
    return update(table).where(table.c.id.in_(due), due_at <= now).values({due_at: now + claim})
