"""Nagad's sealed messages: what we seal only Nagad opens, and nothing else is taken for Nagad's."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.gateways.nagad.envelope import Envelope, NotSealed
from sandbox.nagad import sealing
from sandbox.nagad.keys import MERCHANT_PRIVATE, MERCHANT_PUBLIC, NAGAD_PRIVATE, NAGAD_PUBLIC

OURS = Envelope(MERCHANT_PRIVATE, NAGAD_PUBLIC)
ORDER = {
    "merchantId": "683002007104225",
    "orderId": "Order20240202124953",
    "currencyCode": "050",
    "amount": "100",
    "challenge": "cb109c6582c56f33f74f",
}
# Of a published message of the sandbox, opened with its public key: SHA-256 over compact JSON.
RECORDED_DIGEST = "e9307362ef1574e66eb6842dca92e89748c8cf9b35c4ad33c1537172c7a5f1f0"


def test_the_bytes_that_we_sign_are_those_of_a_recorded_message() -> None:
    assert sealing.open_sealed(OURS.seal(ORDER)) == ORDER
    compact = json.dumps(ORDER, separators=(",", ":")).encode()
    assert hashlib.sha256(compact).hexdigest() == RECORDED_DIGEST


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=8), st.text("0123456789", max_size=20), max_size=5))
def test_what_nagad_seals_we_open(inner: dict[str, str]) -> None:
    assert OURS.open(sealing.seal(inner)) == inner


def test_a_message_signed_by_somebody_else_is_not_nagads() -> None:
    forger = Envelope(MERCHANT_PRIVATE, MERCHANT_PUBLIC)  # Encrypts for us, signs as us.
    with pytest.raises(NotSealed):
        OURS.open(forger.seal(ORDER))


def test_a_message_for_somebody_else_cannot_be_opened() -> None:
    with pytest.raises(NotSealed):
        Envelope(NAGAD_PRIVATE, NAGAD_PUBLIC).open(sealing.seal(ORDER))


@pytest.mark.parametrize("noise", [{}, {"sensitiveData": "!", "signature": "!"}, {"sensitiveData": 1, "signature": 2}])
def test_noise_is_no_message(noise: dict[str, object]) -> None:
    with pytest.raises(NotSealed):
        OURS.open(noise)


def test_a_changed_signature_is_noticed() -> None:
    sealed = sealing.seal(ORDER)
    other = base64.b64encode(bytes(256)).decode()
    with pytest.raises(NotSealed):
        OURS.open({**sealed, "signature": other})


def test_what_does_not_fit_one_block_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="block"):
        OURS.seal({"text": "x" * 240})
