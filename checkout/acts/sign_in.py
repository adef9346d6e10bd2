"""Signing in by phone and one-time code, and the devices that are signed in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from checkout.acts import merchants as shops
from checkout.errors import BadFields, NotFound, NotSignedIn, Problem, TooOften
from checkout.payments.nouns import DeviceId, Merchant, MerchantId
from checkout.payments.phone import NotMobile, mobile_e164
from checkout.store import codes, merchants
from checkout.store.database import Act

CODE_TTL: Final = timedelta(minutes=5)
RESEND_AFTER: Final = timedelta(seconds=60)
TRIES_MAX: Final = 5
_HOUR: Final = timedelta(hours=1)
_CODES_PER_HOUR: Final = 6
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
    """A new code. Slow on purpose, so it is made before the act that keeps it."""
    code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(16)
    return NewCode(code, salt, hash_code(code, salt))


def keep_code(act: Act, phone: str, new: NewCode) -> None:
    """Keep a one-time code for this phone; the caller sends it. Raises TooOften."""
    act.hold(phone)
    sent = codes.sent_since(act.conn, phone, act.now - _HOUR)
    if sent and act.now < sent[-1] + RESEND_AFTER:
        raise TooOften(_seconds_until(sent[-1] + RESEND_AFTER, act.now))
    if len(sent) >= _CODES_PER_HOUR:
        raise TooOften(_seconds_until(sent[0] + _HOUR, act.now))
    expires_at = act.now + CODE_TTL
    codes.insert(act.conn, codes.Code(act.new_id("otc"), phone, new.salt, new.code_hash, 0, act.now, expires_at))


def salt_of(conn: Connection, phone: str) -> str:
    """The salt of the code last sent to this phone; empty when there is none."""
    kept = codes.newest_unused(conn, phone)
    return kept.salt if kept is not None else ""


def sign_in(act: Act, phone: str, code_hash: str, device_name: str) -> tuple[str, Merchant] | None:
    """A device token, and the shop of this phone, made now if it is new; None for a wrong code.

    `code_hash` is what was typed, hashed with the salt of the code last sent. A code is used up by
    being right; a wrong one counts as a try, and returns rather than raises, so that the try is
    kept. Raises TooOften when a code had its five tries.
    """
    act.hold(phone)
    kept = codes.newest_unused(act.conn, phone)
    if kept is None or kept.expires_at <= act.now:
        return None
    if kept.tries_count >= TRIES_MAX:
        raise TooOften(_seconds_until(kept.expires_at, act.now))
    if not hmac.compare_digest(code_hash, kept.code_hash):
        codes.count_try(act.conn, kept.id)
        return None
    codes.use(act.conn, kept.id, act.now)
    merchant = merchants.by_phone(act.conn, phone) or shops.open_shop(act, phone)
    return issue_token(act, merchant.id, device_name), merchant


def issue_token(act: Act, merchant_id: MerchantId, device_name: str) -> str:
    """A new device's token; only its hash is kept, so it is shown this once."""
    token = f"aday_{secrets.token_urlsafe(32)}"
    device_id = DeviceId(act.new_id("dev"))
    merchants.insert_device(act.conn, device_id, merchant_id, device_name, hash_token(token), act.now)
    return token


def signed_in(conn: Connection, token: str) -> tuple[DeviceId, Merchant]:
    """Whose token this is. Raises NotSignedIn."""
    found = merchants.signed_in(conn, hash_token(token))
    if found is None:
        raise NotSignedIn
    return found


def sign_out(act: Act, merchant_id: MerchantId, device_id: str) -> None:
    """Revoke a device's token. Raises NotFound."""
    if not merchants.revoke_device(act.conn, merchant_id, device_id, act.now):
        raise NotFound("device")


def hash_token(token: str) -> str:
    """Tokens are long and random, so a plain hash keeps them."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_code(code: str, salt: str) -> str:
    """Slow, because six digits are soon tried through."""
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=_SCRYPT_N, r=8, p=1, dklen=32).hex()


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, -(-(moment - now) // timedelta(seconds=1)))
