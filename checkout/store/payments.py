"""Queries about payments."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, or_, select, text, update

from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.core.payment import Payer, Payment
from checkout.core.payment_status import CAPTURED, OPEN, Status
from checkout.errors import NotAllowed, NotFound
from checkout.store import events, search
from checkout.store.cursor import Cursor, Pages
from checkout.store.mapper import Mapper
from checkout.store.statements import Statement
from checkout.store.tables import links, payments
from checkout.store.unit_of_work import UnitOfWork
from money import Money

_IN_PROGRESS_MAX: Final = 20
_IDS_AT_ONCE: Final = 500
_KEPT: Final = Mapper(
    Payment,
    payments,
    fixed={"id", "code", "tran_id", "link_id", "merchant_id", "instrument", "language", "checks_count", "created_at"},
    apart={"form_key", "next_check_at", "opening_until", "capture_requested_at"},
)
# Made once: to build a statement and its cache key costs more than to run it.
_ADD: Final = Statement(payments.insert())
CHANGE: Final = update(payments).where(payments.c.id == bindparam("payment_id"))
"""Keeps what may change of a payment; to be run with `changes`. A claim adds its own condition to it."""
SAVE: Final = Statement(CHANGE)
_SAVE_AND_READ: Final = Statement(CHANGE.returning(*payments.c))
_GET: Final = Statement(select(payments).where(payments.c.id == bindparam("payment_id")))
_BY_CODE: Final = Statement(select(payments).where(payments.c.code == bindparam("of_code")))
_BY_TRAN_ID: Final = Statement(
    select(payments)
    .where(payments.c.tran_id == bindparam("named"), payments.c.gateway == bindparam("at_gateway"))
    .order_by(payments.c.created_at)
    .limit(1)
)
_BY_SESSION_REF: Final = Statement(
    select(payments)
    .where(
        payments.c.session_ref == bindparam("named"),
        payments.c.session_ref != text("''"),
        payments.c.gateway == bindparam("at_gateway"),
    )
    .order_by(payments.c.created_at)
    .limit(1)
)
_BY_FORM_KEY: Final = Statement(
    select(payments).where(payments.c.link_id == bindparam("of_link"), payments.c.form_key == bindparam("key"))
)
_IN_PROGRESS: Final = (
    select(payments)
    .where(
        payments.c.link_id == bindparam("of_link"),
        payments.c.created_at > bindparam("since"),
        or_(payments.c.status == Status.CREATED, payments.c.status == Status.PENDING),
    )
    .order_by(payments.c.created_at.desc())
)
_OF_PAYER: Final = Statement(
    _IN_PROGRESS.where(
        payments.c.payer_phone == bindparam("phone"),
        payments.c.payer_name == bindparam("name"),
        payments.c.amount_poisha == bindparam("poisha"),
    ).limit(_IN_PROGRESS_MAX)
)
_BUSY_SINCE: Final = Statement(_IN_PROGRESS.with_only_columns(payments.c.created_at).limit(1))
# Newest first, from the index that is in this order: by status they would all be read and sorted.
_LATEST_PAID: Final = (
    select(payments)
    .where(payments.c.link_id == bindparam("of_link"), payments.c.status.concat("").in_(CAPTURED))
    .order_by(payments.c.created_at.desc())
    .limit(1)
)
_OF_SHOP: Final = payments.c.merchant_id == bindparam("shop")
_NET: Final = func.coalesce(func.sum(payments.c.net_poisha), 0)
_HELD: Final = Statement(select(_NET).where(_OF_SHOP, payments.c.status == Status.ON_HOLD))
_IS_OF_SHOP: Final = select(links.c.id).where(
    links.c.id == bindparam("of_link"), links.c.merchant_id == bindparam("shop")
)


def _listed(*, by_link: bool, by_status: bool) -> search.Listed:
    """Payments that reached the gateway, of a shop or of a link alone."""
    listed = select(payments).where(payments.c.status != text("'created'"))
    # Of a link's shop nothing more is asked, or its index might be taken for the link's.
    whose = payments.c.link_id == bindparam("of_link") if by_link else _OF_SHOP
    listed = listed.where(whose)
    return listed.where(payments.c.status == bindparam("standing")) if by_status else listed


_LISTED: Final = {
    (by_link, by_status): _listed(by_link=by_link, by_status=by_status)
    for by_link in (False, True)
    for by_status in (False, True)
}
_PAGES: Final = {which: Pages(listed, payments.c.created_at, payments.c.id) for which, listed in _LISTED.items()}


def insert(
    conn: Connection,
    payment: Payment,
    form_key: str,
    next_check_at: datetime | None,
    opening_until: datetime | None = None,
) -> None:
    """Add a payment; until `opening_until` its page is the caller's alone to ask for.

    Raises IntegrityError when its form was sent before.
    """
    apart = {"form_key": form_key, "next_check_at": next_check_at, "opening_until": opening_until}
    _ADD.run(conn, apart | _KEPT.row(payment))


def save(conn: Connection, payment: Payment) -> Payment:
    """Keep all that may change of a payment; as it is kept, it is to be told.

    The caller has its shop to itself, and read the payment after that. When it is asked about next is not a part of it.
    """
    return _KEPT.read(_SAVE_AND_READ.one(conn, changes(payment)))


def schedule(conn: Connection, payment_id: str, checks_count: int, next_check_at: datetime | None) -> None:
    """How often it was asked about by the clock, and when it is next; never again without a moment."""
    asked = {"checks_count": checks_count, "next_check_at": next_check_at}
    SAVE.run(conn, {"payment_id": payment_id, **asked})


class PaidBy(NamedTuple):
    """Who paid, by what, and the gateway's reference of it; who made the link, and who handed the goods over."""

    name: str
    method: str
    phone: str
    gateway_ref: str
    link_by: str = ""
    handed_over_by: str = ""


def payers_of(conn: Connection, payment_ids: Collection[str]) -> dict[str, PaidBy]:
    """Who paid each of these."""
    found: dict[str, PaidBy] = {}
    ids = sorted(payment_ids)
    columns = (payments.c.payer_name, payments.c.method, payments.c.payer_phone, payments.c.gateway_ref)
    by = (links.c.made_by_name, payments.c.handed_over_by_name)
    asked = select(payments.c.id, *columns, *by).join(links, links.c.id == payments.c.link_id)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        query = asked.where(payments.c.id.in_(some))
        found |= {row[0]: PaidBy(*row[1:]) for row in conn.execute(query)}
    return found


def get(conn: Connection, payment_id: str) -> Payment | None:
    return _one(conn, _GET, payment_id=payment_id)


def get_and_lock(uow: UnitOfWork, payment_id: str) -> Payment | None:
    """The payment, with its shop held: as it is, and as it stays until the command is over."""
    found = get(uow.conn, payment_id)
    if found is None:
        return None
    return get(uow.conn, payment_id) if uow.lock(found.merchant_id) else found


def by_code(conn: Connection, code: str) -> Payment | None:
    return _one(conn, _BY_CODE, of_code=code)


def captured_with_code(conn: Connection, codes: tuple[str, ...]) -> Payment | None:
    """The captured payment whose receipt has one of these codes."""
    return _one(conn, select(payments).where(payments.c.code.in_(codes), payments.c.status.in_(CAPTURED)))


def by_tran_id(conn: Connection, gateway: str, tran_id: str) -> Payment | None:
    """The attempt this reference was made for; a second capture under it is a row of its own, later."""
    return _one(conn, _BY_TRAN_ID, named=tran_id, at_gateway=gateway)


def by_notice(conn: Connection, gateway: str, tran_id: str, session_ref: str) -> Payment | None:
    """The attempt that a notice names, by our reference or by the gateway's."""
    if tran_id:
        return by_tran_id(conn, gateway, tran_id)
    return _one(conn, _BY_SESSION_REF, named=session_ref, at_gateway=gateway) if session_ref else None


def by_form_key(conn: Connection, link_id: str, form_key: str) -> Payment | None:
    return _one(conn, _BY_FORM_KEY, of_link=link_id, key=form_key)


def in_progress(conn: Connection, link_id: str, payer: Payer, amount: Money, since: datetime) -> list[Payment]:
    """Attempts of a link at this sum that this payer may be at, newest first: begun after `since` and not ended."""
    asked = {"of_link": link_id, "phone": payer.phone, "name": payer.name, "poisha": amount.poisha, "since": since}
    return [_KEPT.read(row) for row in _OF_PAYER.rows(conn, asked)]


def busy_since(conn: Connection, link_id: str, since: datetime) -> datetime | None:
    """When the newest attempt of a link began that somebody may be at, if it was after `since`."""
    begun = _BUSY_SINCE.first(conn, {"of_link": link_id, "since": since})
    return None if begun is None else begun[0]


def by_gateway_ref(conn: Connection, refs: tuple[str, ...]) -> Payment | None:
    """The captured payment that a gateway knows by one of these references."""
    query = select(payments).where(payments.c.gateway_ref.in_(refs), payments.c.status.in_(CAPTURED))
    return _one(conn, query.order_by(payments.c.created_at.desc()).limit(1))


def latest_paid(conn: Connection, link_id: str) -> Payment | None:
    return _one(conn, _LATEST_PAID, of_link=link_id)


def page(
    conn: Connection,
    merchant_id: MerchantId,
    *,
    link_id: str | None = None,
    status: Status | None = None,
    words: str = "",
    limit: int,
    before: Cursor | None,
) -> list[Payment]:
    """Payments that reached the gateway, newest first. `words` looks in name, phone and references."""
    if link_id is not None and not conn.execute(_IS_OF_SHOP, {"of_link": link_id, "shop": merchant_id}).first():
        return []
    whose = {"shop": merchant_id} if link_id is None else {"of_link": link_id}
    named = whose if status is None else whose | {"standing": status}
    which = link_id is not None, status is not None
    if words:
        listed = _LISTED[which].params(named)
        return [_KEPT.read(row) for row in search.find(conn, merchant_id, listed, words, limit, before)]
    return [_KEPT.read(row) for row in _PAGES[which].read(conn, limit, before, **named)]


class Sought(NamedTuple):
    """Which payments a list is asked for."""

    link_id: str | None = None
    status: Status | None = None
    words: str = ""


def page_of_today(
    conn: Connection, merchant_id: MerchantId, sought: Sought, since: datetime, limit: int, before: Cursor | None
) -> list[Payment]:
    """The same of those that began or were paid since then."""
    link_id, status, words = sought
    if link_id is not None and not conn.execute(_IS_OF_SHOP, {"of_link": link_id, "shop": merchant_id}).first():
        return []
    named = {"shop": merchant_id, "of_link": link_id, "standing": status}
    listed = _LISTED[link_id is not None, status is not None].params(named)
    found = _newest(conn, merchant_id, listed.where(payments.c.created_at >= since), words, limit, before)
    # All that began before come after all that began since.
    late = _paid_late(conn, merchant_id, since) if len(found) < limit else []
    if late:
        older = listed.where(payments.c.id.in_(late))
        found += _newest(conn, merchant_id, older, words, limit - len(found), before)
    return [_KEPT.read(row) for row in found]


def _newest(
    conn: Connection, merchant_id: MerchantId, listed: search.Listed, words: str, limit: int, before: Cursor | None
) -> search.Found:
    if words:
        return search.find(conn, merchant_id, listed, words, limit, before)
    here = listed if before is None else listed.where(before.comes_before(payments.c.created_at, payments.c.id))
    return list(conn.execute(search.newest_first(here).limit(limit)))


def _paid_late(conn: Connection, merchant_id: MerchantId, since: datetime) -> list[str]:
    """Those that began before and were paid since then: the log knows which were paid, and no index is asked for."""
    paid = events.subjects_since(conn, merchant_id, EventType.PAYMENT_PAID, since)
    found: list[str] = []
    for start in range(0, len(paid), _IDS_AT_ONCE):
        some = payments.c.id.in_(paid[start : start + _IDS_AT_ONCE])
        query = select(payments.c.id).where(some, payments.c.created_at < since, payments.c.paid_at >= since)
        found += conn.execute(query).scalars()
    return found


def own(conn: Connection, merchant_id: MerchantId, payment_id: str, since: datetime | None = None) -> Payment:
    """The shop's payment, once it reached its gateway. Raises NotFound, for another shop's too.

    Raises NotAllowed for one of another day, for who sees those since then alone.
    """
    payment = get(conn, payment_id)
    if payment is None or payment.merchant_id != merchant_id or payment.status is Status.CREATED:
        raise NotFound("payment")
    if since is not None and not payment.is_of_today(since):
        raise NotAllowed("today")
    return payment


def held(conn: Connection, merchant_id: MerchantId) -> Money:
    """What a shop's payments on hold would bring; not in its balance."""
    return Money(int(_HELD.one(conn, {"shop": merchant_id})[0]))


def on_hold(conn: Connection, limit: int) -> list[Payment]:
    """Payments that the operator has to decide about, oldest first."""
    query = select(payments).where(payments.c.status == Status.ON_HOLD).order_by(payments.c.created_at).limit(limit)
    return [_KEPT.read(row) for row in conn.execute(query)]


def captured_between(conn: Connection, gateway: str, since: datetime, until: datetime) -> list[tuple[str, Money]]:
    """The gateway's references and the amounts of what was paid in a period."""
    query = select(payments.c.gateway_ref, payments.c.amount_poisha).where(
        payments.c.gateway == gateway,
        payments.c.status.in_(CAPTURED),
        payments.c.paid_at >= since,
        payments.c.paid_at < until,
    )
    return [(row.gateway_ref, Money(row.amount_poisha)) for row in conn.execute(query)]


def of_payer(conn: Connection, phone: str, limit: int) -> list[Payment]:
    """Ended payments with this payer's phone, as people write it, in all shops."""
    query = select(payments).where(payments.c.payer_phone == phone, payments.c.status.not_in(OPEN))
    return [_KEPT.read(row) for row in conn.execute(query.order_by(payments.c.created_at).limit(limit))]


def open_count_of_payer(conn: Connection, phone: str) -> int:
    """How many payments with this payer's phone have no end yet."""
    query = select(func.count()).where(payments.c.payer_phone == phone, payments.c.status.in_(OPEN))
    return int(conn.execute(query).scalar_one())


def remembered_before(conn: Connection, moment: datetime, limit: int) -> list[Payment]:
    """Ended payments begun before this whose payers are still known, oldest first."""
    query = select(payments).where(
        payments.c.payer_phone != text("''"), payments.c.created_at < moment, payments.c.status.not_in(OPEN)
    )
    return [_KEPT.read(row) for row in conn.execute(query.order_by(payments.c.created_at).limit(limit))]


def changes(payment: Payment) -> dict[str, object]:
    """What `SAVE` is run with."""
    return {"payment_id": payment.id, **_KEPT.changes(payment)}


def _one(conn: Connection, query: Select[*tuple[object, ...]] | Statement, **named: object) -> Payment | None:
    row = query.first(conn, named) if isinstance(query, Statement) else conn.execute(query, named).first()
    return None if row is None else _KEPT.read(row)
