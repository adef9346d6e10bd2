"""What a browser and its push service do with a message: RFC 8291 read from the other side, and RFC 8292 checked."""

import base64
import json
import struct
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_DAY_SECONDS = 86_400


class Refused(Exception):
    """What a service answers, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class BrowserKeys:
    """What a browser makes for a subscription, and gives to nobody but half of it to the site."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def make(cls, auth: bytes) -> Self:
        return cls(ec.generate_private_key(ec.SECP256R1()), auth)

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def told(self) -> dict[str, str]:
        """The half that the site gets."""
        return {"p256dh": encode(self.point), "auth": encode(self.auth)}

    def read(self, body: bytes) -> bytes:
        """The content of a message. Raises cryptography's InvalidTag for one that is sealed for somebody else."""
        salt, rest = body[:16], body[16:]
        record_size, id_length = struct.unpack(">IB", rest[:5])
        sender, sealed = rest[5 : 5 + id_length], rest[5 + id_length :]
        if len(sealed) > record_size:
            raise ValueError("more than one record")
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        info = b"WebPush: info\x00" + self.point + sender
        ikm = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(ikm)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(ikm)
        content, mark, padding = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\x02")
        if not mark or padding.strip(b"\x00"):
            raise ValueError("the end of the last record is not marked")
        return content


def check_sender(authorization: str, origin: str, now: float, key: str) -> dict[str, object]:
    """Whom the sender says it is. Raises Refused; `key` is the one that the browser named, if it named one."""
    scheme, _, rest = authorization.partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or not {"t", "k"} <= set(fields):
        raise Refused(401, "no VAPID header")
    head, _, signature = fields["t"].rpartition(".")
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(fields["k"]))
        raw = decode(signature)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        point.verify(utils.encode_dss_signature(r, s), head.encode(), ec.ECDSA(hashes.SHA256()))
        header, claims = (json.loads(decode(part)) for part in head.split("."))
    except (ValueError, InvalidSignature) as error:
        raise Refused(401, f"the token is not signed by its key: {error}") from error
    if len(raw) != 64 or header.get("alg") != "ES256":
        raise Refused(401, "not ES256")
    if claims.get("aud") != origin:
        raise Refused(401, f"the token is for {claims.get('aud')}, and this is {origin}")
    if not now < claims.get("exp", 0) <= now + _DAY_SECONDS:
        raise Refused(401, "the token is too old, or good for too long")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        raise Refused(401, "nobody to write to")
    if key and decode(key) != decode(fields["k"]):
        raise Refused(403, "the browser takes messages of another key")
    return dict(claims)
