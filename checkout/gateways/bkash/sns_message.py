"""What Amazon's SNS delivers for bKash, and whether it is SNS that says so. No input or output.

Source: docs/gateways/bkash.md, "Notices with a signature".
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import Certificate

from checkout.gateways.base import ForgedNotice
from checkout.gateways.bkash.sns_topic import Topic
from checkout.gateways.wire import NotJson, read_json

# A notice of bKash's has less than one.
BODY_BYTES_MAX: Final = 16 * 1024
# SNS tries for an hour at the most; whoever remembers ids has to do so for longer than this.
AGE_MAX: Final = timedelta(days=1)
_AHEAD_MAX: Final = timedelta(minutes=15)
_ID: Final = re.compile("[0-9A-Za-z-]{1,100}")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_SUBJECT: Final = re.compile("[ -~]{1,100}")
# Version 1 is signed with SHA-1, and it is no choice of ours.
_HASHES: Final = {"1": SHA1(), "2": SHA256()}  # noqa: S303
_NOTIFICATION: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SUBSCRIPTION: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Final = {
    "Notification": _NOTIFICATION,
    "SubscriptionConfirmation": _SUBSCRIPTION,
    "UnsubscribeConfirmation": _SUBSCRIPTION,
}
Kind = Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a message says of itself. To be believed only after `check_signature`."""

    kind: Kind
    id: str
    sent_at: datetime
    message: str
    """A text of JSON, of a Notification."""
    subscribe_url: str
    """Where a subscription is confirmed; empty in a Notification."""
    certificate_url: str
    version: str
    signature: bytes
    signed: bytes


def read_message(body: bytes, topic: Topic, now: datetime) -> Claimed:
    """What can be told without a certificate: that it may be of our topic, fresh, and whose key would prove it.

    No address in it leads anywhere but to the topic's own host. Raises ForgedNotice.
    """
    told = _object(body)
    kind = told.get("Type")
    if kind not in ("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"):
        raise ForgedNotice("no kind of message that SNS sends")
    if told.get("TopicArn") != topic.arn:
        raise ForgedNotice("not of our topic")
    version = _text(told, "SignatureVersion")
    if version not in _HASHES:
        raise ForgedNotice("signed in a way that is not known")
    is_notification = kind == "Notification"
    return Claimed(
        kind,
        id=_matching(told, "MessageId", _ID),
        sent_at=_fresh(_matching(told, "Timestamp", _MOMENT), now),
        message=_message(told),
        subscribe_url="" if is_notification else _subscribe_url(told, topic),
        certificate_url=_certificate_url(told, topic),
        version=version,
        signature=_signature(told),
        signed=_signed(told, _SIGNED[kind]),
    )


def check_signature(claimed: Claimed, certificate: Certificate, now: datetime) -> None:
    """Whether this certificate's owner signed it, at a time when it was good. Raises ForgedNotice."""
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ForgedNotice("the certificate is not valid now")
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ForgedNotice("not a key that SNS signs with")
    try:
        key.verify(claimed.signature, claimed.signed, PKCS1v15(), _HASHES[claimed.version])
    except InvalidSignature:
        raise ForgedNotice("the signature is not SNS's") from None


def _object(body: bytes) -> dict[str, object]:
    if len(body) > BODY_BYTES_MAX:
        raise ForgedNotice("longer than any notice")
    try:
        told = read_json(body, names_once=True)
    except NotJson:
        raise ForgedNotice("not JSON") from None
    if not isinstance(told, dict):
        raise ForgedNotice("not an object")
    return told


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise ForgedNotice(f"no {name}")
    return value


def _matching(told: dict[str, object], name: str, form: re.Pattern[str]) -> str:
    """Of a form in which no line ends, so that what was signed can be read in one way alone."""
    value = _text(told, name)
    if not form.fullmatch(value):
        raise ForgedNotice(f"a {name} of another form")
    return value


def _fresh(written: str, now: datetime) -> datetime:
    try:
        sent_at = datetime.fromisoformat(written)
    except ValueError:
        raise ForgedNotice("a Timestamp that never was") from None
    if not now - AGE_MAX <= sent_at <= now + _AHEAD_MAX:
        raise ForgedNotice("too old, or of the future")
    return sent_at


def _message(told: dict[str, object]) -> str:
    """A text; some printed samples show the object that is in it, which is then signed as compact JSON."""
    message = told.get("Message")
    if isinstance(message, dict):
        return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return _text(told, "Message")


def _certificate_url(told: dict[str, object], topic: Topic) -> str:
    url = _text(told, "SigningCertURL")
    if not topic.may_certify(url):
        raise ForgedNotice("a certificate of another place")
    return url


def _subscribe_url(told: dict[str, object], topic: Topic) -> str:
    url = _text(told, "SubscribeURL")
    if not topic.may_confirm(url, _text(told, "Token")):
        raise ForgedNotice("a subscription to something else, or at another place")
    return url


def _signature(told: dict[str, object]) -> bytes:
    try:
        return base64.b64decode(_text(told, "Signature"), validate=True)
    except ValueError:
        raise ForgedNotice("a Signature that is no base64") from None


def _signed(told: dict[str, object], names: tuple[str, ...]) -> bytes:
    """What SNS signs: of the names that this kind of message has, each with its value, in lines of their own."""
    lines: list[str] = []
    for name in names:
        if name == "Subject":
            if told.get(name) is None:
                continue
            value = _matching(told, name, _SUBJECT)
        else:
            value = _message(told) if name == "Message" else _text(told, name)
        lines += (name, value)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")
