"""Queries about one-time codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from checkout.store.tables import one_time_codes as codes


@dataclass(frozen=True, slots=True)
class Code:
    """A code sent to a phone, kept as a salted hash."""

    id: str
    phone: str
    salt: str
    code_hash: str
    tries_count: int
    created_at: datetime
    expires_at: datetime


def insert(conn: Connection, code: Code) -> None:
    conn.execute(
        codes.insert().values(
            id=code.id,
            phone=code.phone,
            salt=code.salt,
            code_hash=code.code_hash,
            tries_count=0,
            created_at=code.created_at,
            expires_at=code.expires_at,
        )
    )


def newest_unused(conn: Connection, phone: str) -> Code | None:
    """The last code sent to this phone; older ones count no more."""
    query = select(codes).where(codes.c.phone == phone).order_by(codes.c.created_at.desc()).limit(1)
    row: Any = conn.execute(query).first()
    if row is None or row.used_at is not None:
        return None
    return Code(row.id, row.phone, row.salt, row.code_hash, row.tries_count, row.created_at, row.expires_at)


def sent_since(conn: Connection, phone: str, since: datetime) -> list[datetime]:
    """When codes were sent to this phone since then, oldest first."""
    query = select(codes.c.created_at).where(codes.c.phone == phone, codes.c.created_at > since)
    return list(conn.execute(query.order_by(codes.c.created_at)).scalars())


def count_try(conn: Connection, code_id: str) -> None:
    conn.execute(update(codes).where(codes.c.id == code_id).values(tries_count=codes.c.tries_count + 1))


def use(conn: Connection, code_id: str, now: datetime) -> None:
    conn.execute(update(codes).where(codes.c.id == code_id).values(used_at=now))
