"""The signature on an IPN or a return: it filters noise; order validation decides.

Source: docs/gateways/sslcommerz.md, "Signature".
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Final

_MUST_BE_SIGNED: Final = frozenset({"tran_id", "amount", "currency", "status", "store_id"})
_MUST_NOT_BE: Final = frozenset({"store_passwd", "verify_sign", "verify_sign_sha2", "verify_key"})


def is_genuine(fields: Mapping[str, str], password: str) -> bool:
    """Whether the signed names suffice and every signature that is there is right."""
    names = fields.get("verify_key", "").split(",")
    needed = _MUST_BE_SIGNED | ({"val_id"} if fields.get("status") == "VALID" else set())
    if not needed.issubset(names) or not needed.issubset(fields):
        return False
    if len(set(names)) != len(names) or not _MUST_NOT_BE.isdisjoint(names):
        return False
    if not _equal(_sign(fields, names, password, _md5), fields.get("verify_sign", "")):
        return False
    sha2 = fields.get("verify_sign_sha2")  # Genuine ones were seen without it, and with it empty.
    return not sha2 or _equal(_sign(fields, names, password, _sha256), sha2)


def _sign(fields: Mapping[str, str], names: list[str], password: str, hash_hex: Callable[[str], str]) -> str:
    pairs = [(name, fields.get(name, "")) for name in names]
    pairs.append(("store_passwd", hash_hex(password)))
    return hash_hex("&".join(f"{name}={value}" for name, value in sorted(pairs)))


def _equal(ours: str, theirs: str) -> bool:
    """In constant time, and for any text a stranger may send."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
