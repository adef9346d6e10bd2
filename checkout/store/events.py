"""The event log of each shop: what it was told, numbered 1, 2, 3 … with no gap."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from checkout.payments.nouns import MerchantId
from checkout.store.database import Act
from checkout.store.tables import events, merchants


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event; `data` is the whole resource after the change, as JSON text."""

    seq: int
    type: str
    data: str


def append(act: Act, merchant_id: MerchantId, event_type: str, data: Mapping[str, Any]) -> None:
    """Log an event within the act that it tells of; its number comes from the shop's own row."""
    seq = act.conn.execute(
        update(merchants)
        .where(merchants.c.id == merchant_id)
        .values(event_seq=merchants.c.event_seq + 1)
        .returning(merchants.c.event_seq)
    ).scalar_one()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    act.conn.execute(
        events.insert().values(merchant_id=merchant_id, seq=seq, type=event_type, data=text, created_at=act.now)
    )
    act.told.add(merchant_id)


def after(conn: Connection, merchant_id: MerchantId, seq: int, limit: int) -> list[LoggedEvent]:
    """The events that come after this number, oldest first."""
    query = (
        select(events.c.seq, events.c.type, events.c.data)
        .where(events.c.merchant_id == merchant_id, events.c.seq > seq)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [LoggedEvent(row.seq, row.type, row.data) for row in conn.execute(query)]
