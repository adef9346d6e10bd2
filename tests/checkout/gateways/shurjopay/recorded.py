"""shurjoPay as recorded: how it answers in each case."""

from typing import Any

import httpx

from checkout.core.fees import Rate
from checkout.gateways.base import Attempt, Gateway, RefundRequest
from checkout.gateways.client import Client
from checkout.gateways.shurjopay.adapter import ShurjoPay
from money import Money
from tests.checkout.gateways.cases import AMOUNT, REFUNDS, TRAN_ID, AdapterUnderTest, Answer, from_payload, made_up
from tests.checkout.gateways.payloads import reader

_ORDER = "SPPLUGINPYTHON64744873605a9"
payload = reader(
    __file__,
    opened={"amount": 300, "customer_order_id": TRAN_ID},
    verified={
        "order_id": _ORDER,
        "invoice_no": _ORDER,
        "customer_order_id": TRAN_ID,
        "amount": "300.0000",
        "payable_amount": "300.0000",
        "recived_amount": "300.0000",
    },
)


def _make(client: Client) -> Gateway:
    return ShurjoPay(
        client,
        base_url="https://sandbox.example",
        username="sp_sandbox",
        password="password",
        prefix="SP",
        contract=Rate(200),
        timeout_seconds=1,
    )


def _answers(*, start: Any = None, verification: Any = None) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/get_token":
            return httpx.Response(200, json=payload("token"))
        assert request.headers["authorization"] == f"Bearer {payload('token')['token']}"
        chosen = start if request.url.path == "/api/secret-pay" else verification
        assert chosen is not None, request.url.path
        return httpx.Response(200, json=chosen)

    return answer


def _verified(**changed: Any) -> Answer:
    return _answers(verification=payload("verified", **changed))


def _words(words: str) -> dict[str, str]:
    """Every verification spells the name in both ways."""
    return {"sp_massage": words, "sp_message": words}


def _wrong_credentials(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"sp_code": "1064", "message": "Invalid credentials"})


SHURJOPAY = AdapterUnderTest(
    make=_make,
    attempt=Attempt(TRAN_ID, _ORDER, AMOUNT),
    hint="",
    fee=Money(6_00),
    method="bKash",
    back=RefundRequest("AD0123456789REFUND", _ORDER, "AET3T4O7IB", Money(100_00), "wrong size"),
    refund_ref="",
    answers={
        "open": _answers(start=payload("opened")),
        "open_refused": _answers(start={"sp_code": "1062", "message": "The customer_name field is required."}),
        "paid": _verified(),
        "paid_again": _answers(verification=payload("verified", sp_code=1000, amount=300, recived_amount=300)[0]),
        "found_by_query": _verified(),
        "half_the_amount": _verified(amount="150.0000", payable_amount="150.0000", recived_amount="150.0000"),
        "one_taka_less": _verified(amount="299.0000", payable_amount="299.0000", recived_amount="299.0000"),
        "other_currency": _verified(currency="USD"),
        "other_transaction": _verified(customer_order_id="AD9999999999999999"),
        "given_back": _verified(sp_code="2001", **_words("Refunded")),
        "discounted": _verified(
            payable_amount="297.0000", recived_amount="297.0000", discount_amount="3.0000", disc_percent=1
        ),
        "amount_unreadable": _verified(amount="5e2"),
        "amount_missing": _verified(amount=None),
        "declined": _verified(sp_code="1008", **_words("Insufficient balance"), bank_status="Failed"),
        "cancelled": _verified(sp_code="1002", **_words("Cancelled by customer")),
        "never_returned": _verified(sp_code=1068, **_words("Initiated")),
        "unknown_to_the_gateway": _answers(verification={"sp_code": "1011", "message": "Invalid order id"}),
        "wrong_credentials": _wrong_credentials,
    },
    notices={
        "notice_paid": f"order_id={_ORDER}".encode(),
        "notice_failed": f"order_id={_ORDER}".encode(),
        "notice_cancelled": f"order_id={_ORDER}".encode(),
    },
    returns={
        "return_paid": ({"order_id": _ORDER}, b""),
        "return_failed": ({"order_id": _ORDER}, b""),
        "return_cancelled": ({"order_id": _ORDER}, b""),
        "return_forged": ({"order_id": "../etc"}, b""),
    },
    sources={
        **made_up("the documentation's table of codes, in the verified sample", "given_back"),
        **from_payload("verified", "discounted", but="the sums of an answer of a live system in proportion"),
        **from_payload("verified", "amount_unreadable", "amount_missing", but="one fact"),
        **from_payload("opened", "open"),
        **from_payload("verified", "paid", "found_by_query"),
        **from_payload("verified", "paid_again", but="numbers for texts, and no list: seen in some answers"),
        **from_payload(
            "verified", "half_the_amount", "one_taka_less", "other_currency", "other_transaction", but="one fact"
        ),
        **made_up(
            "the documentation's table of codes, in the verified sample", "declined", "cancelled", "never_returned"
        ),
        **made_up("the documentation's table of codes", "open_refused", "unknown_to_the_gateway", "wrong_credentials"),
        **made_up(
            "the documentation: an order_id in the address and nothing else",
            *("notice_paid", "notice_failed", "notice_cancelled"),
            *("return_paid", "return_failed", "return_cancelled", "return_forged"),
        ),
    },
    cannot={
        "fee_unreadable": "no answer tells a fee; the contract does",
        "paid_twice": "an order is paid once; two starts give two orders",
        "risky": "what is under review waits (2005); nothing else is said of risk",
        "notice_forged": "nothing is signed: an order's id only makes us ask",
        "notice_of_another_store": "a notice names no store, only an order; one that is not ours finds no payment",
        **dict.fromkeys(REFUNDS, "no refund call is published: by hand"),
    },
)
