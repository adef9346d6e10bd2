"""aamarPay as recorded: how it answers in each case, and its notices."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx

from checkout.gateways.aamarpay.adapter import AamarPay
from checkout.gateways.base import Attempt, Gateway, RefundRequest
from checkout.gateways.client import Client
from money import Money
from tests.checkout.gateways.cases import (
    AMOUNT,
    REFUNDS,
    TRAN_ID,
    AdapterUnderTest,
    Answer,
    always,
    from_payload,
    made_up,
)
from tests.checkout.gateways.payloads import reader

payload = reader(
    __file__,
    searched={
        "pg_txnid": "AAM1690275828103929",
        "mer_txnid": TRAN_ID,
        "bank_trxid": "6ED4FIJ1G0",
        "amount": "300.00",
        "amount_bdt": "300.00",
        "amount_currency": "300.00",
        "rec_amount": "293.70",
        "processing_ratio": "2.10",
        "processing_charge": "6.30",
    },
    returned={"mer_txnid": TRAN_ID, "pg_txnid": "AAM1690275828103929", "amount": "300.00", "store_amount": "293.70"},
)
_TRACK = "AAM1690275828103929"


def _make(client: Client) -> Gateway:
    return AamarPay(
        client,
        base_url="https://sandbox.example",
        store_id="aamarpaytest",
        signature_key="key",
        email_fallback="payer@aday.example",
        timeout_seconds=1,
    )


def _json(body: Any) -> Answer:
    return always(httpx.Response(200, json=body))


def _searched(**changed: Any) -> Answer:
    return _json(payload("searched", **changed))


def _returned(**changed: Any) -> tuple[dict[str, str], bytes]:
    return {}, urlencode(payload("returned", **changed)).encode()


_FAILED = {"pay_status": "Failed", "status_code": "7"}

AAMARPAY = AdapterUnderTest(
    make=_make,
    attempt=Attempt(TRAN_ID, "", AMOUNT),
    hint=_TRACK,
    fee=Money(6_30),
    method="bKash",
    back=RefundRequest("AD0123456789REFUND", _TRACK, "6ED4FIJ1G0", Money(100_00), "wrong size"),
    refund_ref="",
    answers={
        "open": _json(payload("opened")),
        "open_refused": _json({"cus_email": "cus_email is required"}),
        "paid": _searched(),
        "paid_again": _json([payload("searched", amount=300)]),
        "found_by_query": _searched(),
        "risky": _searched(risk_level="1", risk_title="Not Safe"),
        "half_the_amount": _searched(amount="150.00"),
        "one_taka_less": _searched(amount="299.00"),
        "other_currency": _searched(currency="USD"),
        "other_transaction": _searched(mer_txnid="AD9999999999999999"),
        "given_back": _searched(pay_status="Refunded", status_code="9", status_title="Refunded Transaction"),
        "amount_unreadable": _searched(amount="5e2"),
        "amount_missing": _searched(amount=None),
        "fee_unreadable": _searched(processing_charge="Not-Available", rec_amount=""),
        "declined": _searched(**_FAILED, error_title="Insufficient funds"),
        "never_returned": _searched(pay_status="Initiated", status_code="0"),
        "unknown_to_the_gateway": _json({"status": "Invalid Transaction ID"}),
        "wrong_credentials": _json({"status": "Invalid Store"}),
    },
    notices={
        "notice_paid": json.dumps(payload("searched")).encode(),
        "notice_failed": json.dumps(payload("searched", **_FAILED)).encode(),
        "notice_of_another_store": json.dumps(payload("searched", store_id="another")).encode(),
    },
    returns={
        "return_paid": _returned(),
        "return_failed": _returned(**_FAILED),
        "return_cancelled": ({"cancelled": "1"}, b""),
        "return_forged": _returned(store_id="another"),
    },
    sources={
        **made_up("the word; the search's answer for money given back is not documented", "given_back"),
        **from_payload("searched", "amount_unreadable", "amount_missing", "fee_unreadable", but="one fact"),
        **from_payload("opened", "open", but="nothing changed"),
        **from_payload("searched", "paid", "found_by_query", "notice_paid"),
        **from_payload(
            "searched", "paid_again", but="a number for a sum and a list of one, for which one client is ready"
        ),
        **from_payload(
            "searched", "half_the_amount", "one_taka_less", "other_currency", "other_transaction", but="one fact"
        ),
        **from_payload("searched", "notice_of_another_store", but="another store"),
        **from_payload("returned", "return_paid", "return_forged"),
        **made_up("the official client, which joins the values of such an answer into one message", "open_refused"),
        **made_up("the words of risk in the documentation's table", "risky"),
        **made_up("7 with Failed, seen in code only", "declined", "notice_failed", "return_failed"),
        **made_up("0 for started, seen in code only", "never_returned"),
        **made_up("nothing: what is answered then is not documented", "unknown_to_the_gateway", "wrong_credentials"),
        **made_up("the guide, which says that nothing is submitted to cancel_url", "return_cancelled"),
    },
    cannot={
        "discounted": "no discount is documented",
        "paid_twice": "the search shows one payment of a transaction",
        "cancelled": "what the search says of a payer who cancelled is not confirmed; the return's address tells it",
        "notice_cancelled": "a payer who cancels brings nothing, and no notice of it is documented",
        "notice_forged": "how a notice is signed is not published, so each only makes us ask",
        **dict.fromkeys(REFUNDS, "no refund call is published: by hand"),
    },
)
