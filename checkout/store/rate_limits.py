"""Counts of what strangers may do only so often, kept for all workers and through a restart."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from checkout.store.tables import limit_counts as counts

_INSERT: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Counted:
    """How often, in a period that ends then."""

    times: int
    ends_at: datetime


def key_of(limit: str, who: str) -> str:
    """What a count is called here; an address comes as `Database.hidden` makes it, so that nobody learns who came."""
    return hashlib.sha256(f"{limit} {who}".encode()).hexdigest()


def get(conn: Connection, key: str) -> Counted | None:
    row = conn.execute(select(counts.c.times, counts.c.ends_at).where(counts.c.key == key)).first()
    return None if row is None else Counted(row.times, row.ends_at)


def add(conn: Connection, key: str, now: datetime, period: timedelta, times: int = 1) -> Counted:
    """Count so many more; the first time after a period is over begins the next one. One statement, so none is lost."""
    insert: Any = _INSERT[conn.dialect.name](counts).values(key=key, times=times, ends_at=now + period)
    is_over = counts.c.ends_at <= now
    counted = insert.on_conflict_do_update(
        index_elements=[counts.c.key],
        set_={
            "times": case((is_over, times), else_=counts.c.times + times),
            "ends_at": case((is_over, insert.excluded.ends_at), else_=counts.c.ends_at),
        },
    ).returning(counts.c.times, counts.c.ends_at)
    row = conn.execute(counted).one()
    return Counted(row.times, row.ends_at)


def prove_writing(conn: Connection, now: datetime) -> None:
    """Write something that nobody needs: the database takes it, or is full, locked or away."""
    add(conn, key_of("proof of writing", ""), now, timedelta(minutes=1))


def forget_past(conn: Connection, now: datetime) -> int:
    """Drop the counts whose period is over; how many there were."""
    return conn.execute(delete(counts).where(counts.c.ends_at <= now)).rowcount
