"""Queries about shops and their signed-in devices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text, update

from checkout.core.access import Grant, Role, Scope
from checkout.core.merchant import Device, DeviceId, Merchant, MerchantId
from checkout.core.phone import name_of_unnamed
from checkout.store.cursor import Cursor
from checkout.store.statements import AnyRow, Statement
from checkout.store.tables import devices, links, merchants
from money import Money

_DEVICES_MOST: Final = 200
LISTED_MOST: Final = 100
_SCOPES: Final = frozenset(map(str, Scope))
# Most tokens are of one of these, and each call of each of them reads it.
_PLAIN: Final = {str(role): Grant(role) for role in Role}
GRANT: Final = (devices.c.role, devices.c.scopes, devices.c.gives_back_most_poisha)
"""The columns that `grant_of` reads."""
_LISTENING: Final = (
    select(devices.c.token_hash, merchants.c.event_seq, *GRANT)
    .join(merchants, merchants.c.id == devices.c.merchant_id)
    .where(devices.c.token_hash.in_(bindparam("token_hashes", expanding=True)), devices.c.revoked_at.is_(None))
)

# Before the shop come the device and what it may.
_SHOP_AT: Final = 2 + len(GRANT)
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
    select(devices.c.id, devices.c.name, *GRANT, *_FIELDS)
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
    conn: Connection, device: Device, merchant_id: MerchantId, token_hash: str, address_hash: str, now: datetime
) -> None:
    row: dict[str, object] = {
        "id": device.id,
        "merchant_id": merchant_id,
        "name": device.name,
        "token_hash": token_hash,
    }
    row |= {"created_at": now, "address_hash": address_hash}
    conn.execute(devices.insert().values(**row, **_granted(device.grant)))


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
    """The newest devices of this phone's owner, those that were signed out among them."""
    query = (
        select(devices.c.id)
        .join(merchants, merchants.c.id == devices.c.merchant_id)
        # Nobody else has a code sent, and whoever comes and goes at the till shall not push the owner's out.
        .where(merchants.c.phone == phone, devices.c.role == Role.OWNER)
        .order_by(devices.c.created_at.desc())
        .limit(_DEVICES_MOST)
    )
    return [DeviceId(device_id) for device_id in conn.execute(query).scalars()]


def signed_in(conn: Connection, token_hash: str) -> tuple[Device, Merchant] | None:
    """The device that holds the token, and its shop; None for an unknown or a revoked token."""
    row = _SIGNED_IN.first(conn, {"hash_of_token": token_hash})
    if row is None:
        return None
    device_id, name, *grant = row[:_SHOP_AT]
    return Device(DeviceId(device_id), name, grant_of(*grant)), _read(row[_SHOP_AT:])


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the event log of a device's shop stands, and what the device may."""

    seq: int
    grant: Grant


def listening(conn: Connection, token_hashes: Collection[str]) -> dict[str, Listening]:
    """For each of these tokens that still signs a device in, what it may hear and up to where there is something."""
    found = conn.execute(_LISTENING, {"token_hashes": list(token_hashes)})
    return {row[0]: Listening(row[1], grant_of(*row[2:])) for row in found}


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

    device: Device
    created_at: datetime


def list_devices(
    conn: Connection,
    merchant_id: MerchantId,
    only: DeviceId | None = None,
    limit: int = LISTED_MOST,
    before: Cursor | None = None,
) -> list[SignedInDevice]:
    """The signed-in devices of people, newest first; of `only` itself where that is named."""
    is_shown = devices.c.role != Role.PROGRAM
    if only is not None:
        is_shown &= devices.c.id == only
    return _listed(conn, merchant_id, is_shown, limit, before)


def list_programs(
    conn: Connection, merchant_id: MerchantId, limit: int = LISTED_MOST, before: Cursor | None = None
) -> list[SignedInDevice]:
    """The tokens that programs have, newest first."""
    return _listed(conn, merchant_id, devices.c.role == Role.PROGRAM, limit, before)


def _listed(
    conn: Connection,
    merchant_id: MerchantId,
    is_shown: ColumnElement[bool],
    limit: int = 1,
    before: Cursor | None = None,
) -> list[SignedInDevice]:
    query = (
        select(devices.c.id, devices.c.name, devices.c.created_at, *GRANT)
        .where(devices.c.merchant_id == merchant_id, devices.c.revoked_at.is_(None), is_shown)
        .order_by(devices.c.created_at.desc(), devices.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(before.comes_before(devices.c.created_at, devices.c.id))
    return [SignedInDevice(Device(DeviceId(row[0]), row[1], grant_of(*row[3:])), row[2]) for row in conn.execute(query)]


def get_device(conn: Connection, merchant_id: MerchantId, device_id: str) -> SignedInDevice | None:
    """A signed-in device or a program of this shop."""
    found = _listed(conn, merchant_id, devices.c.id == device_id)
    return found[0] if found else None


def change_grant(conn: Connection, device_id: DeviceId, grant: Grant) -> None:
    """From now on the device may this, under the token that it has."""
    conn.execute(update(devices).where(devices.c.id == device_id).values(**_granted(grant)))


def revoke_device(conn: Connection, merchant_id: MerchantId, device_id: str, now: datetime) -> Role | None:
    """Sign a device of this shop out; what it was, and None when it has no such device."""
    signed_in = (devices.c.id == device_id) & (devices.c.merchant_id == merchant_id) & devices.c.revoked_at.is_(None)
    role = conn.execute(update(devices).where(signed_in).values(revoked_at=now).returning(devices.c.role)).scalar()
    return None if role is None else Role(role)


def _granted(grant: Grant) -> dict[str, object]:
    """A grant as its columns keep it."""
    most = grant.gives_back_most
    scopes = " ".join(sorted(grant.scopes))
    return {"role": grant.role, "scopes": scopes, "gives_back_most_poisha": None if most is None else most.poisha}


def grant_of(role: str, scopes: str, most_poisha: int | None) -> Grant:
    """What a token may, as it is kept."""
    if not scopes and most_poisha is None:
        return _PLAIN[role]
    most = None if most_poisha is None else Money(most_poisha)
    # A scope that a newer version knew is no right that this one has.
    return Grant(Role(role), frozenset(Scope(one) for one in scopes.split() if one in _SCOPES), most)


def _read(row: AnyRow) -> Merchant:
    merchant = Merchant(*row)
    return merchant if merchant.name else replace(merchant, name=name_of_unnamed(merchant.phone))
