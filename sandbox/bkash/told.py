"""What bKash tells a shop's server of money that came by a code at the counter, by way of Amazon's SNS."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from sandbox.bkash.sns import Signer, body_of
from sandbox.bkash.state import DHAKA, new_trx_id

router = APIRouter(prefix="/sns")
TOPIC: Final = "arn:aws:sns:ap-southeast-1:000000000000:bpt_adaydemo"
OTHER_TOPIC: Final = "arn:aws:sns:ap-southeast-1:000000000000:bpt_another"
OTHER_SHOP: Final = "59999"
BY_QR: Final = "10003126"
LATE_SECONDS: Final = 5
_HEADERS: Final = {"Content-Type": "text/plain; charset=UTF-8"}


@dataclass
class Sns:
    """The topic of one merchant. `notices_url` is where bKash has subscribed it; empty, and nobody is told.

    `site` is what its messages name as the place of its certificate: Amazon's own, or `<stand-in>/sns`.
    """

    notices_url: str = ""
    topic_arn: str = TOPIC
    site: str = ""
    version: str = "1"
    confirmed: list[str] = field(default_factory=list)
    """Tokens of subscriptions that were confirmed."""

    @cached_property
    def signer(self) -> Signer:
        # Made when it is first needed: a key takes its time.
        return Signer(self.topic_arn, self.version, site=self.site)

    @cached_property
    def forger(self) -> Signer:
        """Somebody else, who names our certificate."""
        forger = Signer(self.topic_arn, self.version, site=self.site)
        forger.certificate_url = self.signer.certificate_url
        return forger


@dataclass(frozen=True)
class Paid:
    """Money that a customer's app gave to a bKash shop."""

    shop_name: str
    shop_code: str
    amount: Decimal
    invoice: str
    payer: str


async def tell(sns: Sns, client: httpx.AsyncClient, paid: Paid, scenario: str) -> str:
    """Tell of it as the scenario has it; the number under which bKash knows the money."""
    trx_id = new_trx_id()
    if not sns.notices_url or scenario == "unheard":
        return trx_id
    told = _told(sns, paid, trx_id, scenario)
    bodies = [body_of(told)]
    if scenario == "notice_twice":
        # The very same, as SNS does that heard no answer, and once more as another message about the same money.
        bodies += [body_of(told), body_of(_told(sns, paid, trx_id, ""))]
    elif scenario == "twice":
        bodies.append(body_of(_told(sns, paid, new_trx_id(), "")))
    if scenario == "late":
        await asyncio.sleep(LATE_SECONDS)
    for body in bodies:
        await _post(sns, client, body)
    return trx_id


async def subscribe(sns: Sns, client: httpx.AsyncClient) -> None:
    """What comes before any notice: the question whether the address wants them."""
    if sns.notices_url:
        await _post(sns, client, body_of(sns.signer.subscription(datetime.now(UTC))))


@router.get("/")
async def confirm(request: Request, Token: str = "", Action: str = "") -> Response:
    """What a SubscribeURL leads to."""
    if Action == "ConfirmSubscription":
        the_sns(request).confirmed.append(Token)
    return PlainTextResponse(f"<{Action}Response/>", media_type="text/xml")


@router.post("/subscribe")
async def ask_again(request: Request) -> Response:
    """For a tester: the question is put to the shop's server now."""
    await subscribe(the_sns(request), request.app.state.http)
    return Response(status_code=204)


@router.get("/{name}.pem")
async def certificate(request: Request, name: str) -> Response:
    """By which a message's signature is proved, under its own name alone."""
    signer = the_sns(request).signer
    if not signer.certificate_url.endswith(f"/{name}.pem"):
        return PlainTextResponse("Not Found", 404)
    return Response(signer.certificate_pem, media_type="application/x-pem-file")


def the_sns(request: Request) -> Sns:
    sns: Sns = request.app.state.sns
    return sns


def _told(sns: Sns, paid: Paid, trx_id: str, scenario: str) -> dict[str, object]:
    now = datetime.now(UTC)
    amount = paid.amount / 2 if scenario == "wrong_sum" else paid.amount
    message = {
        "dateTime": f"{now.astimezone(DHAKA):%Y%m%d%H%M%S}",
        "debitMSISDN": paid.payer,
        "creditOrganizationName": paid.shop_name,
        "creditShortCode": OTHER_SHOP if scenario == "other_shop" else paid.shop_code,
        "trxID": trx_id,
        "transactionStatus": "Completed",
        "transactionType": BY_QR,
        "amount": f"{amount:.2f}",
        "currency": "BDT",
        "transactionReference": "",
        "merchantInvoiceNumber": paid.invoice,
    }
    signer = sns.forger if scenario == "forged" else sns.signer
    told = signer.notification(json.dumps(message), now)
    if scenario == "wrong_topic":
        # Signed as it should be, of a topic that is not the shop's.
        told = signer.signed({**told, "MessageId": str(uuid.uuid4()), "TopicArn": OTHER_TOPIC})
    return told


async def _post(sns: Sns, client: httpx.AsyncClient, body: bytes) -> None:
    """Once: whoever does not answer is not told again, as by the real one for an hour."""
    told = json.loads(body)
    headers = {
        "x-amz-sns-message-type": str(told["Type"]),
        "x-amz-sns-message-id": str(told["MessageId"]),
        "x-amz-sns-topic-arn": str(told["TopicArn"]),
    }
    try:
        await client.post(sns.notices_url, content=body, headers={**_HEADERS, **headers})
    except httpx.HTTPError:
        return
