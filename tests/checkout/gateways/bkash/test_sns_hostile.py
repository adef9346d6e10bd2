"""Messages that somebody else wrote, changed or kept: refused, and nobody is asked whom they name."""

import asyncio
import base64
import json
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from checkout.gateways.base import ForgedNotice
from sandbox.bkash.sns import Signer, body_of
from tests.checkout.gateways.bkash.recorded import TOPIC, payload
from tests.checkout.gateways.bkash.topic import NOW, Webhook, signer

TOLD = json.dumps(payload("noticed_message"))
THEIRS = "arn:aws:sns:ap-southeast-1:666666666666:bpt_theirs"


def genuine(**changed: object) -> dict[str, object]:
    """SNS's own message, with something else in it after it was signed."""
    return {**signer().notification(TOLD, NOW), **changed}


def resigned(**changed: object) -> dict[str, object]:
    """The same, signed by SNS with that in it: what only Amazon could send, or whoever speaks in our topic."""
    told = {name: value for name, value in genuine().items() if name not in ("Signature", "SigningCertURL")}
    return signer().signed({**told, **changed})


def of_another_key() -> dict[str, object]:
    """All as it should be, but for whose key it is."""
    other = Signer(TOPIC, valid_from=NOW - timedelta(days=30))
    return {**other.notification(TOLD, NOW), "SigningCertURL": signer().certificate_url}


def said_to_be_of_our_topic() -> dict[str, object]:
    """Signed by Amazon, with the one key that it has, for a topic that anybody can have."""
    return {**resigned(TopicArn=THEIRS), "TopicArn": TOPIC}


def twice_named() -> bytes:
    """One certificate for who reads the first name, another for who reads the last."""
    written = body_of(genuine()).decode().rstrip().removesuffix("}")
    return f'{written}, "SigningCertURL": "https://evil.example/x.pem"}}'.encode()


def twice_told() -> bytes:
    """Signed, with another message before it for who reads the first."""
    other = json.dumps(TOLD.replace('"100"', '"999999"'))
    return body_of(genuine()).replace(b"{", f'{{"message": {other},'.encode(), 1)


def inside() -> dict[str, object]:
    """Its signature and certificate stand in the message, where no reader may look."""
    told = genuine()
    message = json.dumps({**told, "SigningCertURL": "https://evil.example/x.pem"})
    return {name: value for name, value in told.items() if name != "SigningCertURL"} | {"Message": message}


def subscription(kind: str = "SubscriptionConfirmation", **changed: object) -> dict[str, object]:
    """Signed by SNS, and leading elsewhere."""
    told = {name: value for name, value in signer().subscription(NOW, kind).items() if name != "Signature"}
    return signer().signed({**told, **changed})


def without(name: str) -> Callable[[], dict[str, object]]:
    """SNS's own message, with one of its names taken out."""
    return lambda: {one: value for one, value in genuine().items() if one != name}


HOST = "https://sns.ap-southeast-1.amazonaws.com"
CONFIRM = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}"

HOSTILE: dict[str, Callable[[], bytes | dict[str, object]]] = {
    "forged: another's key": of_another_key,
    "forged: no signature": lambda: genuine(Signature=""),
    "forged: a signature of nothing": lambda: genuine(Signature=base64.b64encode(bytes(256)).decode()),
    "forged: a signature that is no base64": lambda: genuine(Signature="SANITIZED-SIGNATURE"),
    "changed: the sum": lambda: genuine(Message=TOLD.replace('"100"', '"100000"')),
    "changed: the id, to come again as new": lambda: genuine(MessageId="00000000-0000-0000-0000-000000000000"),
    "changed: the time, to be fresh again": lambda: genuine(Timestamp="2026-11-29T05:59:59.000Z"),
    "changed: a subject that was none": lambda: genuine(Subject="Payment"),
    "replayed: of two days ago": lambda: signer().notification(TOLD, NOW - timedelta(days=2)),
    "replayed: of a day and a second ago": lambda: signer().notification(TOLD, NOW - timedelta(days=1, seconds=1)),
    "of a quarter of an hour and a second from now": lambda: signer().notification(TOLD, NOW + timedelta(seconds=901)),
    "of tomorrow": lambda: signer().notification(TOLD, NOW + timedelta(days=1)),
    "of a day that never was": lambda: resigned(Timestamp="2026-02-30T06:00:00.000Z"),
    "wrong topic, signed by Amazon": lambda: resigned(TopicArn=THEIRS),
    "wrong topic, ours written over it": said_to_be_of_our_topic,
    "wrong host": lambda: genuine(SigningCertURL="https://evil.example/SimpleNotificationService-x.pem"),
    "wrong host: ours is its beginning": lambda: genuine(SigningCertURL=f"{HOST}.evil.example/x.pem"),
    "wrong host: ours is a user there": lambda: genuine(SigningCertURL=f"{HOST}@evil.example/x.pem"),
    "wrong host: a bucket called sns": lambda: genuine(SigningCertURL="https://sns.s3-us-west-2.amazonaws.com/x.pem"),
    "wrong host: another region": lambda: genuine(SigningCertURL="https://sns.us-east-1.amazonaws.com/x.pem"),
    "wrong host: this machine": lambda: genuine(SigningCertURL="https://127.0.0.1/x.pem"),
    "not https": lambda: genuine(SigningCertURL=signer().certificate_url.replace("https", "http")),
    "another port": lambda: genuine(SigningCertURL=f"{HOST}:8443/x.pem"),
    "another path": lambda: genuine(SigningCertURL=f"{HOST}/../x.pem"),
    "another path, written otherwise": lambda: genuine(SigningCertURL=f"{HOST}/%2e%2e/x.pem"),
    "another path: a host in it": lambda: genuine(SigningCertURL=f"{HOST}//evil.example/x.pem"),
    "another path: a host behind a backslash": lambda: genuine(SigningCertURL=f"{HOST}\\@evil.example/x.pem"),
    "a path alone": lambda: genuine(SigningCertURL="/x.pem"),
    "a query": lambda: genuine(SigningCertURL=f"{signer().certificate_url}?Action=x.pem"),
    "a line's end in the address": lambda: genuine(SigningCertURL=f"{signer().certificate_url}\r\nHost: evil.example"),
    "the certificate named twice": twice_named,
    "the certificate named inside": inside,
    "the message told twice": twice_told,
    "no certificate named": lambda: genuine(SigningCertURL=None),
    "version: signed as 1, said to be 2": lambda: genuine(SignatureVersion="2"),
    "version: one that is not": lambda: genuine(SignatureVersion="3"),
    "version: a number": lambda: genuine(SignatureVersion=1),
    "kind: a notification as a subscription": lambda: genuine(Type="SubscriptionConfirmation", Token="x", SubscribeURL=f"{CONFIRM}&Token=x"),
    "kind: a subscription as a notification": lambda: {**signer().subscription(NOW), "Type": "Notification"},
    "kind: one that is not": lambda: resigned(Type="Order"),
    "lines in an id": lambda: resigned(MessageId="1\nTimestamp\n2026"),
    "lines in a subject": lambda: resigned(Subject="x\nTimestamp\n2026"),
    "subscription elsewhere": lambda: subscription(SubscribeURL="https://evil.example/?Action=ConfirmSubscription"),
    "subscription elsewhere, with all that it asks for": lambda: subscription(Token="x", SubscribeURL=f"{CONFIRM.replace(HOST, 'https://evil.example')}&Token=x"),
    "subscription elsewhere: ours is a user there": lambda: subscription(Token="x", SubscribeURL=f"{CONFIRM.replace('.com', '.com@evil.example')}&Token=x"),
    "subscription to another topic": lambda: subscription(Token="x", SubscribeURL=f"{HOST}/?Action=ConfirmSubscription&TopicArn={THEIRS}&Token=x"),
    "subscription that deletes": lambda: subscription(Token="x", SubscribeURL=f"{CONFIRM.replace('Confirm', 'Delete')}&Token=x"),
    "subscription that binds us": lambda: subscription(Token="x", SubscribeURL=f"{CONFIRM}&Token=x&AuthenticateOnUnsubscribe=true"),
    "subscription with more in it": lambda: subscription(Token="x", SubscribeURL=f"{CONFIRM}&Token=x&Action=DeleteTopic"),
    "end of a subscription that leads elsewhere": lambda: subscription("UnsubscribeConfirmation", SubscribeURL="https://evil.example/?Action=ConfirmSubscription"),
    "oversized": lambda: signer().notification("x" * 20_000, NOW),
    "not JSON": lambda: b"Type=Notification",
    "empty": lambda: b"",
    "cut off": lambda: body_of(genuine())[:-40],
    "a list": lambda: json.dumps([genuine()]).encode(),
    "nothing in it": lambda: b"{}",
    "nested without an end": lambda: b'{"Type":' * 2_000,
    "UTF-16": lambda: body_of(genuine()).decode().encode("utf-16"),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + body_of(genuine()),
    "half a character": lambda: genuine(Message="\ud800"),
    "no message": lambda: genuine(Message=None),
    **{f"without {name}": without(name) for name in (
        "Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL",
    )},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_refused_and_nobody_is_asked_whom_it_names(name: str) -> None:
    webhook = Webhook(signer())
    # Whoever would believe the message could be served what it names.
    for url in ("https://evil.example/x.pem", "https://sns.s3-us-west-2.amazonaws.com/x.pem"):
        webhook.amazon.served[url] = signer().certificate_pem
    told = HOSTILE[name]()
    with pytest.raises(ForgedNotice):
        asyncio.run(webhook.receive(told if isinstance(told, bytes) else body_of(told)))
    assert set(webhook.amazon.asked) <= {signer().certificate_url}
    assert webhook.memory.ids == set()


def of_an_elliptic_curve() -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


def with_one_byte_changed(was: bytes, becomes: bytes) -> bytes:
    der = ssl.PEM_cert_to_DER_cert(signer().certificate_pem.decode())
    assert der.count(was) == 1
    return ssl.DER_cert_to_PEM_cert(der.replace(was, becomes)).encode()


@pytest.mark.parametrize(
    "served",
    [
        of_an_elliptic_curve(),
        with_one_byte_changed(bytes.fromhex("a003020102"), bytes.fromhex("a003020112")),
        with_one_byte_changed(bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010121")),
        b"",
        b"<html>Not found</html>",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        signer().certificate_pem + b" " * 20_000,
    ],
    ids=[
        "a key of another kind",
        "a version that is not",
        "a key of no kind",
        "nothing",
        "a page",
        "noise",
        "too long",
    ],
)
def test_what_is_no_certificate_of_sns_proves_nothing(served: bytes) -> None:
    webhook = Webhook(signer())
    webhook.amazon.served[signer().certificate_url] = served
    with pytest.raises(ForgedNotice):
        asyncio.run(webhook.receive(body_of(genuine())))
    assert webhook.memory.ids == set()


@pytest.mark.parametrize("begins", [datetime(2025, 1, 1, tzinfo=UTC), NOW + timedelta(days=1)], ids=["over", "to come"])
def test_a_certificate_whose_time_it_is_not_proves_nothing(begins: datetime) -> None:
    amazon = signer(valid_from=begins)
    with pytest.raises(ForgedNotice, match="not valid"):
        asyncio.run(Webhook(amazon).receive(body_of(amazon.notification(TOLD, NOW))))
