"""The table of cases of SSLCommerz's invoice call, its status and its cancellation."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from checkout.gateways.base import GatewayRefused, GatewayUnreachable
from checkout.gateways.issued_codes import CodeState, NewCode
from checkout.gateways.sslcommerz.adapter import SslCommerz
from checkout.gateways.sslcommerz.invoices import Invoices
from tests.checkout.gateways import cases
from tests.checkout.gateways.adapters import ORDER
from tests.checkout.gateways.cases import TRAN_ID, Answer, always
from tests.checkout.gateways.ports import Recorded

REF, TEXT = "TEST-INV5F5E8BA9345C8", "00020101…"
# As documented, with our own values.
ISSUED = {
    "status": "success", "error_reason": "", "invoice_id": REF, "pay_url": "https://gateway.example/i", "qr_image_url": "",
    "qr_image_pay_url": "", "bangla_qr_code": TEXT, "email_sending_status": "NO", "sms_sending_status": "NO",
}  # fmt: skip
TOLD = {"APIConnect": "DONE", "status": "success", "failedreason": "", "refer": "R1", "invoice_id": ""}


def invoices(answer: Answer) -> Invoices:
    client = Recorded(answer)
    store = SslCommerz(
        client, base_url="https://gateway.example", store_id="s1", store_password="p1",
        email_fallback="payer@aday.example", timeout_seconds=1,
    )  # fmt: skip
    return Invoices(store, "R1")


def issued(answer: Answer) -> NewCode:
    return asyncio.run(invoices(answer).issue(ORDER))


def stands(answer: Answer, what: str) -> CodeState:
    made = invoices(answer)
    ask: Callable[..., Any] = made.ask if what == "ask" else made.cancel
    state: CodeState = asyncio.run(ask(REF))
    return state


def says(**told: object) -> Answer:
    return always(httpx.Response(200, json={**TOLD, **told}))


def test_an_invoice_is_asked_for_with_a_code_and_is_sent_to_nobody() -> None:
    sent: dict[str, str] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        sent.update(parse_qsl(request.content.decode()), path=request.url.path)
        return httpx.Response(200, json=ISSUED)

    assert issued(answer) == NewCode(REF, TEXT)
    assert (sent["path"], sent["refer"], sent["acct_no"]) == ("/gwprocess/v4/invoice.php", "R1", TRAN_ID)
    assert (sent["tran_id"], sent["total_amount"], sent["ipn_url"]) == (TRAN_ID, "300.00", ORDER.webhook_url)
    assert (sent["is_bangla_qr_enabled"], sent["is_sent_email"], sent["is_sent_sms"]) == ("YES", "no", "no")


@pytest.mark.parametrize(
    "told",
    [
        {"status": "failed", "error_reason": "Invalid refer."},
        {"status": "failed", "failedreason": "Store Credential Error Or Store is De-active"},
        {**ISSUED, "bangla_qr_code": ""},
        {**ISSUED, "bangla_qr_code": None},
        {**ISSUED, "bangla_qr_code": "0" * 501},
        {**ISSUED, "invoice_id": ""},
        {**ISSUED, "invoice_id": "I" * 51},
    ],
)
def test_no_code_is_a_refusal_that_says_why(told: dict[str, object]) -> None:
    with pytest.raises(GatewayRefused) as refused:
        issued(always(httpx.Response(200, json=told)))
    assert str(refused.value)


@pytest.mark.parametrize("noise", list(cases.NOISE))
def test_noise_is_unreachable_never_a_refusal_and_never_a_state(noise: str) -> None:
    with pytest.raises(GatewayUnreachable):
        issued(cases.NOISE[noise])
    assert stands(cases.NOISE[noise], "ask") == stands(cases.NOISE[noise], "cancel") == "unknown"


STATES: dict[str, tuple[Answer, CodeState]] = {
    "nobody paid": (says(payment_status="PENDING"), "open"),
    "paid": (says(payment_status="VALID", invoice_id=REF, transaction=[{"tran_id": TRAN_ID}]), "paid"),
    "paid, asked before": (says(payment_status="VALIDATED"), "paid"),
    "its time is over": (says(payment_status="FAILED"), "over"),
    "cancelled": (says(payment_status="CANCELLED"), "over"),
    "in small letters": (says(payment_status="valid"), "paid"),
    "a word of tomorrow": (says(payment_status="HELD"), "unknown"),
    "no word": (says(status="failed", failedreason="No such invoice."), "unknown"),
    "of another invoice": (says(payment_status="VALID", invoice_id="TEST-INV0"), "unknown"),
    "wrong credentials": (says(APIConnect="FAILED", payment_status="VALID"), "unknown"),
    "a closed store": (says(APIConnect="INACTIVE"), "unknown"),
}


@pytest.mark.parametrize("case", list(STATES))
@pytest.mark.parametrize("what", ["ask", "cancel"])
def test_what_is_said_of_an_invoice_is_a_state_of_its_code(what: str, case: str) -> None:
    answer, state = STATES[case]
    assert stands(answer, what) == state
