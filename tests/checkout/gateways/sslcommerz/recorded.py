"""SSLCommerz as recorded: how it answers in each case, and its notices."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from checkout.gateways.base import Attempt, Gateway, RefundRequest
from checkout.gateways.client import Client
from checkout.gateways.sslcommerz.adapter import SslCommerz
from money import Money
from sandbox.sslcommerz.signing import signed
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

payload = reader(__file__)
_BANK_REF, _REFUND_REF = "2611230612520aBcDeFgHiJkLmN", "59bd63fea5455"
_STORE, _PASSWORD = "aday0000000000001", "aday0000000000001@ssl"


def _make(client: Client) -> Gateway:
    return SslCommerz(
        client,
        base_url="https://gateway.example",
        store_id=_STORE,
        store_password=_PASSWORD,
        email_fallback="payer@aday.example",
        timeout_seconds=1,
    )


def _answers(*, session: Any = None, validation: Any = None, query: Any = None) -> Answer:
    """Answer each of the three calls; a validation can differ by `val_id`."""

    def answer(request: httpx.Request) -> httpx.Response:
        if "api.php" in request.url.path:
            return httpx.Response(200, json=session or {})
        if "validationserverAPI" in request.url.path:
            return httpx.Response(200, json={**(validation or {}), "val_id": request.url.params["val_id"]})
        return httpx.Response(200, json=query or _found())

    return answer


def _found(*elements: Mapping[str, Any]) -> dict[str, Any]:
    shown = [{"tran_id": TRAN_ID, **element} for element in elements]
    return {
        "APIConnect": "DONE",
        "no_of_trans_found": len(shown),
        "element": shown or [{"tran_id": TRAN_ID, "status": "INVALID"}],
    }


def _validation(**changed: Any) -> Answer:
    return _answers(validation={**payload("validation_paid"), **changed})


def _refund(**changed: Any) -> Answer:
    """A refund's answer, or its query's, as documented."""
    answer = {
        "APIConnect": "DONE",
        "bank_tran_id": _BANK_REF,
        "trans_id": "AD0123456789REFUND",
        "refund_ref_id": _REFUND_REF,
    }
    return always(httpx.Response(200, json={**answer, "errorReason": "", **changed}))


def _notice(password: str = _PASSWORD, **changed: str) -> bytes:
    fields = {
        "amount": "300.00",
        "bank_tran_id": "2611230612520aBcDeFgHiJkLmN",
        "currency": "BDT",
        "status": "VALID",
        "store_id": _STORE,
        "tran_id": TRAN_ID,
        "val_id": "val_1",
        **changed,
    }
    return urlencode(signed(fields, password)).encode()


def _signed(fields: Mapping[str, str]) -> bytes:
    return urlencode(signed(fields, _PASSWORD)).encode()


_UNPAID = {"amount": "300.00", "currency": "BDT", "store_id": _STORE, "tran_id": TRAN_ID}

SSLCOMMERZ = AdapterUnderTest(
    make=_make,
    attempt=Attempt(TRAN_ID, "", AMOUNT),
    hint="val_1",
    fee=Money(7_50),
    method="bKash",
    back=RefundRequest("AD0123456789REFUND", "val_1", _BANK_REF, Money(100_00), "wrong size"),
    refund_ref=_REFUND_REF,
    answers={
        "open": _answers(session=payload("session_opened")),
        "open_refused": _answers(
            session={"status": "FAILED", "failedreason": "Store Credential Error Or Store is De-active"}
        ),
        "paid": _answers(validation=payload("validation_paid"), query=_found({"status": "VALID", "val_id": "val_1"})),
        "paid_again": _validation(status="VALIDATED", amount=300, store_amount=292.5),
        "found_by_query": _answers(
            validation=payload("validation_paid"),
            query=_found({"status": "FAILED"}, {"status": "VALID", "val_id": "val_1"}),
        ),
        "paid_twice": _answers(
            validation=payload("validation_paid"),
            query=_found({"status": "VALIDATED", "val_id": "val_1"}, {"status": "VALID", "val_id": "val_2"}),
        ),
        "risky": _validation(risk_level="1", risk_title="Not Safe"),
        "half_the_amount": _validation(amount="150.00", currency_amount="150.00"),
        "one_taka_less": _validation(amount="299.00", currency_amount="299.00"),
        "other_currency": _validation(currency_type="USD"),
        "other_transaction": _validation(tran_id="AD9999999999999999"),
        "given_back": _answers(query=_found({"status": "REFUNDED", "val_id": "val_1", "amount": "300.00"})),
        "discounted": _validation(
            amount="297.00", discount_amount="3.00", discount_percentage="1", discount_remarks="A bank's campaign"
        ),
        "amount_unreadable": _validation(amount="5e2"),
        "amount_missing": _validation(amount=None),
        "fee_unreadable": _validation(store_amount="Not-Available"),
        "declined": _answers(query=_found({"status": "FAILED", "error": "Do not honor"})),
        "never_returned": _answers(query=_found({"status": "PROCESSING"})),
        "unknown_to_the_gateway": _answers(query=_found()),
        "wrong_credentials": _answers(validation={"APIConnect": "FAILED"}, query={"APIConnect": "FAILED"}),
        "refund_full": _refund(status="success"),
        "refund_part": _refund(status="processing"),
        "refund_refused": _refund(status="failed", refund_ref_id="", errorReason="Refund is not allowed"),
        "refund_exceeds": _refund(
            status="failed", refund_ref_id="", errorReason="Refund amount exceeds the transaction."
        ),
        "refund_nothing_done": always(httpx.Response(200, json={"APIConnect": "FAILED"})),
        "refund_processing": _refund(status="processing", initiated_on="2026-11-23 06:12:52"),
        "refund_returned": _refund(status="refunded", refunded_on="2026-11-25 06:12:52"),
        "refund_cancelled": _refund(status="cancelled", errorReason="The bank turned it down"),
        "refund_of_another": _refund(status="success", bank_tran_id="another", refund_ref_id="another"),
        "refund_answer_lost": _refund(status="refunded"),
    },
    notices={
        "notice_paid": _notice(),
        "notice_failed": _signed({**_UNPAID, "status": "FAILED", "error": "Do not honor"}),
        "notice_cancelled": _signed(
            {**_UNPAID, "amount": "", "currency": "", "store_id": "", "status": "CANCELLED", "error": "By user"}
        ),
        "notice_forged": _notice(password="a guess"),
        "notice_of_another_store": _notice(store_id="another0000000001"),
    },
    returns={
        "return_paid": ({}, _notice()),
        "return_failed": ({}, _signed({**_UNPAID, "status": "FAILED", "error": "Do not honor"})),
        "return_cancelled": ({}, _signed({**_UNPAID, "status": "CANCELLED", "error": "By user"})),
        "return_forged": ({}, _notice() + b"&tran_id=another"),
    },
    sources={
        **made_up("the word; the documented states know none for money given back", "given_back"),
        **from_payload("validation_paid", "discounted", but="the documented fields of a campaign"),
        **from_payload("validation_paid", "amount_unreadable", "amount_missing", "fee_unreadable", but="one fact"),
        **from_payload("session_opened", "open", but="nothing changed"),
        **from_payload(
            "validation_paid", "paid", "found_by_query", "paid_twice", but="the query's documented list before it"
        ),
        **from_payload("validation_paid", "paid_again", but="VALIDATED, and numbers for texts"),
        **from_payload(
            "validation_paid", "risky", "half_the_amount", "one_taka_less", "other_currency", but="one fact"
        ),
        **from_payload("validation_paid", "other_transaction", but="one fact"),
        **made_up("the documented refusal of wrong credentials", "open_refused", "wrong_credentials"),
        **made_up("the documented list of a query", "declined", "never_returned", "unknown_to_the_gateway"),
        **made_up("the documentation's tables of refunds", *REFUNDS),
        **made_up(
            "the documented fields of an IPN, fewer of them, signed by the documented rule",
            *("notice_paid", "notice_failed", "notice_cancelled", "notice_forged", "notice_of_another_store"),
            *("return_paid", "return_failed", "return_cancelled", "return_forged"),
        ),
    },
    cannot={"cancelled": "the query does not tell a payer who left from one who has not finished; the notice does"},
    hintless=frozenset({"declined"}),
)
