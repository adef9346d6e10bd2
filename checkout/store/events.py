"""The event log of each shop: what it was told, numbered 1, 2, 3 … with no gap."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from checkout.core.event_types import TOLD_OUTSIDE, EventType
from checkout.core.merchant import MerchantId
from checkout.store import outlets
from checkout.store.database import UnitOfWork
from checkout.store.tables import events, merchants


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event; `data` is the whole resource after the change, as JSON text."""

    seq: int
    type: str
    data: str


def append(uow: UnitOfWork, merchant_id: MerchantId, event_type: EventType, data: Mapping[str, object]) -> None:
    """Log an event within the command that it tells of; its number comes from the shop's own row."""
    seq = uow.conn.execute(
        update(merchants)
        .where(merchants.c.id == merchant_id)
        .values(event_seq=merchants.c.event_seq + 1)
        .returning(merchants.c.event_seq)
    ).scalar_one()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    row = {"merchant_id": merchant_id, "seq": seq, "type": event_type, "data": text, "created_at": uow.now}
    uow.conn.execute(events.insert().values(**row, subject_id=data["id"]))
    if event_type in TOLD_OUTSIDE:
        outlets.queue(uow, merchant_id, seq)
    uow.notified.add(merchant_id)


def rewrite(conn: Connection, merchant_id: MerchantId, subject_id: str, changes: Mapping[str, object]) -> None:
    """Put other values into what was told of one thing; the past is touched only where it must be forgotten."""
    about = (events.c.merchant_id == merchant_id) & (events.c.subject_id == subject_id)
    for row in conn.execute(select(events.c.seq, events.c.data).where(about)).all():
        text = json.dumps({**json.loads(row.data), **changes}, ensure_ascii=False, separators=(",", ":"))
        conn.execute(update(events).where(about, events.c.seq == row.seq).values(data=text))


def after(conn: Connection, merchant_id: MerchantId, seq: int, limit: int) -> list[LoggedEvent]:
    """The events that come after this number, oldest first."""
    query = (
        select(events.c.seq, events.c.type, events.c.data)
        .where(events.c.merchant_id == merchant_id, events.c.seq > seq)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [LoggedEvent(row.seq, row.type, row.data) for row in conn.execute(query)]
