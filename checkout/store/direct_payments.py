"""Queries about what came, or is said to have come, to shops' own accounts."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text, update

from checkout.core.direct_payment import DirectPayment
from checkout.core.merchant import MerchantId
from checkout.core.payment import OWN_CODE
from checkout.errors import NotFound
from checkout.store.cursor import Cursor, Pages
from checkout.store.mapper import Mapper
from checkout.store.statements import Statement
from checkout.store.tables import direct_payments, payments

_KEPT: Final = Mapper(
    DirectPayment,
    direct_payments,
    fixed={"id", "merchant_id", "amount", "trx_id", "shop_code", "by_qr", "came_at", "created_at"},
    apart={"request_hash"},
)
_OF_SHOP: Final = select(direct_payments).where(direct_payments.c.merchant_id == bindparam("shop"))
# As its index says it: what is bound might be anything.
_WAITING: Final = _OF_SHOP.where(direct_payments.c.kind == text("'told'"), direct_payments.c.payment_id.is_(None))
# Each capture asks for it, and each notice.
_NUMBERED: Final = Statement(
    select(direct_payments).where(
        direct_payments.c.trx_id != text("''"), direct_payments.c.trx_id == bindparam("number")
    )
)
_AS_WRITTEN: Final = {" ": "", "-": "", **{bangla: str(digit) for digit, bangla in enumerate("০১২৩৪৫৬৭৮৯")}}
_PAGES: Final = {
    waits: Pages(_WAITING if waits else _OF_SHOP, direct_payments.c.created_at, direct_payments.c.id)
    for waits in (False, True)
}


def insert(conn: Connection, one: DirectPayment, request_hash: str = "") -> None:
    """Add one. Raises IntegrityError when its id, or its number at the server, is taken."""
    conn.execute(direct_payments.insert().values(request_hash=request_hash, **_KEPT.row(one)))


def save(conn: Connection, one: DirectPayment) -> None:
    """Keep which link it is for, who said so, by whose word it is known, and what is forgotten of it."""
    conn.execute(update(direct_payments).where(direct_payments.c.id == one.id).values(**_KEPT.changes(one)))


def get(conn: Connection, direct_id: str) -> DirectPayment | None:
    row = conn.execute(select(direct_payments).where(direct_payments.c.id == direct_id)).first()
    return None if row is None else _KEPT.read(row)


def own(conn: Connection, merchant_id: MerchantId, direct_id: str) -> DirectPayment:
    """The shop's. Raises NotFound, for another shop's too."""
    found = get(conn, direct_id)
    if found is None or found.merchant_id != merchant_id:
        raise NotFound("direct payment")
    return found


def by_trx_id(conn: Connection, trx_id: str) -> DirectPayment | None:
    """The one of this number at the server: what is told again is told of it."""
    row = _NUMBERED.first(conn, {"number": trx_id})
    return None if row is None else _KEPT.read(row)


def naming(conn: Connection, phone: str, limit: int) -> list[DirectPayment]:
    """Those whose reference holds this phone, however a payer wrote it. Reads all of them."""
    written: ColumnElement[str] = direct_payments.c.reference
    for other, plain in _AS_WRITTEN.items():
        written = func.replace(written, other, plain)
    found = select(direct_payments).where(direct_payments.c.reference != "", written.contains(phone, autoescape=True))
    return [_KEPT.read(row) for row in conn.execute(found.limit(limit))]


def remembered_before(conn: Connection, moment: datetime, limit: int) -> list[DirectPayment]:
    """Those told before this that still hold what a payer wrote, oldest first; a link's own number is nobody's."""
    query = select(direct_payments).where(
        direct_payments.c.reference != text("''"),
        # As its index says it.
        direct_payments.c.payment_id.is_(None) | (direct_payments.c.noted_by_id != text("''")),
        direct_payments.c.created_at < moment,
    )
    return [_KEPT.read(row) for row in conn.execute(query.order_by(direct_payments.c.created_at).limit(limit))]


def went_our_way(conn: Connection, trx_id: str) -> bool:
    """Whether a gateway has this number for money that was paid to us: that is no shop's own, whatever else is told."""
    ours = (payments.c.gateway_ref == trx_id) & (payments.c.gateway != OWN_CODE)
    return conn.execute(select(payments.c.id).where(ours).limit(1)).first() is not None


def request_hash(conn: Connection, direct_id: str) -> str | None:
    """What was asked when this id was first used, to tell a repeat from a clash."""
    return conn.execute(select(direct_payments.c.request_hash).where(direct_payments.c.id == direct_id)).scalar()


def page(
    conn: Connection,
    merchant_id: MerchantId,
    limit: int,
    before: Cursor | None,
    *,
    waiting: bool = False,
    since: datetime | None = None,
) -> list[DirectPayment]:
    """A shop's, newest first: all, or those that belong to no link and wait for its word; `since` leaves older ones."""
    found = [_KEPT.read(row) for row in _PAGES[waiting].read(conn, limit, before, shop=merchant_id)]
    return [one for one in found if since is None or one.is_of_today(since)]
