"""Queries about payment links."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, text, update

from checkout.core.event_types import EventType
from checkout.core.link import Link, LinkId, LinkStatus
from checkout.core.merchant import Merchant, MerchantId
from checkout.errors import NotAllowed, NotFound
from checkout.store import events, merchants
from checkout.store.cursor import Cursor, Pages
from checkout.store.mapper import Mapper
from checkout.store.statements import AnyRow, Statement
from checkout.store.tables import former_slugs, links
from checkout.store.unit_of_work import UnitOfWork
from money import Money

_KEPT: Final = Mapper(
    Link,
    links,
    # A code has its own change; how often it was read and paid is counted where the row stands.
    fixed={"id", "merchant_id", "kind", "code", "amount", "created_at", "paid_at", "payments_count", "paid_total"}
    | {"opens_count", "opened_at", "made_by"},
    apart={"request_hash"},
)
_IDS_AT_ONCE: Final = 500
# Made once: to build a statement and its cache key costs more than to run it.
_ADD: Final = Statement(links.insert())
_GET: Final = Statement(select(links).where(links.c.id == bindparam("link_id")))
_BY_CODE: Final = Statement(
    select(links).where(links.c.kind == bindparam("of_kind"), links.c.code == bindparam("of_code"))
)
_STORE_LINK: Final = Statement(select(links).where(links.c.merchant_id == bindparam("shop"), links.c.kind == "store"))
_REQUEST_HASH: Final = Statement(select(links.c.request_hash).where(links.c.id == bindparam("link_id")))
_FORMER: Final = select(former_slugs.c.merchant_id).where(former_slugs.c.slug == bindparam("slug"))
_CHANGE: Final = update(links).where(links.c.id == bindparam("link_id")).returning(*links.c)
_SAVE: Final = Statement(_CHANGE)
_COUNT_PAYMENT: Final = Statement(
    _CHANGE.values(
        payments_count=links.c.payments_count + 1, paid_total_poisha=links.c.paid_total_poisha + bindparam("came_in")
    )
)
_COUNT_OPEN: Final = Statement(_CHANGE.values(opens_count=links.c.opens_count + 1))


def _fixed_ones(status: LinkStatus | None) -> Pages:
    # As the index of each says it: what is bound might be anything.
    query = select(links).where(links.c.merchant_id == bindparam("shop"), links.c.kind == text("'fixed'"))
    if status in (LinkStatus.ACTIVE, LinkStatus.PAUSED):
        is_paused = links.c.paused_at.is_not(None) if status is LinkStatus.PAUSED else links.c.paused_at.is_(None)
        query = query.where(links.c.status == text("'active'"), is_paused)
    elif status is not None:
        query = query.where(links.c.status != text("'active'"), links.c.status == status)
    return Pages(query, links.c.created_at, links.c.id)


_PAGES: Final = {status: _fixed_ones(status) for status in (None, *LinkStatus)}


def insert(conn: Connection, link: Link, request_hash: str) -> None:
    """Add a link. Raises IntegrityError when its id or code is taken."""
    _ADD.run(conn, {"request_hash": request_hash, **_KEPT.row(link)})


def get(conn: Connection, link_id: str) -> Link | None:
    return _one(_GET.first(conn, {"link_id": link_id}))


def own(conn: Connection, merchant_id: MerchantId, link_id: str, since: datetime | None = None) -> Link:
    """The shop's link. Raises NotFound, for another shop's too; for who sees today alone NotAllowed for an old one."""
    link = get(conn, link_id)
    if link is None or link.merchant_id != merchant_id:
        raise NotFound("link")
    if since is not None and not link.is_of_today(since):
        raise NotAllowed("today")
    return link


def get_and_lock(uow: UnitOfWork, link_id: str) -> Link | None:
    """The link, with its shop held: as it is, and as it stays until the command is over."""
    found = get(uow.conn, link_id)
    if found is None:
        return None
    return get(uow.conn, link_id) if uow.lock(found.merchant_id) else found


def by_code(conn: Connection, kind: str, code: str) -> Link | None:
    return _one(_BY_CODE.first(conn, {"of_kind": kind, "of_code": code}))


def with_merchant(conn: Connection, kind: str, code: str) -> tuple[Link, Merchant] | None:
    """The link of this code and its shop; a slug that was given up still leads to the shop that had it."""
    link = by_code(conn, kind, code)
    if link is None and kind == "store":
        merchant_id = conn.execute(_FORMER, {"slug": code}).scalar()
        link = None if merchant_id is None else store_link(conn, merchant_id)
    return None if link is None else (link, merchants.get(conn, link.merchant_id))


def store_link(conn: Connection, merchant_id: str) -> Link:
    """The shop's own reusable link; every shop has one from its first moment."""
    return _KEPT.read(_STORE_LINK.one(conn, {"shop": merchant_id}))


def request_hash(conn: Connection, link_id: str) -> str | None:
    """What was asked when this id was first used, to tell a repeat from a clash."""
    found = _REQUEST_HASH.first(conn, {"link_id": link_id})
    return None if found is None else found[0]


def forget_request(conn: Connection, link_id: str) -> None:
    """What was asked holds whom the link was made for: a number can be found again by trying all."""
    conn.execute(update(links).where(links.c.id == link_id).values(request_hash=""))


def page(
    conn: Connection, merchant_id: MerchantId, status: LinkStatus | None, limit: int, before: Cursor | None
) -> list[Link]:
    """Fixed links, newest first; `before` is the last one of the page before."""
    return [_KEPT.read(row) for row in _PAGES[status].read(conn, limit, before, shop=merchant_id)]


def page_of_today(
    conn: Connection,
    merchant_id: MerchantId,
    status: LinkStatus | None,
    limit: int,
    before: Cursor | None,
    since: datetime,
) -> list[Link]:
    """The same of those that can still be paid, and of those that were made or paid since then."""
    if status in (LinkStatus.ACTIVE, LinkStatus.PAUSED):
        return page(conn, merchant_id, status, limit, before)
    # Newest first: those of today lead.
    found = [link for link in page(conn, merchant_id, status, limit, before) if link.created_at >= since]
    if status in (None, LinkStatus.PAID):
        found += _paid_late(conn, merchant_id, before, since)
    if status is None:
        for still_open in (LinkStatus.ACTIVE, LinkStatus.PAUSED):
            found += page(conn, merchant_id, still_open, limit, before)
    once = {link.id: link for link in found}.values()
    return sorted(once, key=lambda link: (link.created_at, link.id), reverse=True)[:limit]


def _paid_late(conn: Connection, merchant_id: MerchantId, before: Cursor | None, since: datetime) -> list[Link]:
    """Those that were made before and paid in full since then, as the log knows; few, whatever was paid."""
    ids = events.subjects_since(conn, merchant_id, EventType.LINK_PAID, since)
    found: list[Link] = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = (links.c.id.in_(ids[start : start + _IDS_AT_ONCE])) & (links.c.status == LinkStatus.PAID)
        query = select(links).where(some, links.c.created_at < since, links.c.paid_at >= since)
        if before is not None:
            query = query.where(before.comes_before(links.c.created_at, links.c.id))
        found += [_KEPT.read(row) for row in conn.execute(query)]
    return found


def past_their_term(conn: Connection, now: datetime, limit: int) -> list[LinkId]:
    query = select(links.c.id).where(links.c.status == LinkStatus.ACTIVE, links.c.expires_at <= now)
    return [LinkId(link_id) for link_id in conn.execute(query.limit(limit)).scalars()]


def made_for(conn: Connection, phone: str, limit: int) -> list[Link]:
    """Links made for who has this phone, as people write it, in all shops."""
    query = select(links).where(links.c.customer_phone != text("''"), links.c.customer_phone == phone)
    return [_KEPT.read(row) for row in conn.execute(query.limit(limit))]


def remembered_before(conn: Connection, moment: datetime, limit: int) -> list[Link]:
    """Links made before this that still say for whom, oldest first."""
    query = select(links).where(links.c.customer_name != text("''"), links.c.created_at < moment)
    return [_KEPT.read(row) for row in conn.execute(query.order_by(links.c.created_at).limit(limit))]


def save(conn: Connection, link: Link) -> Link:
    """Keep what may change of a link while it lives: what it says, what it allows, and where it stands.

    As it is kept, it is to be told. The caller has its shop to itself.
    """
    return _KEPT.read(_SAVE.one(conn, {"link_id": link.id, **_KEPT.changes(link)}))


def count_open(conn: Connection, link_id: str, now: datetime) -> Link | None:
    """One more reader of its page; the link as it is kept, if there is one."""
    return _one(_COUNT_OPEN.first(conn, {"link_id": link_id, "opened_at": now}))


def set_code(conn: Connection, link_id: str, code: str) -> None:
    """Give the link another code. Raises IntegrityError when it is taken."""
    conn.execute(update(links).where(links.c.id == link_id).values(code=code))


def give_up_slug(conn: Connection, slug: str, merchant_id: MerchantId) -> None:
    """Keep a shop's former slug out of other hands; its own shop may have it back."""
    conn.execute(former_slugs.delete().where(former_slugs.c.slug == slug))
    conn.execute(former_slugs.insert().values(slug=slug, merchant_id=merchant_id))


def slug_is_taken(conn: Connection, slug: str, merchant_id: MerchantId) -> bool:
    """Whether another shop has, or once had, this slug."""
    now = select(links.c.id).where(links.c.kind == "store", links.c.code == slug, links.c.merchant_id != merchant_id)
    then = select(former_slugs.c.slug).where(former_slugs.c.slug == slug, former_slugs.c.merchant_id != merchant_id)
    return conn.execute(now).first() is not None or conn.execute(then).first() is not None


def add_payment(conn: Connection, link: Link, amount: Money, status: LinkStatus, paid_at: datetime) -> Link:
    """Count one more paid payment, `paid_at` is the first one's; the link as it is kept, to be told."""
    counted = {"status": status, "paid_at": link.paid_at or paid_at, "came_in": amount.poisha}
    return _KEPT.read(_COUNT_PAYMENT.one(conn, {"link_id": link.id, **counted}))


def _one(row: AnyRow | None) -> Link | None:
    return None if row is None else _KEPT.read(row)
