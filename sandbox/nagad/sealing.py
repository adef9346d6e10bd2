"""Nagad's side of the sealed messages."""

import base64
import json
from collections.abc import Mapping
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from sandbox.nagad.keys import MERCHANT_PUBLIC, NAGAD_PRIVATE

_OURS = cast(RSAPrivateKey, load_der_private_key(base64.b64decode(NAGAD_PRIVATE), None))
_THEIRS = cast(RSAPublicKey, load_der_public_key(base64.b64decode(MERCHANT_PUBLIC)))


class BadSeal(Exception):
    """The message cannot be deciphered, or its signature is wrong."""


def seal(inner: Mapping[str, str]) -> dict[str, str]:
    """Encrypted for the merchant and signed by Nagad."""
    text = json.dumps(inner).encode()
    return {
        "sensitiveData": base64.b64encode(_THEIRS.encrypt(text, padding.PKCS1v15())).decode(),
        "signature": base64.b64encode(_OURS.sign(text, padding.PKCS1v15(), SHA256())).decode(),
    }


def open_sealed(body: Mapping[str, object]) -> dict[str, object]:
    """The merchant's inner object. Raises BadSeal."""
    try:
        text = _OURS.decrypt(base64.b64decode(str(body.get("sensitiveData"))), padding.PKCS1v15())
        inner = json.loads(text)
    except ValueError as error:
        raise BadSeal("Decryption failed") from error
    try:
        signature = base64.b64decode(str(body.get("signature")))
        _THEIRS.verify(signature, text, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as error:
        raise BadSeal("Signature verification failed") from error
    if not isinstance(inner, dict):
        raise BadSeal("Invalid request")
    return inner
