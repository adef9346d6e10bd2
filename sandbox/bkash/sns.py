"""Amazon's SNS as it stands behind bKash's notices: a key and certificate of its own, and messages signed with them."""

import base64
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

REGION: Final = "ap-southeast-1"
_HASHES: Final = {"1": SHA1(), "2": SHA256()}  # noqa: S303


@dataclass
class Signer:
    """Signs as SNS does in version 1, its default, or 2."""

    topic_arn: str
    version: str = "1"
    region: str = REGION
    valid_from: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=1))
    valid_days: int = 365
    site: str = ""
    """Where its certificate is had and a subscription confirmed; Amazon's own where nothing else is said."""

    def __post_init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.valid_from)
            .not_valid_after(self.valid_from + timedelta(days=self.valid_days))
            .sign(self._key, SHA256())
        )
        self.certificate_pem = certificate.public_bytes(Encoding.PEM)
        self.host = self.site or f"https://sns.{self.region}.amazonaws.com"
        self.certificate_url = f"{self.host}/SimpleNotificationService-{uuid.uuid4().hex}.pem"

    def notification(self, message: str, sent_at: datetime, subject: str | None = None) -> dict[str, object]:
        """A message to the topic, as it is posted to each subscriber."""
        told: dict[str, object] = {
            "Type": "Notification",
            "MessageId": str(uuid.uuid4()),
            "TopicArn": self.topic_arn,
            "Message": message,
            "Timestamp": _written(sent_at),
            "UnsubscribeURL": f"{self.host}/?Action=Unsubscribe&SubscriptionArn={self.topic_arn}:{uuid.uuid4()}",
        }
        if subject is not None:
            told["Subject"] = subject
        return self.signed(told)

    def subscription(self, sent_at: datetime, kind: str = "SubscriptionConfirmation") -> dict[str, object]:
        """What comes first: whether this subscriber wants the topic's messages."""
        token = uuid.uuid4().hex * 4
        url = f"{self.host}/?Action=ConfirmSubscription&TopicArn={self.topic_arn}&Token={token}"
        told: dict[str, object] = {
            "Type": kind,
            "MessageId": str(uuid.uuid4()),
            "Token": token,
            "TopicArn": self.topic_arn,
            "Message": f"You have chosen to subscribe to the topic {self.topic_arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
            "SubscribeURL": url,
            "Timestamp": _written(sent_at),
        }
        return self.signed(told)

    def signed(self, told: dict[str, object]) -> dict[str, object]:
        """The same with a signature of what it says now."""
        told = {**told, "SignatureVersion": self.version, "SigningCertURL": self.certificate_url}
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
        signature = self._key.sign(text.encode(), PKCS1v15(), _HASHES[self.version])
        return {**told, "Signature": base64.b64encode(signature).decode()}


def body_of(told: dict[str, object]) -> bytes:
    """As it goes over the wire, with `Content-Type: text/plain; charset=UTF-8`."""
    return json.dumps(told, indent=2).encode()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
