"""Queries about one-time codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from checkout.store.tables import one_time_codes as codes


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a code, as hashes: the request, and the address it came from."""

    request_hash: str
    address_hash: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code sent to a phone, kept as a salted hash."""

    id: str
    phone: str
    asker: Asker
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
            request_hash=code.asker.request_hash,
            address_hash=code.asker.address_hash,
        )
    )


def unused(conn: Connection, phone: str, request_hash: str) -> Code | None:
    """The code that this request had sent to this phone; what others asked for is not theirs to use or to spoil."""
    found = all_unused(conn, phone, request_hash)
    return found[0] if found else None


def all_unused(conn: Connection, phone: str, request_hash: str) -> list[Code]:
    """The same where one asker may have several: oldest first, those among them that are too old."""
    query = select(codes).where(codes.c.phone == phone, codes.c.request_hash == request_hash, codes.c.used_at.is_(None))
    return [_code(row) for row in conn.execute(query.order_by(codes.c.created_at))]


def sent_since(conn: Connection, phone: str, since: datetime) -> list[tuple[datetime, Asker]]:
    """When codes were sent to this phone since then, and for whom, oldest first."""
    query = select(codes.c.created_at, codes.c.request_hash, codes.c.address_hash)
    query = query.where(codes.c.phone == phone, codes.c.created_at > since).order_by(codes.c.created_at)
    return [(row.created_at, Asker(row.request_hash, row.address_hash)) for row in conn.execute(query)]


def forget_before(conn: Connection, moment: datetime) -> int:
    """Drop the codes that no limit counts any more; how many there were."""
    return conn.execute(delete(codes).where(codes.c.created_at <= moment)).rowcount


def drop(conn: Connection, code_hash: str) -> None:
    conn.execute(delete(codes).where(codes.c.code_hash == code_hash))


def count_try(conn: Connection, code_id: str) -> None:
    conn.execute(update(codes).where(codes.c.id == code_id).values(tries_count=codes.c.tries_count + 1))


def use(conn: Connection, code_id: str, now: datetime) -> None:
    conn.execute(update(codes).where(codes.c.id == code_id).values(used_at=now))


def _code(row: Row[*tuple[object, ...]]) -> Code:
    asked_by = Asker(row.request_hash, row.address_hash)
    return Code(row.id, row.phone, asked_by, row.salt, row.code_hash, row.tries_count, row.created_at, row.expires_at)
