"""bKash as recorded: how it answers in each case."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from checkout.core.fees import Rate
from checkout.gateways.base import Attempt, Gateway, RefundRequest
from checkout.gateways.bkash.adapter import Account, Bkash
from checkout.gateways.bkash.dialect import DialectName
from checkout.gateways.client import Client
from money import Money
from tests.checkout.gateways.cases import (
    AMOUNT,
    TRAN_ID,
    AdapterUnderTest,
    Answer,
    from_payload,
    made_up,
    time_out,
)
from tests.checkout.gateways.payloads import reader
from tests.checkout.gateways.ports import MemoryCaptureGuard, MemoryTokenStore

payload = reader(__file__)
PAYMENT_ID, TRX_ID, REFUND = "TR0011uXvkIHi1721914517574", "BGP60JZRYQ", "BGP70K1A2B"


TOPIC = "arn:aws:sns:ap-southeast-1:000000000000:bpt_aday"


def notice(**changed: Any) -> bytes:
    """A notice as SNS delivers it: its message is a text of JSON."""
    told = payload("noticed_message", merchantInvoiceNumber=TRAN_ID)
    return json.dumps(payload("noticed", **{"Message": json.dumps(told), "TopicArn": TOPIC, **changed})).encode()


def bkash_of(dialect: DialectName, refund_dialect: DialectName) -> Callable[[Client], Gateway]:
    """A merchant to whom bKash has given this dialect, and who asks for refunds at that one's addresses."""
    account = Account(
        base_url="https://tokenized.example",
        username="user",
        password="password",
        app_key="key",
        app_secret="secret",
        contract=Rate(150),
        patience_seconds=0,
        timeout_seconds=1,
        dialect=dialect,
        refund_dialect=refund_dialect,
        topic_arn=TOPIC,
    )
    return lambda client: Bkash(client, MemoryTokenStore(), MemoryCaptureGuard(), account)


make_bkash = bkash_of("v1.2.0-beta", "v1.2.0-beta")


def answers(
    *, create: Any = None, execute: Any = None, query: Any = None, refund: Any = None, seen: Any = None
) -> Answer:
    """Answer each call by its address; a refund's without an amount asks whether one is seen."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1.2.0-beta/tokenized/checkout")
        if path.startswith("/token/"):
            return httpx.Response(200, json=payload("token"))
        if request.headers.get("authorization") != payload("token")["id_token"]:
            return httpx.Response(401, json={"message": "Unauthorized"})
        if path == "/payment/refund":
            chosen = refund if b'"amount"' in request.content else seen
        else:
            chosen = {"/create": create, "/execute": execute, "/payment/status": query}[path]
        if callable(chosen):
            response: httpx.Response = chosen(request)
            return response
        assert chosen is not None, path
        return httpx.Response(200, json=chosen)

    return answer


def _unauthorized(request: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"message": "Unauthorized"})


def says(code: str, words: str) -> dict[str, str]:
    return {"statusCode": code, "statusMessage": words}


def _paid(**changed: Any) -> Answer:
    return answers(execute=payload("executed", **changed), query=payload("queried", **changed))


def _access(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(200, json=payload("token")) if "/token/" in request.url.path else None


BKASH = AdapterUnderTest(
    make=make_bkash,
    attempt=Attempt(TRAN_ID, PAYMENT_ID, AMOUNT),
    hint=PAYMENT_ID,
    fee=Money(4_50),
    method="bKash",
    back=RefundRequest("AD0123456789REFUND", PAYMENT_ID, TRX_ID, Money(100_00), "wrong size", ("BGP6EARLIER",)),
    refund_ref=REFUND,
    answers={
        "open": answers(create=payload("created")),
        "open_refused": answers(create=says("2001", "Invalid App Key")),
        "paid": _paid(),
        "paid_again": answers(execute=says("2062", "The payment has already been completed"), query=payload("queried")),
        "found_by_query": answers(query=payload("queried")),
        "half_the_amount": _paid(amount="150"),
        "one_taka_less": _paid(amount="299.00"),
        "other_currency": _paid(currency="USD"),
        "other_transaction": _paid(merchantInvoiceNumber="AD9999999999999999"),
        "given_back": answers(query=payload("queried", transactionStatus="Refunded")),
        "amount_unreadable": _paid(amount="5e2"),
        "amount_missing": _paid(amount=None),
        "declined": answers(execute=says("2023", "Insufficient Balance")),
        "never_returned": answers(
            query=payload("queried", transactionStatus="Initiated", verificationStatus="Incomplete")
        ),
        "unknown_to_the_gateway": answers(query=says("2002", "Invalid Payment ID")),
        "wrong_credentials": _unauthorized,
        "refund_full": answers(refund=payload("refunded")),
        "refund_part": answers(refund=payload("refunded")),
        "refund_refused": answers(refund=says("2071", "Refund is not allowed after 60 days")),
        "refund_exceeds": answers(
            refund=says("2072", "Refund amount is more than what is left"),
            seen=payload("refunded", refundTrxID="BGP6EARLIER"),
        ),
        "refund_returned": answers(seen=payload("refunded")),
        "refund_of_another": answers(
            refund=payload("refunded", amount="99"), seen=payload("refunded", refundTrxID="BGP6EARLIER")
        ),
        "refund_answer_lost": answers(refund=time_out, seen=payload("refunded")),
    },
    notices={
        "notice_paid": notice(),
        "notice_forged": notice(Type="Nothing that SNS sends"),
        "notice_of_another_store": notice(TopicArn="arn:aws:sns:ap-southeast-1:000000000000:bpt_another"),
    },
    returns={
        "return_paid": ({"paymentID": PAYMENT_ID, "status": "success", "signature": "01ocP0yi8N"}, b""),
        "return_failed": ({"paymentID": PAYMENT_ID, "status": "failure", "signature": "01ocP0yi8N"}, b""),
        "return_cancelled": ({"paymentID": PAYMENT_ID, "status": "cancel", "signature": "01ocP0yi8N"}, b""),
        "return_forged": ({"status": "success"}, b""),
    },
    access=_access,
    sources={
        **from_payload("noticed", "notice_paid"),
        **from_payload("noticed", "notice_forged", "notice_of_another_store", but="one fact"),
        **from_payload("queried", "given_back", "amount_unreadable", "amount_missing", but="one fact"),
        **made_up("the documentation's table of codes", "refund_exceeds"),
        **from_payload("created", "open", but="nothing changed"),
        **from_payload("executed", "paid", but="nothing changed, and the query's like it"),
        **from_payload("queried", "paid_again", "found_by_query", "never_returned", but="its state"),
        **from_payload(
            "executed", "half_the_amount", "one_taka_less", "other_currency", "other_transaction", but="one fact"
        ),
        **from_payload(
            "refunded", "refund_full", "refund_part", "refund_returned", "refund_answer_lost", but="nothing changed"
        ),
        **from_payload("refunded", "refund_of_another", but="one fact"),
        **made_up(
            "the documentation's table of codes", "open_refused", "declined", "unknown_to_the_gateway", "refund_refused"
        ),
        **made_up("what the API's front door answers without a token", "wrong_credentials"),
        **made_up("the documented return", "return_paid", "return_failed", "return_cancelled", "return_forged"),
    },
    cannot={
        "discounted": "no discount is documented",
        "fee_unreadable": "no answer tells a fee; the contract does",
        "refund_nothing_done": "each refusal has a code of its own",
        "paid_twice": "a paymentID is executed once",
        "risky": "bKash says nothing of risk",
        "cancelled": "the query does not tell a payer who left from one who has not finished; the return does",
        "refund_processing": "a refund completes at once",
        "refund_cancelled": "a refund completes at once",
        **dict.fromkeys(("notice_failed", "notice_cancelled"), "bKash tells of money that came, and of nothing else"),
    },
)
