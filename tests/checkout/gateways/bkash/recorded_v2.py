"""bKash's newer dialect as recorded: the same cases at other addresses, no codes in good answers, refusals by HTTP 400.

What it does not change is taken from the older one: notices and returns, and what cannot be.
"""

import re
from dataclasses import replace
from typing import Any, Final

import httpx

from checkout.gateways.base import Attempt, RefundRequest
from checkout.gateways.bkash.dialect import DialectName
from money import Money
from tests.checkout.gateways.bkash.recorded import BKASH, bkash_of, payload, says
from tests.checkout.gateways.cases import AMOUNT, TRAN_ID, AdapterUnderTest, Answer, from_payload, made_up, time_out

_BASE: Final = "/v2/tokenized-checkout"
_OF_BETA: Final = "/v1.2.0-beta/tokenized/checkout/payment/refund"
PAYMENT_ID, TRX_ID, REFUND = "TR0011AAA", "DAQ0000001", "DAQ0000002"
_TOKEN: Final = payload("token_v2")
_OURS: Final = {"amount": AMOUNT.decimal_text, "merchantInvoiceNumber": TRAN_ID}


def refuses(code: str, words: str) -> httpx.Response:
    told = payload("refused_v2", externalCode=code, internalCode=words.lower().replace(" ", "_"), errorMessageEn=words)
    return httpx.Response(400, json=told)


def answers(
    *, create: Any = None, execute: Any = None, query: Any = None, refund: Any = None, seen: Any = None
) -> Answer:
    """Answer each call of v2 by its address, and its refunds at the older dialect's addresses as well."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(_BASE)
        if path.startswith("/auth/"):
            return httpx.Response(200, json=_TOKEN)
        if request.headers.get("authorization") != _TOKEN["id_token"]:
            return httpx.Response(401, json={"message": "Unauthorized"})
        if path == _OF_BETA:
            path = "/refund/payment/transaction" if b'"amount"' in request.content else "/refund/payment/status"
        chosen = {
            "/payment/create": create,
            "/payment/execute": execute,
            "/query/payment": query,
            "/refund/payment/transaction": refund,
            "/refund/payment/status": seen,
        }[path]
        if callable(chosen):
            response: httpx.Response = chosen(request)
            return response
        assert chosen is not None, path
        return chosen if isinstance(chosen, httpx.Response) else httpx.Response(200, json=chosen)

    return answer


def _executed(**changed: Any) -> Any:
    return payload("executed_v2", **{**_OURS, **changed})


def _queried(**changed: Any) -> Any:
    return payload("queried_v2", **changed)


def _paid(**changed: Any) -> Answer:
    return answers(execute=_executed(**changed), query=_queried(**changed))


def _access(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(200, json=_TOKEN) if "/auth/" in request.url.path else None


def _of_beta(**changed: Any) -> Any:
    """A refund as the older dialect tells it, of this payment."""
    return payload("refunded", originalTrxID=TRX_ID, **{"refundTrxID": REFUND, **changed})


def _of_v2(**changed: Any) -> Any:
    return payload("refunded_v2", **{"refundAmount": "100.00", "originalTrxAmount": "300.00", **changed})


def _listed(**changed: Any) -> Any:
    told = payload("refunds_listed_v2")
    return {**told, "refundTransactions": [{**told["refundTransactions"][0], **changed}]}


# Refunds asked for where the older dialect's are, as by default, and at its own addresses.
_REFUNDS_OF_BETA: Final = {
    "refund_full": answers(refund=_of_beta()),
    "refund_part": answers(refund=_of_beta()),
    "refund_refused": answers(refund=says("2071", "Refund is not allowed after 60 days")),
    "refund_exceeds": answers(
        refund=says("2072", "Refund amount is more than what is left"), seen=_of_beta(refundTrxID="BGP6EARLIER")
    ),
    "refund_returned": answers(seen=_of_beta()),
    "refund_of_another": answers(refund=_of_beta(amount="99"), seen=_of_beta(refundTrxID="BGP6EARLIER")),
    "refund_answer_lost": answers(refund=time_out, seen=_of_beta()),
}
_REFUNDS_OF_V2: Final = {
    "refund_full": answers(refund=_of_v2()),
    "refund_part": answers(refund=_of_v2()),
    "refund_refused": answers(refund=refuses("2071", "Refund is not allowed after 60 days")),
    "refund_exceeds": answers(
        refund=refuses("2072", "Refund amount exceed payment amount"), seen=_listed(refundTrxId="BGP6EARLIER")
    ),
    "refund_returned": answers(seen=_listed()),
    "refund_of_another": answers(refund=_of_v2(refundAmount="99"), seen=_listed(refundTrxId="BGP6EARLIER")),
    "refund_answer_lost": answers(refund=time_out, seen=_listed()),
}
_SOURCES: Final = {
    **from_payload("created_v2", "open", but="nothing changed"),
    **from_payload("executed_v2", "paid"),
    **from_payload("queried_v2", "paid_again", "found_by_query", "never_returned", but="its state"),
    **from_payload("executed_v2", "half_the_amount", "one_taka_less", "other_currency", "other_transaction"),
    **from_payload("queried_v2", "given_back", "amount_unreadable", "amount_missing", but="one fact"),
    **from_payload("refused_v2", "open_refused", "declined", "unknown_to_the_gateway", but="its code and words"),
    **made_up("what the API's front door answers without a token", "wrong_credentials"),
}
_BACK_BY_BETA: Final = {
    **dict.fromkeys(_REFUNDS_OF_BETA, "payloads/refunded.json with this payment's number"),
    **made_up("the documentation's table of codes", "refund_refused", "refund_exceeds"),
}
_BACK_BY_V2: Final = {
    **dict.fromkeys(_REFUNDS_OF_V2, "payloads/refunded_v2.json and refunds_listed_v2.json with our sum"),
    **from_payload("refused_v2", "refund_refused", "refund_exceeds", but="its code and words"),
}


def _v2(refund_dialect: DialectName) -> AdapterUnderTest:
    by_beta = refund_dialect == "v1.2.0-beta"
    of_notices = {case: BKASH.sources[case] for case in (*BKASH.notices, *BKASH.returns)}
    return replace(
        BKASH,
        make=bkash_of("v2", refund_dialect),
        attempt=Attempt(TRAN_ID, PAYMENT_ID, AMOUNT),
        hint=PAYMENT_ID,
        back=RefundRequest("AD0123456789REFUND", PAYMENT_ID, TRX_ID, Money(100_00), "wrong size", ("BGP6EARLIER",)),
        refund_ref=REFUND,
        answers={
            "open": answers(create=payload("created_v2")),
            "open_refused": answers(create=refuses("2001", "Invalid App Key")),
            "paid": _paid(),
            "paid_again": answers(execute=refuses("2062", "The payment has already been completed"), query=_queried()),
            "found_by_query": answers(query=_queried()),
            "half_the_amount": _paid(amount="150.00"),
            "one_taka_less": _paid(amount="299.00"),
            "other_currency": _paid(currency="USD"),
            "other_transaction": _paid(merchantInvoiceNumber="AD9999999999999999"),
            "given_back": answers(query=_queried(transactionStatus="Refunded")),
            "amount_unreadable": _paid(amount="5e2"),
            "amount_missing": _paid(amount=None),
            "declined": answers(execute=refuses("2023", "Insufficient Balance")),
            "never_returned": answers(
                query=_queried(transactionStatus="Initiated", userVerificationStatus="Incomplete")
            ),
            "unknown_to_the_gateway": answers(query=refuses("2002", "Invalid Payment ID")),
            "wrong_credentials": BKASH.answers["wrong_credentials"],
            **(_REFUNDS_OF_BETA if by_beta else _REFUNDS_OF_V2),
        },
        returns={
            case: ({name: re.sub("^TR.*", PAYMENT_ID, value) for name, value in query.items()}, body)
            for case, (query, body) in BKASH.returns.items()
        },
        access=_access,
        sources={**_SOURCES, **(_BACK_BY_BETA if by_beta else _BACK_BY_V2), **of_notices},
    )


BKASH_V2, BKASH_V2_THROUGHOUT = _v2("v1.2.0-beta"), _v2("v2")
