"""Nagad as recorded: how it answers in each case. What it seals is sealed by the stand-in's keys."""

from datetime import UTC, datetime
from typing import Any

import httpx

from checkout.core.fees import Rate
from checkout.gateways.base import Attempt, Gateway, RefundRequest
from checkout.gateways.client import Client
from checkout.gateways.nagad.adapter import Nagad
from checkout.gateways.nagad.envelope import Envelope
from money import Money
from sandbox.nagad.keys import MERCHANT_PRIVATE, NAGAD_PUBLIC
from sandbox.nagad.sealing import seal
from tests.checkout.gateways.cases import (
    AMOUNT,
    NOTICES,
    REFUNDS,
    TRAN_ID,
    AdapterUnderTest,
    Answer,
    always,
    from_payload,
    made_up,
)
from tests.checkout.gateways.payloads import reader

payload = reader(__file__)
_MERCHANT = "683002007104225"
_REF: str = payload("verified")["paymentRefId"]


def _make(client: Client) -> Gateway:
    return Nagad(
        client,
        lambda: datetime(2026, 11, 24, 20, 0, tzinfo=UTC),
        base_url="https://api.example/api/dfs",
        merchant_id=_MERCHANT,
        envelope=Envelope(MERCHANT_PRIVATE, NAGAD_PUBLIC),
        contract=Rate(150),
        timeout_seconds=1,
    )


def _opened(request: httpx.Request) -> httpx.Response:
    if "/initialize/" in request.url.path:
        inner = {"paymentReferenceId": _REF, "challenge": "cb109c6582c56f33f74f", "acceptDateTime": "20240202125445"}
        return httpx.Response(200, json=seal(inner))
    return httpx.Response(200, json=payload("completed"))


def _verified(**changed: Any) -> Answer:
    return always(httpx.Response(200, json=payload("verified", **changed)))


def _returned(status: str, **more: str) -> tuple[dict[str, str], bytes]:
    common = {"merchant": _MERCHANT, "order_id": TRAN_ID, "payment_ref_id": _REF, "status": status}
    return {**common, "status_code": "00_0000_000", "message": "Successful Transaction", **more}, b""


NAGAD = AdapterUnderTest(
    make=_make,
    attempt=Attempt(TRAN_ID, _REF, AMOUNT),
    hint="00010DHW",
    fee=Money(4_50),
    method="Nagad",
    back=RefundRequest("AD0123456789REFUND", "00010DHW", "00010DHW", Money(100_00), "wrong size"),
    refund_ref="",
    answers={
        "open": _opened,
        "open_refused": always(httpx.Response(400, json={"reason": "Duplicate order id", "message": "…"})),
        "paid": _verified(),
        "paid_again": _verified(amount="300.00"),
        "found_by_query": _verified(),
        "half_the_amount": _verified(amount="150"),
        "one_taka_less": _verified(amount="299"),
        "other_transaction": _verified(orderId="AD9999999999999999"),
        "given_back": _verified(status="PartialRefunded", cancelIssuerRefNo="00010XYZ"),
        "amount_unreadable": _verified(amount="5e2"),
        "amount_missing": _verified(amount=None),
        "declined": _verified(status="Failed", issuerPaymentRefNo=None),
        "cancelled": _verified(status="Aborted", issuerPaymentRefNo=None),
        "never_returned": _verified(status="OtpSent", issuerPaymentRefNo=None),
        "unknown_to_the_gateway": always(httpx.Response(404, json={"reason": "Invalid reference", "message": "…"})),
    },
    notices={},
    returns={
        "return_paid": _returned("Success", issuer_payment_ref="00010DHW", payment_dt="20230213110541"),
        "return_failed": _returned("Failed"),
        "return_cancelled": _returned("Aborted"),
        "return_forged": _returned("Success", merchant="683002007104226"),
    },
    sources={
        **made_up("the list of states of a typed client", "given_back"),
        **from_payload("verified", "amount_unreadable", "amount_missing", but="one fact"),
        **from_payload(
            "completed", "open", but="nothing changed, after an initialise in the form of two published samples"
        ),
        **from_payload("verified", "paid", "paid_again", "found_by_query"),
        **from_payload("verified", "half_the_amount", "one_taka_less", "other_transaction", but="one fact"),
        **made_up("the list of states of a typed client", "declined", "cancelled", "never_returned"),
        **made_up("reason and message, which every client reads; its words are not confirmed", "open_refused"),
        **made_up("reason and message, which every client reads", "unknown_to_the_gateway"),
        **made_up(
            "a return printed in a public readme", "return_paid", "return_failed", "return_cancelled", "return_forged"
        ),
    },
    cannot={
        "discounted": "no discount is documented",
        "fee_unreadable": "no answer tells a fee; the contract does",
        "paid_twice": "an order is paid once",
        "risky": "Nagad says nothing of risk",
        "other_currency": "Nagad has one currency, and the verification names none",
        "wrong_credentials": "there are no credentials but the keys, and the verification asks for none",
        **dict.fromkeys(
            NOTICES,
            "Nagad sends no notices",
        ),
        **dict.fromkeys(REFUNDS, "not all that the refund call asks for is confirmed: by hand"),
    },
)
