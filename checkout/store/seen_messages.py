"""Ids of messages that were acted on, so that one which comes again is dropped."""

from datetime import datetime

from sqlalchemy import Connection, select

from checkout.store.tables import seen_messages
from checkout.store.unit_of_work import UnitOfWork


def has(conn: Connection, message_id: str) -> bool:
    return conn.execute(select(seen_messages.c.id).where(seen_messages.c.id == message_id)).first() is not None


def keep(uow: UnitOfWork, message_id: str) -> None:
    """Remember it; two deliveries of one message may come to this at once, and one of them is enough."""
    uow.lock("seen messages")
    if not has(uow.conn, message_id):
        uow.conn.execute(seen_messages.insert().values(id=message_id, seen_at=uow.now))


def forget_before(uow: UnitOfWork, moment: datetime) -> None:
    uow.conn.execute(seen_messages.delete().where(seen_messages.c.seen_at < moment))
