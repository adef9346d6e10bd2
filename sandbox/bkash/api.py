"""The calls a merchant's server makes, in the dialect `v1.2.0-beta`: token, create, execute, query, search, refund."""

from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from sandbox.bkash import rules
from sandbox.bkash.rules import Refusal
from sandbox.bkash.state import TOKEN_SECONDS, Back, Payment, State

BASE: Final = "/v1.2.0-beta/tokenized/checkout"
router = APIRouter(prefix=BASE)
_GOOD: Final = {"statusCode": "0000", "statusMessage": "Successful"}


def the_state(request: Request) -> State:
    state: State = request.app.state.bkash
    return state


TheState = Annotated[State, Depends(the_state)]


async def the_body(request: Request) -> dict[str, object]:
    """What was sent, if it is a JSON object; clients do not always say that it is JSON."""
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


Body = Annotated[dict[str, object], Depends(the_body)]


@router.post("/token/grant")
@router.post("/token/refresh")
async def token(request: Request, state: TheState, body: Body) -> JSONResponse:
    given = rules.give_token(request, state, body, must_renew=request.url.path.endswith("/refresh"))
    if isinstance(given, tuple):
        return _says(given)
    return JSONResponse({**_GOOD, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, **given})


@router.post("/create")
async def create(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    refusal = rules.refusal_of_create(body, state)
    if refusal is not None:
        return _says(refusal)
    payment = new_payment(state, body)
    urls = {"success": "successCallbackURL", "failure": "failureCallbackURL", "cancel": "cancelledCallbackURL"}
    return JSONResponse(
        {
            **_GOOD,
            "paymentID": payment.id,
            "bkashURL": page_url(request, payment, "v1.2.0-beta/"),
            "callbackURL": payment.asked["callbackURL"],
            **{name: callback_url(payment, status) for status, name in urls.items()},
            "amount": payment.asked["amount"],
            "intent": "sale",
            "currency": "BDT",
            "paymentCreateTime": payment.created_at,
            "transactionStatus": "Initiated",
            "merchantInvoiceNumber": payment.asked["merchantInvoiceNumber"],
        }
    )


@router.post("/execute")
async def execute(request: Request, state: TheState, body: Body) -> JSONResponse:
    payment = state.payment(str(body.get("paymentID", "")))
    rules.void_tokens_in_that_mood(payment, state)
    if not rules.knows(request, state):
        return unauthorized()
    refusal = await rules.execute(payment, state)
    if refusal is not None:
        return _says(refusal)
    assert payment is not None
    return JSONResponse({**_GOOD, **_facts(payment)})


@router.post("/payment/status")
async def query(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    payment = state.payment(str(body.get("paymentID", "")))
    if payment is None:
        return _says(("2002", "Invalid Payment ID"))
    payment.queries_count += 1
    state.save(payment)
    verification = "Complete" if payment.verified else "Incomplete"
    return JSONResponse(
        {
            **_GOOD,
            "mode": "0011",
            "paymentCreateTime": payment.created_at,
            "verificationStatus": verification,
            "userVerificationStatus": verification,
            "merchantInvoice": payment.asked["merchantInvoiceNumber"],
            **_facts(payment),
        }
    )


@router.post("/general/searchTransaction")
async def search(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not rules.knows(request, state):
        return unauthorized()
    trx_id = str(body.get("trxID", ""))
    payment = rules.by_trx_id(state, trx_id)
    if payment is None:
        return _says(("2033", "Transaction not found"))
    return JSONResponse({**_GOOD, "trxID": trx_id, **found(payment)})


@router.post("/payment/refund")
async def refund(request: Request, state: TheState, body: Body) -> JSONResponse:
    """With an amount it refunds; with only `paymentID` and `trxID` it shows the newest refund."""
    if not rules.knows(request, state):
        return unauthorized()
    payment = state.payment(str(body.get("paymentID", "")))
    refusal = rules.refusal_to_show_refunds(payment, body.get("trxID"))
    if refusal is not None:
        return _says(refusal)
    assert payment is not None
    if "amount" not in body:
        return _shown(payment, payment.refunds[-1]) if payment.refunds else _says(("2033", "Transaction not found"))
    try:
        back = await rules.give_back(payment, state, body, body["amount"])
    except rules.Unauthorized:
        return unauthorized()
    return _says(back) if isinstance(back, tuple) else _shown(payment, back)


def new_payment(state: State, body: dict[str, object]) -> Payment:
    """Keep what was asked, as text."""
    asked = {name: str(value) for name, value in body.items() if value is not None}
    return state.create({**asked, "amount": f"{Decimal(asked['amount']):.2f}"})


def page_url(request: Request, payment: Payment, version: str) -> str:
    """Where the payer pays."""
    host = str(request.base_url).rstrip("/")
    return f"{host}/bkash/?paymentId={payment.id}&hash={payment.signature}&mode=0011&apiVersion={version}"


def callback_url(payment: Payment, status: str) -> str:
    """Where the browser goes back to, with bKash's own parameters added."""
    url = payment.asked["callbackURL"]
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}paymentID={payment.id}&status={status}&signature={payment.signature}&apiVersion=1.2.0-beta/"


def found(payment: Payment) -> dict[str, str]:
    """A transaction found by its number, without the number's name."""
    return {
        "initiationTime": payment.created_at,
        "completedTime": payment.executed_at,
        "transactionType": "bKash Tokenized Checkout via API",
        "customerMsisdn": payment.wallet,
        "payerAccount": payment.wallet,
        "transactionStatus": "Completed",
        "amount": payment.asked["amount"],
        "currency": "BDT",
        "organizationShortCode": "50022",
    }


def unauthorized() -> JSONResponse:
    return JSONResponse({"message": "Unauthorized"}, 401)


def _facts(payment: Payment) -> dict[str, object]:
    facts: dict[str, object] = {
        "paymentID": payment.id,
        "payerReference": payment.asked["payerReference"],
        # Echoes drop zeros, as the real one's do.
        "amount": f"{rules.reported_amount(payment):.2f}".removesuffix(".00"),
        "currency": "BDT",
        "intent": "sale",
        "merchantInvoiceNumber": payment.asked["merchantInvoiceNumber"],
        "transactionStatus": payment.status,
    }
    if payment.taken:
        facts |= {
            "trxID": payment.trx_id,
            "paymentExecuteTime": payment.executed_at,
            "customerMsisdn": payment.wallet,
            "payerAccount": payment.wallet,
            "payerType": "Customer",
            "maxRefundableAmount": f"{payment.amount - payment.back_total:.2f}",
        }
    return facts


def _shown(payment: Payment, back: Back) -> JSONResponse:
    """One refund. Real answers of this dialect have no code; newer ones do, and most clients ask for it."""
    return JSONResponse(
        {
            **({} if back.amount.endswith(rules.WITHOUT_CODE) else _GOOD),
            "originalTrxID": payment.trx_id,
            "refundTrxID": back.trx_id,
            "transactionStatus": "Completed",
            "amount": back.amount,
            "currency": "BDT",
            "charge": "0.00",
            "completedTime": back.completed_at,
        }
    )


def _says(refusal: Refusal) -> JSONResponse:
    """A refusal is a good answer with another code; only its own trouble is told by HTTP."""
    code, message = refusal
    return JSONResponse({"statusCode": code, "statusMessage": message}, 503 if code == "503" else 200)
