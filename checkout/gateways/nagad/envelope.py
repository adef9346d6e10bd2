"""Nagad's sealed messages: encrypted for the reader, signed by the writer. Source: docs/gateways/nagad.md."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from checkout.gateways.wire import read_json

_BLOCK_MAX_BYTES: Final = 245


class NotSealed(Exception):
    """What came is not a message of the other side: undecipherable, unsigned or no JSON, which look alike."""


class Envelope:
    """Seals with our key for Nagad, opens what Nagad sealed for us."""

    def __init__(self, our_private_key: str, their_public_key: str) -> None:
        """Both keys are base64 of DER without PEM lines, as Nagad gives them. Raises ValueError."""
        ours, theirs = load_private_key(our_private_key), load_public_key(their_public_key)
        self._ours, self._theirs = ours, theirs

    def seal(self, inner: Mapping[str, str]) -> dict[str, str]:
        """`sensitiveData` and `signature` over the same bytes. Raises ValueError for more than an RSA block."""
        text = json.dumps(inner, separators=(",", ":")).encode()
        if len(text) > _BLOCK_MAX_BYTES:
            raise ValueError("the message does not fit one RSA block")
        return {
            "sensitiveData": base64.b64encode(self._theirs.encrypt(text, padding.PKCS1v15())).decode(),
            "signature": base64.b64encode(self._ours.sign(text, padding.PKCS1v15(), SHA256())).decode(),
        }

    def open(self, sealed: Mapping[str, object]) -> dict[str, object]:
        """The inner object. Raises NotSealed, whatever is wrong: a wrong key gives noise, not an error."""
        try:
            text = self._ours.decrypt(base64.b64decode(str(sealed["sensitiveData"]), validate=True), padding.PKCS1v15())
            signature = base64.b64decode(str(sealed["signature"]), validate=True)
            self._theirs.verify(signature, text, padding.PKCS1v15(), SHA256())
            inner = read_json(text)
        except (KeyError, TypeError, ValueError, binascii.Error, InvalidSignature) as error:
            raise NotSealed(type(error).__name__) from None
        if not isinstance(inner, dict):
            raise NotSealed("not an object")
        return inner


def load_private_key(text: str) -> RSAPrivateKey:
    """PKCS#8 or PKCS#1, with or without PEM lines. Raises ValueError."""
    key = load_der_private_key(_der(text), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def load_public_key(text: str) -> RSAPublicKey:
    """A public key, with or without PEM lines. Raises ValueError."""
    key = load_der_public_key(_der(text))
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def _der(text: str) -> bytes:
    lines = (line for line in text.strip().splitlines() if not line.startswith("-----"))
    return base64.b64decode("".join(lines))
