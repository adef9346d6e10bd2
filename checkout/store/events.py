"""The event log of each shop: what it was told, numbered 1, 2, 3 … with no gap."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic_core import to_json
from sqlalchemy import Connection, bindparam, select, update

from checkout.core.event_types import TOLD_OUTSIDE, EventType, LoggedEvent
from checkout.core.merchant import MerchantId
from checkout.core.notices import SUBJECT_OF
from checkout.store import outlets
from checkout.store.statements import Statement
from checkout.store.tables import events, merchants
from checkout.store.unit_of_work import UnitOfWork

Told = tuple[EventType, Mapping[str, object]]
# Made once: to build a statement and its cache key costs more than to run it.
_NEXT: Final = Statement(
    update(merchants)
    .where(merchants.c.id == bindparam("shop"))
    .values(event_seq=merchants.c.event_seq + bindparam("count"))
    .returning(merchants.c.event_seq)
)
_LOG: Final = Statement(events.insert())
_AFTER: Final = (
    select(events.c.seq, events.c.type, events.c.data)
    .where(events.c.merchant_id == bindparam("shop"), events.c.seq > bindparam("last"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_SEQ: Final = select(merchants.c.event_seq).where(merchants.c.id == bindparam("shop"))
_AT: Final = select(events.c.created_at).where(
    events.c.merchant_id == bindparam("shop"), events.c.seq == bindparam("number")
)


def append(uow: UnitOfWork, merchant_id: MerchantId, event_type: EventType, data: Mapping[str, object]) -> None:
    """Log an event within the command that it tells of; its number comes from the shop's own row."""
    append_all(uow, merchant_id, [(event_type, data)])


def append_all(uow: UnitOfWork, merchant_id: MerchantId, told: Sequence[Told]) -> None:
    """Log what one command tells a shop, in this order; their numbers follow each other."""
    last = _NEXT.one(uow.conn, {"shop": merchant_id, "count": len(told)})[0]
    first = last - len(told) + 1
    logged = [
        LoggedEvent(seq, event_type, to_json(data).decode()) for seq, (event_type, data) in enumerate(told, first)
    ]
    rows = [
        {
            "merchant_id": merchant_id,
            "seq": event.seq,
            "type": event.type,
            "subject_id": data["id"],
            "data": event.data,
            "created_at": uow.now,
        }
        for event, (_, data) in zip(logged, told, strict=True)
    ]
    _LOG.run(uow.conn, *rows)
    for event in logged:
        if event.type in TOLD_OUTSIDE:
            outlets.queue(uow, merchant_id, event.seq, SUBJECT_OF[event.type])
    uow.logged[merchant_id] += logged


def rewrite(conn: Connection, merchant_id: MerchantId, subject_id: str, changes: Mapping[str, object]) -> None:
    """Put other values into what was told of one thing; the past is touched only where it must be forgotten."""
    about = (events.c.merchant_id == merchant_id) & (events.c.subject_id == subject_id)
    for row in conn.execute(select(events.c.seq, events.c.data).where(about)).all():
        text = json.dumps({**json.loads(row.data), **changes}, ensure_ascii=False, separators=(",", ":"))
        conn.execute(update(events).where(about, events.c.seq == row.seq).values(data=text))


def after(conn: Connection, merchant_id: MerchantId, seq: int, limit: int) -> list[LoggedEvent]:
    """The events that come after this number, oldest first."""
    found = conn.execute(_AFTER, {"shop": merchant_id, "last": seq, "most": limit})
    return [LoggedEvent(row.seq, row.type, row.data) for row in found]


def subjects_since(conn: Connection, merchant_id: MerchantId, event_type: EventType, moment: datetime) -> list[str]:
    """The ids of what became that since then."""
    last = last_before(conn, merchant_id, moment)
    mine = (events.c.merchant_id == merchant_id) & (events.c.seq > last)
    return list(conn.execute(select(events.c.subject_id).where(mine, events.c.type == event_type)).scalars())


def last_before(conn: Connection, merchant_id: MerchantId, moment: datetime) -> int:
    """The number of the last event before this moment, found in a few looks: numbers and moments grow together."""
    low, high = 0, int(conn.execute(_SEQ, {"shop": merchant_id}).scalar_one())
    while low < high:
        middle = (low + high + 1) // 2
        at = conn.execute(_AT, {"shop": merchant_id, "number": middle}).scalar_one()
        low, high = (middle, high) if at < moment else (low, middle - 1)
    return low
