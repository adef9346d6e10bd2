"""Queries about refunds."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, text, update

from checkout.core.merchant import MerchantId
from checkout.core.refund import AT_THE_GATEWAY, OPEN, Refund, RefundId, RefundStatus
from checkout.store.cursor import Cursor, Pages
from checkout.store.due import Claims
from checkout.store.mapper import Mapper
from checkout.store.tables import CLOSED_UNDER_A_REFERENCE, refunds
from money import Money

_KEPT: Final = Mapper(
    Refund,
    refunds,
    fixed={"id", "payment_id", "merchant_id", "amount", "fee_back", "gateway", "refund_ref", "checks_count"}
    | {"created_at", "due_at", "asked_by"},
    apart={"request_hash", "next_check_at", "reference_repeats"},
)
_CLAIMS: Final = Claims(refunds, refunds.c.next_check_at, refunds.c.gateway, list(refunds.c))
# A statement takes so many names at most.
_IDS_AT_ONCE: Final = 500
_OF_SHOP: Final = Pages(
    select(refunds).where(refunds.c.merchant_id == bindparam("shop")), refunds.c.created_at, refunds.c.id
)


def insert(conn: Connection, refund: Refund, request_hash: str, next_check_at: datetime | None) -> None:
    """Add a refund. Raises IntegrityError when its id is taken."""
    apart = {"request_hash": request_hash, "next_check_at": next_check_at}
    conn.execute(refunds.insert().values(**apart, **_KEPT.row(refund)))


def get(conn: Connection, refund_id: str) -> Refund | None:
    row = conn.execute(select(refunds).where(refunds.c.id == refund_id)).first()
    return None if row is None else _KEPT.read(row)


def request_hash(conn: Connection, refund_id: str) -> str | None:
    """What was asked when this id was first used, to tell a repeat from a clash."""
    return conn.execute(select(refunds.c.request_hash).where(refunds.c.id == refund_id)).scalar()


def of_payment(conn: Connection, payment_id: str) -> list[Refund]:
    """Every refund of one payment, newest first."""
    query = select(refunds).where(refunds.c.payment_id == payment_id)
    return [_KEPT.read(row) for row in conn.execute(query.order_by(refunds.c.created_at.desc(), refunds.c.id.desc()))]


def page(conn: Connection, merchant_id: MerchantId, limit: int, before: Cursor | None) -> list[Refund]:
    """A shop's refunds, newest first."""
    return [_KEPT.read(row) for row in _OF_SHOP.read(conn, limit, before, shop=merchant_id)]


def going_back(conn: Connection, payment_id: str) -> tuple[Money, Money]:
    """How much of a payment was promised or went back, and how much of its fee with it; refused ones are out."""
    query = select(
        func.coalesce(func.sum(refunds.c.amount_poisha), 0), func.coalesce(func.sum(refunds.c.fee_back_poisha), 0)
    ).where(refunds.c.payment_id == payment_id, refunds.c.status != RefundStatus.REFUSED)
    amount, fee = conn.execute(query).one()
    return Money(int(amount)), Money(int(fee))


def given_back_by(conn: Connection, payment_ids: Collection[str]) -> dict[tuple[str, datetime], str]:
    """Who gave back of these payments, by the payment and the moment: in that moment it is in the books, too."""
    found: dict[tuple[str, datetime], str] = {}
    ids = sorted(payment_ids)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        query = select(refunds.c.payment_id, refunds.c.created_at, refunds.c.asked_by_name)
        for row in conn.execute(query.where(refunds.c.payment_id.in_(ids[start : start + _IDS_AT_ONCE]))):
            found[row.payment_id, row.created_at] = row.asked_by_name
    return found


def given_back(conn: Connection, merchant_id: MerchantId, device_id: str, since: datetime) -> Money:
    """What this device gave back of the shop's since then; what was refused is out."""
    query = select(func.coalesce(func.sum(refunds.c.amount_poisha), 0)).where(
        refunds.c.merchant_id == merchant_id,
        refunds.c.created_at >= since,
        refunds.c.asked_by_id == device_id,
        refunds.c.status != RefundStatus.REFUSED,
    )
    return Money(int(conn.execute(query).scalar_one()))


def open_ones(conn: Connection, limit: int) -> list[Refund]:
    """Refunds without an end, oldest first."""
    query = select(refunds).where(refunds.c.status.in_(OPEN)).order_by(refunds.c.created_at).limit(limit)
    return [_KEPT.read(row) for row in conn.execute(query)]


def save(conn: Connection, refund: Refund) -> Refund:
    """Keep all that may change of a refund; as it is kept, it is to be told.

    The caller has its shop to itself, and read the refund after that. When it is looked up next is not a part of it.
    """
    kept = update(refunds).where(refunds.c.id == refund.id).values(**_KEPT.changes(refund)).returning(*refunds.c)
    return _KEPT.read(conn.execute(kept).one())


def schedule(conn: Connection, refund_id: str, checks_count: int, next_check_at: datetime | None) -> None:
    """How often it was looked up, and when it is next; never again without a moment."""
    looked = {"checks_count": checks_count, "next_check_at": next_check_at}
    conn.execute(update(refunds).where(refunds.c.id == refund_id).values(**looked))


def begin_sending(conn: Connection, refund_id: str) -> bool:
    """Whether this call is the one that may ask the gateway: it is true once, and not beside another of the payment.

    The caller holds the shop, so that two refunds of one payment are not begun at the same moment.
    """
    other = refunds.alias()
    beside = select(other.c.id).where(
        other.c.payment_id == refunds.c.payment_id, other.c.id != refunds.c.id, other.c.status.in_(AT_THE_GATEWAY)
    )
    promised = (refunds.c.id == refund_id) & (refunds.c.status == RefundStatus.PROMISED)
    begun = update(refunds).where(promised, ~beside.correlate(refunds).exists()).values(status=RefundStatus.SENDING)
    return conn.execute(begun).rowcount == 1


def closed_by(conn: Connection, gateway: str, reference: str) -> RefundId | None:
    """The refund that this reference of the gateway closed; people write one in small letters, too."""
    named = (refunds.c.gateway == gateway) & refunds.c.gateway_ref.in_(
        {reference, reference.lower(), reference.upper()}
    )
    query = select(refunds.c.id).where(named, text(CLOSED_UNDER_A_REFERENCE)).limit(1)
    found = conn.execute(query).scalar()
    return None if found is None else RefundId(found)


def wake(conn: Connection, payment_id: str, now: datetime) -> None:
    """Another refund of this payment has come to its end: go on with those that waited for it."""
    waiting = (refunds.c.payment_id == payment_id) & (refunds.c.status == RefundStatus.PROMISED)
    conn.execute(update(refunds).where(waiting).values(next_check_at=now))


def claim_due(
    conn: Connection, now: datetime, claim: timedelta, limit: int, but_not: Collection[str] = ()
) -> list[Refund]:
    """Refunds to go on with now. They are ours until the claim runs out.

    Those of the gateways in `but_not` stay for later.
    """
    return [_KEPT.read(row) for row in _CLAIMS.take(conn, now, claim, limit, but_not)]


def release_claims(conn: Connection, now: datetime) -> None:
    """Go on at once with whatever a process that died had in progress."""
    conn.execute(update(refunds).where(refunds.c.next_check_at > now).values(next_check_at=now))
