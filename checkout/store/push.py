"""Browsers that take notices: each is an outlet that belongs to one device and ends with it."""

from sqlalchemy import Connection, func, or_, select

from checkout.core.merchant import DeviceId, MerchantId
from checkout.core.outlet import PUSH, Outlet
from checkout.core.push import Subscription
from checkout.store import notice_settings, outlets
from checkout.store.tables import outlets as outlets_table
from checkout.store.tables import push_subscriptions
from checkout.store.unit_of_work import UnitOfWork


def of_device(conn: Connection, device_id: DeviceId) -> Subscription | None:
    """Where the device is told while its app is closed."""
    row = conn.execute(select(push_subscriptions).where(push_subscriptions.c.device_id == device_id)).first()
    return None if row is None else Subscription(row.endpoint, row.p256dh, row.auth)


def outlet_of_device(conn: Connection, device_id: DeviceId) -> tuple[Outlet, Subscription] | None:
    """The same with the outlet that it is."""
    row = conn.execute(select(push_subscriptions).where(push_subscriptions.c.device_id == device_id)).first()
    outlet = None if row is None else outlets.get(conn, row.outlet_id)
    return None if row is None or outlet is None else (outlet, Subscription(row.endpoint, row.p256dh, row.auth))


def count(conn: Connection, merchant_id: MerchantId) -> int:
    """How many browsers of the shop are told."""
    mine = (outlets_table.c.merchant_id == merchant_id) & outlets_table.c.removed_at.is_(None)
    joined = push_subscriptions.join(outlets_table, outlets_table.c.id == push_subscriptions.c.outlet_id)
    return conn.execute(select(func.count()).select_from(joined).where(mine)).scalar_one()


def keep(
    uow: UnitOfWork, merchant_id: MerchantId, device_id: DeviceId, subscription: Subscription, service: str
) -> None:
    """Tell the device there from now on; `service` is whose address that is, as an operator may see it."""
    outlet_id = uow.new_id("out")
    tells = notice_settings.get(uow.conn, merchant_id).browsers_tell
    outlets.insert(uow, Outlet(outlet_id, merchant_id, PUSH, service, "", uow.now, tells=tells))
    uow.conn.execute(
        push_subscriptions.insert().values(
            outlet_id=outlet_id,
            device_id=device_id,
            endpoint=subscription.endpoint,
            p256dh=subscription.p256dh,
            auth=subscription.auth,
        )
    )


def end(uow: UnitOfWork, device_id: str, endpoint: str = "") -> None:
    """Tell the device nothing there any more, nor any other one that is told at this endpoint."""
    among = or_(push_subscriptions.c.device_id == device_id, push_subscriptions.c.endpoint == endpoint)
    found = (
        select(outlets_table.c.id, outlets_table.c.merchant_id)
        .join(push_subscriptions, push_subscriptions.c.outlet_id == outlets_table.c.id)
        .where(among)
    )
    for row in uow.conn.execute(found).all():
        outlets.remove(uow, row.merchant_id, row.id)
