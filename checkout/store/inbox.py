"""Webhooks as they came, each kept once before it is answered."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from checkout.store.database import Act
from checkout.store.tables import webhook_inbox as inbox


@dataclass(frozen=True, slots=True)
class Kept:
    """A webhook that waits to be acted on."""

    id: str
    gateway: str
    body: bytes


def keep(act: Act, gateway: str, body: bytes, status: str, why: str) -> None:
    """Keep a webhook exactly as it came; a copy of one we have only counts up."""
    body_hash = hashlib.sha256(body).hexdigest()
    known = (inbox.c.gateway == gateway) & (inbox.c.body_hash == body_hash)
    counted = act.conn.execute(update(inbox).where(known).values(copies_count=inbox.c.copies_count + 1))
    if counted.rowcount:
        return
    act.conn.execute(
        inbox.insert().values(
            id=act.new_id("wh"),
            gateway=gateway,
            body_hash=body_hash,
            # latin-1 keeps every byte, so even a body that is no text is stored as it came.
            body=body.decode("latin-1"),
            status=status,
            why=why[:255],
            copies_count=1,
            received_at=act.now,
        )
    )


def claim(conn: Connection, now: datetime, claim_for: timedelta, limit: int) -> list[Kept]:
    """Webhooks to act on now, ours until the claim runs out; a worker that dies gives them back."""
    free = or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until <= now)
    waiting = select(inbox.c.id).where(inbox.c.status == "received", free).limit(limit)
    claimed = conn.execute(
        update(inbox)
        .where(inbox.c.id.in_(waiting), free)
        .values(claimed_until=now + claim_for)
        .returning(inbox.c.id, inbox.c.gateway, inbox.c.body)
    )
    return [Kept(row.id, row.gateway, row.body.encode("latin-1")) for row in claimed]


def finish(act: Act, webhook_id: str, status: str) -> None:
    act.conn.execute(update(inbox).where(inbox.c.id == webhook_id).values(status=status))
