"""What crosses a push service is sealed and signed as the standards say."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag

from checkout.core.push import Subscription
from checkout.notify.push_message import (
    Sender,
    from_base64url,
    is_point,
    is_secret,
    new_private_key,
    read_private_key,
    seal,
    to_base64url,
)
from sandbox.push.sealing import BrowserKeys, Refused, check_sender

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
ENDPOINT = "https://push.example:8443/wpush/v2/abc"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
# The same point as other programs write it, which is no key of a browser (RFC 8291, 3.1).
SHORT_POINT = "AiVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"


def subscription_of(keys: BrowserKeys) -> Subscription:
    return Subscription(ENDPOINT, keys.told["p256dh"], keys.told["auth"])


def test_the_standards_own_example_is_sealed_to_the_letter() -> None:
    """RFC 8291, 5."""
    ours = read_private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    content = b"When I grow up, I want to be a watermelon"
    salt = from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    sealed = seal(content, Subscription(ENDPOINT, POINT, SECRET), ours=ours, salt=salt)
    assert to_base64url(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_reads_it_and_no_two_look_alike() -> None:
    browser, other = BrowserKeys.make(b"0123456789abcdef"), BrowserKeys.make(b"0123456789abcdef")
    first, second = (seal("৳৫০০".encode(), subscription_of(browser)) for _ in range(2))
    assert browser.read(first) == browser.read(second) == "৳৫০০".encode()
    assert first != second
    with pytest.raises(InvalidTag):
        other.read(first)


def test_a_small_sum_is_as_long_as_a_large_one() -> None:
    browser = subscription_of(BrowserKeys.make(b"0123456789abcdef"))
    assert {len(seal(b"1" * length, browser, pad_to=512)) for length in (1, 20, 511)} == {16 + 5 + 65 + 512 + 16}


def test_a_service_knows_who_sends_and_no_other_service_can_use_what_it_was_shown() -> None:
    sender = Sender(new_private_key(), "mailto:aday@example.com")
    shown = sender.authorization(ENDPOINT, NOW)
    claims = check_sender(shown, "https://push.example:8443", NOW.timestamp(), sender.public_key)
    assert claims["sub"] == "mailto:aday@example.com"
    with pytest.raises(Refused, match="this is https://elsewhere"):
        check_sender(shown, "https://elsewhere.example", NOW.timestamp(), sender.public_key)
    with pytest.raises(Refused, match="too old"):
        check_sender(shown, "https://push.example:8443", NOW.timestamp() + 86_400, sender.public_key)


def test_another_key_is_another_sender() -> None:
    first, second = (Sender(new_private_key(), "mailto:aday@example.com") for _ in range(2))
    shown = first.authorization(ENDPOINT, NOW)
    with pytest.raises(Refused, match="another key"):
        check_sender(shown, "https://push.example:8443", NOW.timestamp(), second.public_key)
    forged = shown.replace(first.public_key, second.public_key)
    with pytest.raises(Refused, match="not signed"):
        check_sender(forged, "https://push.example:8443", NOW.timestamp(), second.public_key)


def test_a_key_is_the_same_sender_after_every_start() -> None:
    key = new_private_key()
    assert Sender(key, "mailto:a@b.cd").public_key == Sender(key, "mailto:a@b.cd").public_key
    assert len(from_base64url(Sender(key, "mailto:a@b.cd").public_key)) == 65


@pytest.mark.parametrize(
    "text", ["", "x", "AAAA", POINT[:-1] + "x", POINT[:-4], SHORT_POINT, SECRET, "৳" * 87, json.dumps(POINT)]
)
def test_what_is_no_point_of_the_curve_is_no_key_of_a_browser(text: str) -> None:
    assert is_point(POINT)
    assert not is_point(text)


@pytest.mark.parametrize("text", ["", "x", SECRET[:-2], SECRET + "AA", POINT, "৳" * 22])
def test_sixteen_bytes_are_shared_with_a_browser(text: str) -> None:
    assert is_secret(SECRET)
    assert not is_secret(text)
