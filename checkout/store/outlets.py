"""Where a shop wants to be told of payments, and what is still to be told there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select, update

from checkout.core.merchant import MerchantId
from checkout.core.notices import Subject, as_text, subjects_of
from checkout.core.outlet import FIRST_RUNG, LAST_RUNG_AFTER, PUSH, Delivery, DeliveryStatus, Kind, Outlet
from checkout.core.phone import name_of_unnamed
from checkout.core.push import Subscription
from checkout.store import merchants as merchants_store
from checkout.store import notice_settings as settings_store
from checkout.store.due import Claims
from checkout.store.statements import AnyRow, Statement
from checkout.store.tables import (
    deliveries,
    devices,
    events,
    merchants,
    notice_settings,
    outlets,
    push_subscriptions,
)
from checkout.store.unit_of_work import UnitOfWork

_CLAIMS: Final = Claims(
    deliveries,
    deliveries.c.next_try_at,
    deliveries.c.merchant_id,
    [deliveries.c.id],
    deliveries.c.status == DeliveryStatus.WAITING,
)
_UNTRIED: Final = (deliveries.c.status == DeliveryStatus.WAITING) & (deliveries.c.tries_count == 0)
_LOOKED_AT_MOST: Final = 200
CLAIMED_FOR: Final = timedelta(minutes=3)
"""How long a worker has what it took to tell; longer than one try can take."""
# Asked for each event that may be told outside.
_OF_SHOP: Final = Statement(
    select(outlets)
    .where(outlets.c.merchant_id == bindparam("shop"), outlets.c.removed_at.is_(None))
    .order_by(outlets.c.created_at, outlets.c.id)
)


def insert(uow: UnitOfWork, outlet: Outlet) -> None:
    uow.conn.execute(
        outlets.insert().values(
            id=outlet.id,
            merchant_id=outlet.merchant_id,
            kind=outlet.kind,
            address=outlet.address,
            secret=outlet.secret,
            created_at=outlet.created_at,
            made_by_id=outlet.made_by,
            tells=as_text(outlet.tells),
        )
    )


def get(conn: Connection, outlet_id: str) -> Outlet | None:
    """An outlet, also one that was removed."""
    row = conn.execute(select(outlets).where(outlets.c.id == outlet_id)).first()
    return None if row is None else _outlet(row)


def of_merchant(conn: Connection, merchant_id: MerchantId) -> list[Outlet]:
    """Those that the shop named and that are in use, oldest first."""
    return [one for one in _all_of(conn, merchant_id) if one.kind != PUSH]


def remove(uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str) -> bool:
    """Tell nothing there any more; False when this shop has no such outlet."""
    mine = (outlets.c.id == outlet_id) & (outlets.c.merchant_id == merchant_id) & outlets.c.removed_at.is_(None)
    if uow.conn.execute(update(outlets).where(mine).values(removed_at=uow.now)).rowcount == 0:
        return False
    waiting = (deliveries.c.outlet_id == outlet_id) & (deliveries.c.status == DeliveryStatus.WAITING)
    uow.conn.execute(update(deliveries).where(waiting).values(status=DeliveryStatus.GIVEN_UP, next_try_at=None))
    # A browser's keys are of no use any more.
    uow.conn.execute(push_subscriptions.delete().where(push_subscriptions.c.outlet_id == outlet_id))
    return True


def tell_of(uow: UnitOfWork, outlet_id: str, subjects: frozenset[Subject]) -> None:
    """From now on this outlet is told of these."""
    uow.conn.execute(update(outlets).where(outlets.c.id == outlet_id).values(tells=as_text(subjects)))


def tell_browsers_of(uow: UnitOfWork, merchant_id: MerchantId, subjects: frozenset[Subject]) -> None:
    """From now on all browsers of the shop are told of these."""
    browsers = (outlets.c.merchant_id == merchant_id) & (outlets.c.kind == PUSH) & outlets.c.removed_at.is_(None)
    uow.conn.execute(update(outlets).where(browsers).values(tells=as_text(subjects)))


def last_told(conn: Connection, outlet_ids: Collection[str]) -> dict[str, datetime]:
    """When each of these was last told something; of those that took nothing for long, nothing."""
    return {outlet_id: at for outlet_id in outlet_ids if (at := _last_told(conn, outlet_id)) is not None}


def remove_made_by(uow: UnitOfWork, merchant_id: MerchantId, device_id: str) -> None:
    """Tell nothing any more where this device or program wanted it told."""
    for outlet in _all_of(uow.conn, merchant_id):
        if outlet.made_by == device_id:
            remove(uow, merchant_id, outlet.id)


def forget_browsers_before(conn: Connection, moment: datetime) -> None:
    """What ended before then and never was told anything: nothing names it any more, nor does a command in progress."""
    was_told = select(deliveries.c.id).where(deliveries.c.outlet_id == outlets.c.id).exists()
    conn.execute(delete(outlets).where(outlets.c.kind == PUSH, outlets.c.removed_at <= moment, ~was_told))


def move(uow: UnitOfWork, outlet_id: str, address: str) -> None:
    """The same outlet has another address now, as its channel itself says."""
    uow.conn.execute(update(outlets).where(outlets.c.id == outlet_id).values(address=address))


def queue(uow: UnitOfWork, merchant_id: MerchantId, event_seq: int, subject: Subject) -> None:
    """Have an event told at every outlet of the shop that is told of such, in the command that logs it.

    Where a browser of the shop's is told, those of the last rung wait whether somebody hears of it.
    """
    found = [one for one in _all_of(uow.conn, merchant_id) if subject in one.tells]
    has_browsers = any(outlet.kind == PUSH for outlet in found)
    for outlet in found:
        wait = LAST_RUNG_AFTER if has_browsers and outlet.kind not in FIRST_RUNG else timedelta()
        uow.conn.execute(
            deliveries.insert().values(
                id=uow.new_id("msg"),
                outlet_id=outlet.id,
                merchant_id=merchant_id,
                event_seq=event_seq,
                status=DeliveryStatus.WAITING,
                tries_count=0,
                last_error="",
                next_try_at=uow.now + wait,
                created_at=uow.now,
            )
        )


def last_rung_waiting(conn: Connection, merchant_id: MerchantId, first_seq: int, last_seq: int) -> list[Delivery]:
    """What the last rung waits to tell of these events, in case that no device of the shop heard of them.

    It waits for nobody where no browser of the shop's is told.
    """
    if not any(outlet.kind == PUSH for outlet in _all_of(conn, merchant_id)):
        return []
    last = (outlets.c.merchant_id == merchant_id) & outlets.c.kind.not_in(FIRST_RUNG)
    asked = _told().where(last, _UNTRIED, deliveries.c.event_seq.between(first_seq, last_seq))
    return [_delivery(row) for row in conn.execute(asked)]


def spare(uow: UnitOfWork, delivery_ids: Collection[str], why: str) -> int:
    """Have no more told of what nobody has tried to tell, and count it for no failure; how much it was."""
    if not delivery_ids:
        return 0
    ended = {"status": DeliveryStatus.GIVEN_UP, "next_try_at": None, "ended_at": uow.now, "last_error": why}
    untried = update(deliveries).where(deliveries.c.id.in_(delivery_ids), _UNTRIED)
    return uow.conn.execute(untried.values(**ended)).rowcount


def claim_due(uow: UnitOfWork, claim_for: timedelta, limit: int, but_not: Collection[str] = ()) -> list[Delivery]:
    """What is to be told now, but not for these shops; ours until the claim runs out, and then anybody's again."""
    ids = [claimed_id for (claimed_id,) in _CLAIMS.take(uow.conn, uow.now, claim_for, limit, but_not)]
    found = uow.conn.execute(_told().where(deliveries.c.id.in_(ids))) if ids else ()
    return [_delivery(row, uow.now) for row in found]


def delivered(uow: UnitOfWork, delivery_id: str) -> None:
    """It was taken. A try that another worker gave up meanwhile was a good one all the same."""
    change = {"status": DeliveryStatus.DELIVERED, "next_try_at": None, "ended_at": uow.now, "last_error": ""}
    _change(uow, delivery_id, tries_count=deliveries.c.tries_count + 1, **change)


def failed(uow: UnitOfWork, delivery_id: str, why: str, again_at: datetime | None) -> None:
    """It was not taken: try again then, or never."""
    status = DeliveryStatus.WAITING if again_at else DeliveryStatus.GIVEN_UP
    ended_at = None if again_at else uow.now
    change = {"status": status, "next_try_at": again_at, "ended_at": ended_at, "last_error": why[:200]}
    _change(uow, delivery_id, tries_count=deliveries.c.tries_count + 1, **change)


def postpone(uow: UnitOfWork, delivery_id: str, until: datetime) -> None:
    """Nobody wants to hear of it before then; that is no try."""
    _change(uow, delivery_id, next_try_at=until)


def end_rest(uow: UnitOfWork, merchant_id: MerchantId) -> None:
    """Let what waits for the end of quiet hours be looked at anew: the shop has others now."""
    mine = (deliveries.c.merchant_id == merchant_id) & _UNTRIED
    # What is sooner due may be claimed, or waits for a device to hear.
    rests = update(deliveries).where(mine, deliveries.c.next_try_at > uow.now + CLAIMED_FOR)
    uow.conn.execute(rests.values(next_try_at=uow.now))


def retry(uow: UnitOfWork, delivery_id: str) -> bool:
    """Have something told once more that was given up; False when there is no such thing."""
    given_up = (deliveries.c.id == delivery_id) & (deliveries.c.status == DeliveryStatus.GIVEN_UP)
    again = {"status": DeliveryStatus.WAITING, "next_try_at": uow.now, "ended_at": None, "tries_count": 0}
    return uow.conn.execute(update(deliveries).where(given_up).values(**again)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A line for the operator."""

    id: str
    kind: str
    address: str
    event_type: str
    status: str
    tries_count: int
    last_error: str
    created_at: datetime


def undelivered(conn: Connection, limit: int) -> list[Undelivered]:
    """What waits after a failure or was given up, newest first."""
    query = _told().where(
        deliveries.c.status.in_((DeliveryStatus.WAITING, DeliveryStatus.GIVEN_UP)), deliveries.c.tries_count > 0
    )
    found = conn.execute(query.order_by(deliveries.c.created_at.desc()).limit(limit))
    return [
        Undelivered(
            row.delivery_id, row.kind, row.address, row.type, row.status, row.tries_count, row.last_error, row.queued_at
        )
        for row in found
    ]


def waiting_count(conn: Connection) -> int:
    """How much was tried and is to be tried again."""
    query = select(func.count()).where(deliveries.c.status == DeliveryStatus.WAITING, deliveries.c.tries_count > 0)
    return conn.execute(query).scalar_one()


def _change(uow: UnitOfWork, delivery_id: str, **values: object) -> None:
    open_ones = (deliveries.c.id == delivery_id) & (deliveries.c.status == DeliveryStatus.WAITING)
    uow.conn.execute(update(deliveries).where(open_ones).values(**values))


def _last_told(conn: Connection, outlet_id: str) -> datetime | None:
    # A server that takes nothing any more has a row for each payment since: no more than a page of them is read.
    newest = (
        select(deliveries.c.ended_at, deliveries.c.status)
        .where(deliveries.c.outlet_id == outlet_id)
        .order_by(deliveries.c.event_seq.desc())
        .limit(_LOOKED_AT_MOST)
        .subquery()
    )
    taken = select(func.max(newest.c.ended_at)).where(newest.c.status == DeliveryStatus.DELIVERED)
    found: datetime | None = conn.execute(taken).scalar_one()
    return found


def _told() -> Select[*tuple[object, ...]]:
    same_event = (events.c.merchant_id == deliveries.c.merchant_id) & (events.c.seq == deliveries.c.event_seq)
    return (
        select(
            outlets,
            deliveries.c.id.label("delivery_id"),
            deliveries.c.status,
            deliveries.c.tries_count,
            deliveries.c.last_error,
            deliveries.c.created_at.label("queued_at"),
            events.c.type,
            events.c.data,
            events.c.created_at.label("happened_at"),
            merchants.c.name.label("merchant_name"),
            merchants.c.phone.label("merchant_phone"),
            merchants.c.language,
            merchants.c.word_key,
            deliveries.c.event_seq,
            push_subscriptions.c.endpoint,
            push_subscriptions.c.p256dh,
            push_subscriptions.c.auth,
            *merchants_store.GRANT,
            *settings_store.QUIET,
        )
        .select_from(deliveries)
        .join(outlets, outlets.c.id == deliveries.c.outlet_id)
        .join(events, same_event)
        .join(merchants, merchants.c.id == deliveries.c.merchant_id)
        .outerjoin(push_subscriptions, push_subscriptions.c.outlet_id == deliveries.c.outlet_id)
        .outerjoin(devices, devices.c.id == push_subscriptions.c.device_id)
        .outerjoin(notice_settings, notice_settings.c.merchant_id == deliveries.c.merchant_id)
    )


def _delivery(row: Row[*tuple[object, ...]], told_at: datetime | None = None) -> Delivery:
    return Delivery(
        id=row.delivery_id,
        outlet=_outlet(row),
        event_type=row.type,
        data=row.data,
        happened_at=row.happened_at,
        merchant_name=row.merchant_name or name_of_unnamed(row.merchant_phone),
        language=row.language,
        tries_count=row.tries_count,
        created_at=row.queued_at,
        event_seq=row.event_seq,
        word_key=row.word_key,
        subscription=None if row.endpoint is None else Subscription(row.endpoint, row.p256dh, row.auth),
        reader=None if row.role is None else merchants_store.grant_of(row.role, row.scopes, row.gives_back_most_poisha),
        quiet=settings_store.quiet_of(row),
        told_at=told_at,
    )


def _all_of(conn: Connection, merchant_id: MerchantId) -> list[Outlet]:
    """Those that are in use, browsers that take notices among them."""
    return [_outlet(row) for row in _OF_SHOP.rows(conn, {"shop": merchant_id})]


def _outlet(row: AnyRow) -> Outlet:
    """From a row that begins with the columns of an outlet."""
    return Outlet(row[0], row[1], Kind(row[2]), row[3], row[4], row[5], row[7], subjects_of(row[8]))
