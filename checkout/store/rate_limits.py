"""Counts of what strangers may do only so often, kept for all workers and through a restart."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from checkout.store.statements import Statement
from checkout.store.tables import limit_counts as counts

_GET: Final = Statement(select(counts.c.times, counts.c.ends_at).where(counts.c.key == bindparam("of_key")))
_IS_OVER: Final = counts.c.ends_at <= bindparam("now", type_=counts.c.ends_at.type)


def _counting(insert: sqlite.Insert | postgresql.Insert) -> Statement:
    """One statement, so that no count is lost; the first time after a period is over begins the next one."""
    new = insert.excluded
    counted = {
        "times": case((_IS_OVER, new.times), else_=counts.c.times + new.times),
        "ends_at": case((_IS_OVER, new.ends_at), else_=counts.c.ends_at),
    }
    kept = insert.on_conflict_do_update(index_elements=[counts.c.key], set_=counted)
    return Statement(kept.returning(counts.c.times, counts.c.ends_at))


_ADD: Final = {"sqlite": _counting(sqlite.insert(counts)), "postgresql": _counting(postgresql.insert(counts))}


@dataclass(frozen=True, slots=True)
class Counted:
    """How often, in a period that ends then."""

    times: int
    ends_at: datetime


def key_of(limit: str, who: str) -> str:
    """What a count is called here; an address comes as `Database.hidden` makes it, so that nobody learns who came."""
    return hashlib.sha256(f"{limit} {who}".encode()).hexdigest()


def get(conn: Connection, key: str) -> Counted | None:
    row = _GET.first(conn, {"of_key": key})
    return None if row is None else Counted(*row)


def add(conn: Connection, key: str, now: datetime, period: timedelta, times: int = 1) -> Counted:
    """Count so many more."""
    new = {"key": key, "times": times, "ends_at": now + period, "now": now}
    return Counted(*_ADD[conn.dialect.name].one(conn, new))


def prove_writing(conn: Connection, now: datetime) -> None:
    """Write something that nobody needs: the database takes it, or is full, locked or away."""
    add(conn, key_of("proof of writing", ""), now, timedelta(minutes=1))


def forget_past(conn: Connection, now: datetime) -> int:
    """Drop the counts whose period is over; how many there were."""
    return conn.execute(delete(counts).where(counts.c.ends_at <= now)).rowcount
