"""Queries about shops' own accounts: whose it is that a server tells of."""

from datetime import datetime

from sqlalchemy import Connection, select

from checkout.core.merchant import MerchantId
from checkout.store.tables import own_accounts


def merchant_of(conn: Connection, short_code: str) -> MerchantId | None:
    """The shop that has this account; None for one that the operator has given to none."""
    found = conn.execute(select(own_accounts.c.merchant_id).where(own_accounts.c.short_code == short_code)).scalar()
    return None if found is None else MerchantId(found)


def delete(conn: Connection, short_code: str) -> None:
    """From now on what is told of this account is nobody's."""
    conn.execute(own_accounts.delete().where(own_accounts.c.short_code == short_code))


def insert(conn: Connection, short_code: str, merchant_id: MerchantId, now: datetime) -> None:
    """From now on what is told of this account is the shop's. Raises IntegrityError where it is somebody's."""
    conn.execute(own_accounts.insert().values(short_code=short_code, merchant_id=merchant_id, bound_at=now))
