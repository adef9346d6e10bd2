"""What crosses a push service: sealed so that one browser alone can read it, and signed as ours.

Sources: RFC 8291 (sealing), RFC 8188 (its form), RFC 8292 (who sends).
"""

import base64
import binascii
import json
import os
import struct
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from checkout.core.push import Subscription

_KEY_BYTES: Final = 32
POINT_BYTES: Final = 65
SHARED_BYTES: Final = 16
_RECORD_BYTES: Final = 4096
# A service refuses what is good for longer than a day (RFC 8292, 2).
_SIGNED_FOR: Final = timedelta(hours=12)


def seal(
    content: bytes,
    subscription: Subscription,
    *,
    pad_to: int = 0,
    ours: EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """The body of a message. All that are padded to one length look alike; the last two are for tests alone."""
    ours, salt = ours or generate_private_key(SECP256R1()), salt or os.urandom(16)
    theirs, shared_secret = from_base64url(subscription.p256dh), from_base64url(subscription.auth)
    point = _point(ours)
    agreed = ours.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    key_material = _derived(agreed, 32, shared_secret, b"WebPush: info\0" + theirs + point)
    key = _derived(key_material, 16, salt, b"Content-Encoding: aes128gcm\0")
    nonce = _derived(key_material, 12, salt, b"Content-Encoding: nonce\0")
    # The two is the end of the only record.
    padded = (content + b"\x02").ljust(pad_to, b"\0")
    return salt + struct.pack(">IB", _RECORD_BYTES, POINT_BYTES) + point + AESGCM(key).encrypt(nonce, padded, None)


class Sender:
    """Who we are at every push service, by one key (VAPID)."""

    def __init__(self, private_key: str, contact: str) -> None:
        """`contact` is whom a service writes to when something is wrong with what we send. Raises ValueError."""
        self._key, self._contact = read_private_key(private_key), contact
        self.public_key = to_base64url(_point(self._key))
        """By which a browser says from whom alone it takes notices."""

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header by which this service, and no other, knows us."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + _SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ECDSA(SHA256())))
        signature = to_base64url(r.to_bytes(_KEY_BYTES, "big") + s.to_bytes(_KEY_BYTES, "big"))
        return f"vapid t={signed}.{signature}, k={self.public_key}"


def new_private_key() -> str:
    """A key of P-256, as `ADAY_PUSH_PRIVATE_KEY` has it."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return to_base64url(number.to_bytes(_KEY_BYTES, "big"))


def read_private_key(text: str) -> EllipticCurvePrivateKey:
    """Raises ValueError."""
    return derive_private_key(int.from_bytes(from_base64url(text), "big"), SECP256R1())


def is_point(text: str) -> bool:
    """Whether it is a browser's key: one that is no point of the curve would be found out at every message."""
    try:
        raw = from_base64url(text)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError:
        return False
    return len(raw) == POINT_BYTES


def is_secret(text: str) -> bool:
    """Whether it is what a browser shares with us."""
    try:
        return len(from_base64url(text)) == SHARED_BYTES
    except ValueError:
        return False


def to_base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error


def _point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(material: bytes, length: int, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)


def _json(facts: dict[str, object] | dict[str, str]) -> str:
    return to_base64url(json.dumps(facts, separators=(",", ":")).encode())
