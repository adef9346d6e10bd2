"""Amazon's SNS on this machine: signs what bKash's topic says, and shows its certificate."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request, Response

from checkout.ids import new_tran_id
from sandbox.bkash.sns import Signer, body_of
from tests.support import plain
from tests.support.servers import Running, serving

TOPIC = "arn:aws:sns:ap-southeast-1:000000000000:bpt_aday"
SHORT_CODE = "50022"
MOVED = "/moved.pem"
"""Where it says that a certificate is elsewhere now."""


class Sns:
    """What it was asked for is remembered."""

    def __init__(self, url: str) -> None:
        self.url, self.asked = url, list[str]()
        self.signer = Signer(TOPIC)
        self.signer.host, self.signer.certificate_url = url, f"{url}/SimpleNotificationService-1.pem"

    def says(self, message: str) -> bytes:
        """A notice with this message, as it is delivered."""
        return body_of(self.signer.notification(message, datetime.now(UTC)))

    def tells_of(self, poisha: int, invoice: str = "", **changed: Any) -> bytes:
        """A notice of a payment by QR to the account of `SHORT_CODE`."""
        return self.says(paid(poisha, invoice, **changed))


def paid(poisha: int, invoice: str = "", **changed: Any) -> str:
    """bKash's words of a payment by QR, each under a number of its own."""
    told = {
        "dateTime": "20261130101500", "debitMSISDN": "8801700000001", "creditOrganizationName": "RAHIM STORE",
        "creditShortCode": SHORT_CODE, "trxID": new_tran_id(), "transactionStatus": "Completed",
        "transactionType": "10003126", "amount": f"{poisha / 100:.2f}", "currency": "BDT", "transactionReference": "",
        **({"merchantInvoiceNumber": invoice} if invoice else {}),
    }  # fmt: skip
    return json.dumps(told | changed)


@contextmanager
def sns() -> Iterator[Sns]:
    app = FastAPI()
    with serving(app) as running:
        amazon = Sns(running.url)
        _serve(running, amazon)
        yield amazon


def _serve(running: Running, amazon: Sns) -> None:
    @running.app.get("/{path:path}")
    async def answer(request: Request) -> Response:
        amazon.asked.append(str(request.url))
        if request.url.path == MOVED:
            return Response(status_code=302, headers={"Location": f"{amazon.url}/elsewhere.pem"})
        is_certificate = str(request.url) == amazon.signer.certificate_url
        return Response(amazon.signer.certificate_pem if is_certificate else b"<ConfirmSubscriptionResponse/>")


def deliver(url: str, body: bytes) -> int:
    """What our webhook answers SNS."""
    headers = {"Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification"}
    return plain.post(f"{url}/webhooks/bkash", content=body, headers=headers).status_code
