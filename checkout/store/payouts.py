"""Queries about payouts."""

import json
from dataclasses import asdict
from typing import Final

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from checkout.core.merchant import MerchantId
from checkout.core.payout import OPEN, Destination, Payout, PayoutId, PayoutStatus
from checkout.store.cursor import Cursor, Pages
from checkout.store.statements import Statement
from checkout.store.tables import payouts
from language import plain_line
from money import Money

_OF_SHOP: Final = Pages(
    select(payouts).where(payouts.c.merchant_id == bindparam("shop")), payouts.c.created_at, payouts.c.id
)
_ON_ITS_WAY: Final = Statement(
    select(func.coalesce(func.sum(payouts.c.amount_poisha), 0)).where(
        # Not `in_`, whose list is written anew each time.
        payouts.c.merchant_id == bindparam("shop"),
        or_(*(payouts.c.status == status for status in sorted(OPEN))),
    )
)


def insert(conn: Connection, payout: Payout, request_hash: str) -> None:
    """Add a payout. Raises IntegrityError when its id is taken."""
    conn.execute(
        payouts.insert().values(
            id=payout.id,
            merchant_id=payout.merchant_id,
            amount_poisha=payout.amount.poisha,
            destination=json.dumps(asdict(payout.to), ensure_ascii=False),
            request_hash=request_hash,
            created_at=payout.created_at,
            due_at=payout.due_at,
            **_changeable(payout),
        )
    )


def get(conn: Connection, payout_id: str) -> Payout | None:
    row = conn.execute(select(payouts).where(payouts.c.id == payout_id)).first()
    return None if row is None else _payout(row)


def request_hash(conn: Connection, payout_id: str) -> str | None:
    """What was asked when this id was first used, to tell a repeat from a clash."""
    return conn.execute(select(payouts.c.request_hash).where(payouts.c.id == payout_id)).scalar()


def page(conn: Connection, merchant_id: MerchantId, limit: int, before: Cursor | None) -> list[Payout]:
    """A shop's payouts, newest first."""
    return [_payout(row) for row in _OF_SHOP.read(conn, limit, before, shop=merchant_id)]


def open_ones(conn: Connection, limit: int) -> list[Payout]:
    """What the operator has to send, oldest first."""
    query = select(payouts).where(payouts.c.status.in_(OPEN)).order_by(payouts.c.created_at).limit(limit)
    return [_payout(row) for row in conn.execute(query)]


def on_its_way(conn: Connection, merchant_id: MerchantId) -> Money:
    """What left the shop's balance and was not sent yet."""
    return Money(int(_ON_ITS_WAY.one(conn, {"shop": merchant_id})[0]))


def save(conn: Connection, payout: Payout) -> Payout:
    """Keep all that may change of a payout; as it is kept, it is to be told. The caller has its shop to itself."""
    kept = update(payouts).where(payouts.c.id == payout.id).values(**_changeable(payout)).returning(*payouts.c)
    return _payout(conn.execute(kept).one())


def _changeable(payout: Payout) -> dict[str, object]:
    return {
        "status": payout.status,
        "reference": payout.reference,
        "refusal": payout.refusal,
        "ended_at": payout.ended_at,
    }


def _payout(row: Row[*tuple[object, ...]]) -> Payout:
    return Payout(
        id=PayoutId(row.id),
        merchant_id=MerchantId(row.merchant_id),
        amount=Money(row.amount_poisha),
        to=_destination(row.destination),
        status=PayoutStatus(row.status),
        reference=row.reference,
        refusal=row.refusal,
        created_at=row.created_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
    )


def _destination(kept: str) -> Destination:
    to = json.loads(kept)
    return Destination(to.pop("kind"), **{name: plain_line(value) for name, value in to.items()})
