"""Queries about shops and their signed-in devices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, text, update

from checkout.core.merchant import DeviceId, Merchant, MerchantId
from checkout.core.phone import name_of_unnamed
from checkout.store.statements import AnyRow, Statement
from checkout.store.tables import devices, links, merchants

_DEVICES_MOST: Final = 200
_EVENT_SEQS: Final = (
    select(devices.c.token_hash, merchants.c.event_seq)
    .join(merchants, merchants.c.id == devices.c.merchant_id)
    .where(devices.c.token_hash.in_(bindparam("token_hashes", expanding=True)), devices.c.revoked_at.is_(None))
)

_STORE_LINK: Final = (links.c.merchant_id == merchants.c.id) & (links.c.kind == "store")
# In the order of the shop's fields; its slug is its store link's code.
_FIELDS: Final = [
    func.coalesce(links.c.code, text("''")) if field.name == "slug" else merchants.c[field.name]
    for field in fields(Merchant)
]
_WITH_SLUG: Final = select(*_FIELDS).select_from(merchants.outerjoin(links, _STORE_LINK))
_GET: Final = Statement(_WITH_SLUG.where(merchants.c.id == bindparam("shop")))
_BY_PHONE: Final = _WITH_SLUG.where(merchants.c.phone == bindparam("of_phone"))
_SIGNED_IN: Final = Statement(
    select(devices.c.id, *_FIELDS)
    .select_from(devices.join(merchants, merchants.c.id == devices.c.merchant_id).outerjoin(links, _STORE_LINK))
    .where(devices.c.token_hash == bindparam("hash_of_token"), devices.c.revoked_at.is_(None))
)


def insert(conn: Connection, merchant: Merchant) -> None:
    """Add a shop; its store link is added beside it. Raises IntegrityError when the phone is taken."""
    conn.execute(
        merchants.insert().values(
            id=merchant.id,
            phone=merchant.phone,
            name=merchant.name,
            address=merchant.address,
            language=merchant.language,
            event_seq=0,
            word_key=merchant.word_key,
            link_key=merchant.link_key,
            created_at=merchant.created_at,
        )
    )


def get(conn: Connection, merchant_id: str) -> Merchant:
    """The shop; there is always one behind an id of ours."""
    return _read(_GET.one(conn, {"shop": merchant_id}))


def by_phone(conn: Connection, phone: str) -> Merchant | None:
    row = conn.execute(_BY_PHONE, {"of_phone": phone}).first()
    return None if row is None else _read(row)


def change(conn: Connection, merchant_id: MerchantId, changes: Mapping[str, object]) -> None:
    conn.execute(update(merchants).where(merchants.c.id == merchant_id).values(**changes))


def insert_device(
    conn: Connection,
    device_id: DeviceId,
    merchant_id: MerchantId,
    name: str,
    token_hash: str,
    address_hash: str,
    now: datetime,
) -> None:
    row = {"id": device_id, "merchant_id": merchant_id, "name": name, "token_hash": token_hash, "created_at": now}
    conn.execute(devices.insert().values(**row, address_hash=address_hash))


def confirm_device(conn: Connection, merchant_id: MerchantId, device_id: DeviceId, now: datetime) -> None:
    """Note that the device gave a one-time code of the shop's."""
    own = (devices.c.id == device_id) & (devices.c.merchant_id == merchant_id)
    conn.execute(update(devices).where(own).values(confirmed_at=now))


def confirmed(conn: Connection, device_id: DeviceId) -> tuple[datetime, datetime | None]:
    """When the device signed in, and when it last gave a code; nothing for a token that an operator made."""
    row = conn.execute(select(devices.c.created_at, devices.c.confirmed_at).where(devices.c.id == device_id)).one()
    return row.created_at, row.confirmed_at


def use_confirmation(conn: Connection, device_id: DeviceId) -> None:
    conn.execute(update(devices).where(devices.c.id == device_id).values(confirmed_at=None))


def addresses_signed_in_from(conn: Connection, phone: str) -> frozenset[str]:
    """Where this shop's devices were signed in, those among them that were revoked left out."""
    query = (
        select(devices.c.address_hash)
        .join(merchants, merchants.c.id == devices.c.merchant_id)
        .where(merchants.c.phone == phone, devices.c.revoked_at.is_(None), devices.c.address_hash != "")
    )
    return frozenset(conn.execute(query).scalars())


def devices_ever(conn: Connection, phone: str) -> list[DeviceId]:
    """The newest devices of this phone's shop, those that were signed out among them."""
    query = (
        select(devices.c.id)
        .join(merchants, merchants.c.id == devices.c.merchant_id)
        .where(merchants.c.phone == phone)
        .order_by(devices.c.created_at.desc())
        .limit(_DEVICES_MOST)
    )
    return [DeviceId(device_id) for device_id in conn.execute(query).scalars()]


def signed_in(conn: Connection, token_hash: str) -> tuple[DeviceId, Merchant] | None:
    """The device that holds the token, and its shop; None for an unknown or a revoked token."""
    row = _SIGNED_IN.first(conn, {"hash_of_token": token_hash})
    return None if row is None else (DeviceId(row[0]), _read(row[1:]))


def event_seqs(conn: Connection, token_hashes: Collection[str]) -> dict[str, int]:
    """For each of these tokens that still signs a device in, where its shop's event log stands."""
    found = conn.execute(_EVENT_SEQS, {"token_hashes": list(token_hashes)})
    return {row.token_hash: row.event_seq for row in found}


def hold_device(conn: Connection, device_id: str) -> bool:
    """Whether the device is signed in; it is signed out by nobody else until the command is over."""
    query = select(devices.c.id).where(devices.c.id == device_id, devices.c.revoked_at.is_(None))
    return conn.execute(query.with_for_update()).first() is not None


def may_bring_old_codes(conn: Connection, device_id: str, now: datetime) -> bool:
    """Whether the device may hold links that were made offline before its shop had a key."""
    query = select(devices.c.id).where(devices.c.id == device_id, devices.c.old_codes_until > now)
    return conn.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class SignedInDevice:
    """A device as its shop is told of it."""

    id: DeviceId
    name: str
    created_at: datetime


def list_devices(conn: Connection, merchant_id: MerchantId) -> list[SignedInDevice]:
    """The signed-in devices, newest first."""
    query = (
        select(devices.c.id, devices.c.name, devices.c.created_at)
        .where(devices.c.merchant_id == merchant_id, devices.c.revoked_at.is_(None))
        .order_by(devices.c.created_at.desc())
        .limit(100)
    )
    return [SignedInDevice(DeviceId(row.id), row.name, row.created_at) for row in conn.execute(query)]


def revoke_device(conn: Connection, merchant_id: MerchantId, device_id: str, now: datetime) -> bool:
    """Sign a device of this shop out; False when it has no such device."""
    changed = conn.execute(
        update(devices)
        .where(devices.c.id == device_id, devices.c.merchant_id == merchant_id, devices.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return changed.rowcount == 1


def _read(row: AnyRow) -> Merchant:
    merchant = Merchant(*row)
    return merchant if merchant.name else replace(merchant, name=name_of_unnamed(merchant.phone))
