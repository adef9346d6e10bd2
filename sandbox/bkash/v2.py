"""The same calls in the dialect `v2`: other addresses and names, no codes in good answers, refusals by HTTP 400.

Clients of `v1.2.0-beta` call its refund addresses too, with their own token.
"""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.bkash import rules
from sandbox.bkash.api import Body, TheState, callback_url, found, new_payment, page_url, unauthorized
from sandbox.bkash.rules import Refusal
from sandbox.bkash.state import TOKEN_SECONDS, Back, Payment

BASE: Final = "/v2/tokenized-checkout"
router = APIRouter(prefix=BASE)
_INTERNAL: Final = {
    "2006": "invalid_amount",
    "2023": "insufficient_balance",
    "2056": "invalid_payment_state",
    "2062": "payment_already_completed",
    "2072": "refund_amount_exceed_payment_amount",
    "2077": "ERROR_REFUND_TRANSACTION_ID_MISMATCH",
}


@router.post("/auth/grant-token")
@router.post("/auth/refresh-token")
async def token(request: Request, state: TheState, body: Body) -> JSONResponse:
    given = rules.give_token(request, state, body, must_renew=request.url.path.endswith("/refresh-token"))
    if isinstance(given, tuple):
        return _refuses(given)
    return JSONResponse({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, **given})


@router.post("/payment/create")
async def create(request: Request, state: TheState, body: Body) -> JSONResponse:
    """Without `mode`, which some clients send all the same."""
    if not rules.knows(request, state):
        return unauthorized()
    refusal = rules.refusal_of_create(body, state)
    if refusal is not None:
        return _refuses(refusal)
    payment = new_payment(state, body)
    return JSONResponse(
        {
            "paymentId": payment.id,
            "bkashURL": page_url(request, payment, "v2/"),
            "callbackURL": payment.asked["callbackURL"],
            "successCallbackURL": callback_url(payment, "success"),
            "failureCallbackURL": callback_url(payment, "failure"),
            "cancelledCallbackURL": callback_url(payment, "cancel"),
            "amount": payment.asked["amount"],
            "intent": "sale",
            "currency": "BDT",
            "paymentCreateTime": payment.created_at,
            "transactionStatus": "Initiated",
            "merchantInvoiceNumber": payment.asked["merchantInvoiceNumber"],
        }
    )


@router.post("/payment/execute")
async def execute(request: Request, state: TheState, body: Body) -> JSONResponse:
    payment = state.payment(str(body.get("paymentId", "")))
    rules.void_tokens_in_that_mood(payment, state)
    if not rules.knows(request, state):
        return unauthorized()
    refusal = await rules.execute(payment, state)
    if refusal is not None:
        return _refuses(refusal)
    assert payment is not None
    return JSONResponse(_facts(payment))


@router.post("/query/payment")
async def query(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    payment = state.payment(str(body.get("paymentId", "")))
    if payment is None:
        return _refuses(("2002", "Invalid Payment ID"))
    payment.queries_count += 1
    state.save(payment)
    verification = "Complete" if payment.verified else "Incomplete"
    times = {"paymentCreateTime": payment.created_at, "userVerificationStatus": verification}
    return JSONResponse({**times, **_facts(payment)})


@router.post("/general/search-transaction")
async def search(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    trx_id = str(body.get("trxId", ""))
    payment = rules.by_trx_id(state, trx_id)
    if payment is None:
        return _refuses(("2033", "Transaction not found"))
    return JSONResponse({"trxId": trx_id, **found(payment)})


@router.post("/refund/payment/transaction")
async def refund(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    payment = state.payment(str(body.get("paymentId", "")))
    refusal = rules.refusal_to_show_refunds(payment, body.get("trxId"))
    if refusal is not None:
        return _refuses(refusal)
    assert payment is not None
    try:
        back = await rules.give_back(payment, state, body, body.get("refundAmount"))
    except rules.Unauthorized:
        return unauthorized()
    if isinstance(back, tuple):
        return _refuses(back)
    original = {"originalTrxId": payment.trx_id, "originalTrxAmount": payment.asked["amount"], "currency": "BDT"}
    return JSONResponse({**original, **_shown(back), "sku": back.sku, "reason": back.reason})


@router.post("/refund/payment/status")
async def refund_status(request: Request, state: TheState, body: Body) -> JSONResponse:
    """Every refund of a payment."""
    if not rules.knows(request, state):
        return unauthorized()
    payment = state.payment(str(body.get("paymentId", "")))
    refusal = rules.refusal_to_show_refunds(payment, body.get("trxId"))
    if refusal is not None:
        return _refuses(refusal)
    assert payment is not None
    return JSONResponse(
        {
            "originalTrxId": payment.trx_id,
            "originalTrxAmount": payment.asked["amount"],
            "originalTrxCompletedTime": payment.executed_at,
            "refundTransactions": [_shown(back) for back in payment.refunds],
        }
    )


def _facts(payment: Payment) -> dict[str, object]:
    facts: dict[str, object] = {
        "paymentId": payment.id,
        "transactionStatus": payment.status,
        "amount": f"{rules.reported_amount(payment):.2f}",
        "currency": "BDT",
        "intent": "sale",
        "merchantInvoiceNumber": payment.asked["merchantInvoiceNumber"],
        "payerReference": payment.asked["payerReference"],
    }
    if payment.taken:
        facts |= {
            "trxId": payment.trx_id,
            "paymentExecuteTime": payment.executed_at,
            "customerMsisdn": payment.wallet,
            "payerAccount": payment.wallet,
            "payerType": "Customer",
            "maxRefundableAmount": f"{payment.amount - payment.back_total:.2f}",
        }
    return facts


def _shown(back: Back) -> dict[str, str]:
    return {
        "refundTrxId": back.trx_id,
        "refundTransactionStatus": "Completed",
        "refundAmount": back.amount,
        "completedTime": back.completed_at,
    }


def _refuses(refusal: Refusal) -> JSONResponse:
    code, words = refusal
    body = {"internalCode": _INTERNAL.get(code, words.lower().replace(" ", "_")), "externalCode": code}
    return JSONResponse({**body, "errorMessageEn": words, "errorMessageBn": None}, 503 if code == "503" else 400)
