"""Signing in by phone and one-time code, and the devices that are signed in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from checkout.commands.merchants import create_merchant
from checkout.core.access import Role
from checkout.core.merchant import Device, DeviceId, Merchant, MerchantId
from checkout.core.phone import NotMobile, mobile_e164
from checkout.errors import BadFields, NotFound, NotSignedIn, Problem, TooOften
from checkout.store import codes, invitations, merchants, outlets, push
from checkout.store.unit_of_work import UnitOfWork

CODE_TTL: Final = timedelta(minutes=5)
RESEND_AFTER: Final = timedelta(seconds=60)
TRIES_MAX: Final = 5
_HOUR: Final = timedelta(hours=1)
_CODES_PER_HOUR: Final = 6
# To one phone, for all the places together where its owner never signed in: a flood of SMS has an end.
_CODES_FOR_STRANGERS_PER_HOUR: Final = 20
# To the shop's phone, for all its own devices together.
_CODES_FOR_OWN_PER_HOUR: Final = 12
_SCRYPT_N: Final = 2**14


def read_phone(text: str) -> str:
    """The phone as E.164. Raises BadFields."""
    try:
        return mobile_e164(text)
    except NotMobile as error:
        raise BadFields(Problem("phone", "phone")) from error


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to send, and the salted hash of it that is kept."""

    code: str
    salt: str
    code_hash: str


def make_code() -> NewCode:
    """A new code. Slow on purpose, so it is made before the command that keeps it."""
    code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(16)
    return NewCode(code, salt, hash_code(code, salt))


def new_request() -> str:
    """What tells one asking for a code from all others; whoever has it may try the code."""
    return secrets.token_urlsafe(16)


def code_asker(request: str, address: str) -> codes.Asker:
    """Who asks or tries, as it is kept; the address comes as `Database.hidden` makes it."""
    return codes.Asker(hash_token(request), hash_token(address))


def device_asker(device_id: DeviceId, address: str) -> codes.Asker:
    """A signed-in device that asks for a code of its own, which signs nobody in."""
    return code_asker(f"payout {device_id}", address)


def keep_code(uow: UnitOfWork, phone: str, asked_by: codes.Asker, new: NewCode) -> None:
    """Keep a one-time code for this phone; the caller sends it. Raises TooOften.

    Each address has its own count, so that no stranger uses up the owner's; what strangers may have sent to one phone
    together is bounded too, and places where the owner has signed in are no strangers. The shop's own devices are
    counted one by one, wherever they are: two at one counter do not wait for each other, nor a sign-in for them. What
    all of them have sent together, those signed out since among them, is bounded as well.
    """
    uow.lock(phone)
    own = {device_asker(device_id, "").request_hash for device_id in merchants.devices_ever(uow.conn, phone)}
    sent = codes.sent_since(uow.conn, phone, uow.now - _HOUR)
    if asked_by.request_hash in own:
        here = [moment for moment, asker in sent if asker.request_hash == asked_by.request_hash]
        together, most = [moment for moment, asker in sent if asker.request_hash in own], _CODES_FOR_OWN_PER_HOUR
    else:
        at_home = merchants.addresses_signed_in_from(uow.conn, phone)
        others = [(moment, asker.address_hash) for moment, asker in sent if asker.request_hash not in own]
        here = [moment for moment, address_hash in others if address_hash == asked_by.address_hash]
        is_stranger = asked_by.address_hash not in at_home
        together = [moment for moment, address_hash in others if is_stranger and address_hash not in at_home]
        most = _CODES_FOR_STRANGERS_PER_HOUR
    if here and uow.now < here[-1] + RESEND_AFTER:
        raise TooOften(seconds_until(here[-1] + RESEND_AFTER, uow.now))
    if len(here) >= _CODES_PER_HOUR:
        raise TooOften(seconds_until(here[0] + _HOUR, uow.now))
    if len(together) >= most:
        raise TooOften(seconds_until(together[-most] + _HOUR, uow.now))
    expires_at = uow.now + CODE_TTL
    kept = codes.Code(uow.new_id("otc"), phone, asked_by, new.salt, new.code_hash, 0, uow.now, expires_at)
    codes.insert(uow.conn, kept)


def drop_code(uow: UnitOfWork, code: NewCode) -> None:
    """Forget a code that could not be sent, so that it counts for no limit."""
    codes.drop(uow.conn, code.code_hash)


def salt_of(conn: Connection, phone: str, request_hash: str) -> str:
    """The salt of the code that was sent for this request; empty when there is none."""
    kept = codes.unused(conn, phone, request_hash)
    return kept.salt if kept is not None else ""


def sign_in(
    uow: UnitOfWork, phone: str, asked_by: codes.Asker, code_hash: str, device_name: str
) -> tuple[str, Merchant] | None:
    """A device token, and the shop of this phone, made now if it is new; None for a wrong code.

    `code_hash` is what was typed, hashed with the salt of the code that was sent. A code is used up by
    being right; a wrong one counts as a try, and returns rather than raises, so that the try is
    kept. Raises TooOften when a code had its five tries: only who asked for it can use those up.
    """
    uow.lock(phone)
    kept = codes.unused(uow.conn, phone, asked_by.request_hash)
    if kept is None or kept.expires_at <= uow.now:
        return None
    if kept.tries_count >= TRIES_MAX:
        raise TooOften(seconds_until(kept.expires_at, uow.now))
    if not hmac.compare_digest(code_hash, kept.code_hash):
        codes.count_try(uow.conn, kept.id)
        return None
    codes.use(uow.conn, kept.id, uow.now)
    merchant = merchants.by_phone(uow.conn, phone) or create_merchant(uow, phone)
    return issue_device_token(uow, merchant.id, device_name, asked_by.address_hash, uow.now), merchant


def issue_device_token(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    device_name: str,
    address_hash: str = "",
    confirmed_at: datetime | None = None,
) -> str:
    """A new token of the owner's; only its hash is kept, so it is shown this once.

    `confirmed_at` is when its device gave a code.
    """
    device = Device(DeviceId(uow.new_id("dev")), device_name)
    token = keep_token(uow, merchant_id, device, address_hash)
    if confirmed_at is not None:
        merchants.confirm_device(uow.conn, merchant_id, device.id, confirmed_at)
    return token


def keep_token(uow: UnitOfWork, merchant_id: MerchantId, device: Device, address_hash: str = "") -> str:
    """A token for this device or program, and for what it may; only its hash is kept."""
    token = f"aday_{secrets.token_urlsafe(32)}"
    merchants.insert_device(uow.conn, device, merchant_id, hash_token(token), address_hash, uow.now)
    return token


def device_of_token(conn: Connection, token: str) -> tuple[Device, Merchant]:
    """Whose token this is. Raises NotSignedIn."""
    found = merchants.signed_in(conn, hash_token(token))
    if found is None:
        raise NotSignedIn
    return found


def sign_out(uow: UnitOfWork, merchant_id: MerchantId, device_id: str) -> None:
    """Revoke a device's token, and all that it is told. Raises NotFound."""
    was = merchants.revoke_device(uow.conn, merchant_id, device_id, uow.now)
    if was is None:
        raise NotFound("device")
    if was is Role.OWNER:
        # It may be stolen: whoever has it shall not come back by what it invited.
        invitations.end_all(uow.conn, merchant_id, uow.now)
    if was is Role.PROGRAM:
        # Nor is it told any more; a shop's own server outlives the phone that named it.
        outlets.remove_made_by(uow, merchant_id, device_id)
    push.end(uow, device_id)
    # Its streams end as soon as this is kept.
    uow.recheck_devices(merchant_id)


def hash_token(token: str) -> str:
    """Tokens are long and random, so a plain hash keeps them."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_code(code: str, salt: str) -> str:
    """Slow, because six digits are soon tried through."""
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=_SCRYPT_N, r=8, p=1, dklen=32).hex()


def seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, -(-(moment - now) // timedelta(seconds=1)))
