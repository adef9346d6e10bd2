"""Queries about Bangla QRs that gateways issued."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, select, text, update

from checkout.core.issued_code import IssuedCode
from checkout.core.link import LinkStatus
from checkout.core.merchant import MerchantId
from checkout.store.due import Claims
from checkout.store.mapper import Mapper
from checkout.store.tables import issued_codes, links

_KEPT: Final = Mapper(
    IssuedCode,
    issued_codes,
    fixed={"id", "link_id", "merchant_id", "gateway", "amount", "created_at"},
    apart={"next_check_at"},
)
_CLAIMS: Final = Claims(
    issued_codes, issued_codes.c.next_check_at, issued_codes.c.gateway, (issued_codes.c.id, issued_codes.c.gateway)
)
_HAS_NOT_ENDED: Final = issued_codes.c.status != text("'ended'")


def insert(conn: Connection, code: IssuedCode, next_check_at: datetime) -> None:
    conn.execute(issued_codes.insert().values(next_check_at=next_check_at, **_KEPT.row(code)))


def save(conn: Connection, code: IssuedCode, next_check_at: datetime | None) -> None:
    """Keep what may change of it, and when it is looked at next; never again without a moment."""
    kept = update(issued_codes).where(issued_codes.c.id == code.id)
    conn.execute(kept.values(next_check_at=next_check_at, **_KEPT.changes(code)))


def get(conn: Connection, code_id: str) -> IssuedCode | None:
    row = conn.execute(select(issued_codes).where(issued_codes.c.id == code_id)).first()
    return None if row is None else _KEPT.read(tuple(row))


def of_link(conn: Connection, link_id: str) -> tuple[IssuedCode, datetime] | None:
    """The one that has not ended, and when it is looked at next."""
    found = select(issued_codes).where(issued_codes.c.link_id == link_id, _HAS_NOT_ENDED)
    row = conn.execute(found).first()
    return None if row is None else (_KEPT.read(tuple(row)), row.next_check_at)


class Due(NamedTuple):
    """A code to be looked at, and where."""

    id: str
    gateway: str


def claim_due(conn: Connection, now: datetime, claim: timedelta, limit: int, but_not: Collection[str]) -> list[Due]:
    """Codes to look at now; ours until the claim runs out. Those of the gateways in `but_not` stay for later."""
    return [Due(*row) for row in _CLAIMS.take(conn, now, claim, limit, but_not)]


def look_at_ended(conn: Connection, merchant_ids: Collection[MerchantId], now: datetime) -> None:
    """Have the codes looked at now of those shops' links that have ended, or take nothing for now."""
    takes_none = (links.c.status != LinkStatus.ACTIVE) | links.c.paused_at.is_not(None)
    ended = select(links.c.id).where(links.c.id == issued_codes.c.link_id, takes_none)
    chosen = issued_codes.c.merchant_id.in_(merchant_ids) & _HAS_NOT_ENDED & ended.exists()
    conn.execute(update(issued_codes).where(chosen).values(next_check_at=now))
