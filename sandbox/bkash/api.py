"""The calls a merchant's server makes: token, create, execute, query, search and refund."""

import asyncio
import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from sandbox.bkash.state import LIMIT_MOOD_SECONDS, TOKEN_SECONDS, Back, Payment, State, new_trx_id, wire_time

BASE: Final = "/v1.2.0-beta/tokenized/checkout"
HANG_SECONDS: Final = 35
router = APIRouter(prefix=BASE)

# Moods, by the payer's wallet.
POOR, BARRED = "01823074817", "01823074818"
WRONG_PIN, SLOW, ALREADY, DOWN, TWICE, GONE, STALE, LIMITED, HALF = (f"0170000000{digit}" for digit in range(1, 10))
DUPLICATE: Final = "01700000010"
_REFUSALS: Final = {
    POOR: ("2023", "Insufficient Balance"),
    BARRED: ("2037", "Payer account is not in a state to pay"),
    WRONG_PIN: ("2014", "Wrong PIN"),
}


def the_state(request: Request) -> State:
    state: State = request.app.state.bkash
    return state


TheState = Annotated[State, Depends(the_state)]


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


Body = Annotated[dict[str, Any], Depends(_body)]


@router.post("/token/grant")
@router.post("/token/refresh")
async def token(request: Request, state: TheState, body: Body) -> JSONResponse:
    """A token for an hour; more than two an hour are refused, and block the merchant."""
    merchant = state.merchant
    named = (request.headers.get("username"), request.headers.get("password"))
    if named != (merchant.username, merchant.password) or body.get("app_secret") != merchant.app_secret:
        return _says("9999", "System Error.")
    if body.get("app_key") != merchant.app_key:
        return _says("2001", "Invalid App Key")
    refresh = body.get("refresh_token")
    if (refresh is None) == request.url.path.endswith("/refresh") or (refresh and not state.knows_refresh(refresh)):
        return _says("2079", "Invalid app token")
    given = state.new_token()
    if given is None:
        return _says("9999", "Token limit reached. Try again after an hour.")
    good = {"statusCode": "0000", "statusMessage": "Successful", "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
    return JSONResponse({**good, **given})


@router.post("/create")
async def create(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not _known(request, state):
        return _unauthorized()
    refusal = _refusal(body, state)
    if refusal is not None:
        return _says(*refusal)
    asked = {name: str(value) for name, value in body.items()}
    payment = state.create({**asked, "amount": f"{Decimal(asked['amount']):.2f}"})
    host = str(request.base_url).rstrip("/")
    page = f"{host}/bkash/?paymentId={payment.id}&hash={payment.signature}&mode=0011&apiVersion=v1.2.0-beta/"
    urls = {"success": "successCallbackURL", "failure": "failureCallbackURL", "cancel": "cancelledCallbackURL"}
    return JSONResponse(
        {
            "statusCode": "0000",
            "statusMessage": "Successful",
            "paymentID": payment.id,
            "bkashURL": page,
            "callbackURL": asked["callbackURL"],
            **{name: callback_url(payment, status) for status, name in urls.items()},
            "amount": payment.asked["amount"],
            "intent": "sale",
            "currency": "BDT",
            "paymentCreateTime": payment.created_at,
            "transactionStatus": "Initiated",
            "merchantInvoiceNumber": asked["merchantInvoiceNumber"],
        }
    )


@router.post("/execute")
async def execute(request: Request, state: TheState, body: Body) -> JSONResponse:
    """Moves the money of a payer who gave PIN and code, once."""
    payment = state.payment(str(body.get("paymentID", "")))
    if payment is not None and payment.wallet in (STALE, LIMITED) and state.happens_first_time(f"401 {payment.id}"):
        state.void_tokens()
        if payment.wallet == LIMITED:
            state.bar_tokens(LIMIT_MOOD_SECONDS)
    if not _known(request, state):
        return _unauthorized()
    if payment is None:
        return _says("2002", "Invalid Payment ID")
    payment.executes_count += 1
    state.save(payment)
    if payment.taken:
        return _says("2117", "The payment execution has already been called before")
    if not payment.verified or payment.ended:
        return _says("2056", "Invalid Payment State")
    if payment.wallet in _REFUSALS:
        payment.ended = "Declined"
        state.save(payment)
        return _says(*_REFUSALS[payment.wallet])
    if payment.wallet == DUPLICATE:
        # Its guard against paying twice. The payment stays as it was, and a query shows it as open.
        return _says("2029", "Duplicate for all transactions")
    if payment.wallet == DOWN and state.happens_first_time(f"503 {payment.id}"):
        return JSONResponse({"statusCode": "503", "statusMessage": "Service is under maintenance"}, 503)
    payment.take()
    state.save(payment)
    if payment.wallet == SLOW:
        await asyncio.sleep(HANG_SECONDS)
    if payment.wallet == ALREADY:
        return _says("2062", "The payment has already been completed")
    return JSONResponse({"statusCode": "0000", "statusMessage": "Successful", **_facts(payment)})


@router.post("/payment/status")
async def query(request: Request, state: TheState, body: Body) -> JSONResponse:
    if not _known(request, state):
        return _unauthorized()
    payment = state.payment(str(body.get("paymentID", "")))
    if payment is None:
        return _says("2002", "Invalid Payment ID")
    payment.queries_count += 1
    state.save(payment)
    verification = "Complete" if payment.verified else "Incomplete"
    return JSONResponse(
        {
            "statusCode": "0000",
            "statusMessage": "Successful",
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
    if not _known(request, state):
        return _unauthorized()
    trx_id = str(body.get("trxID", ""))
    payment = _by_trx_id(state, trx_id)
    if payment is None:
        return _says("2033", "Transaction not found")
    return JSONResponse(
        {
            "statusCode": "0000",
            "statusMessage": "Successful",
            "trxID": trx_id,
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
    )


@router.post("/payment/refund")
async def refund(request: Request, state: TheState, body: Body) -> JSONResponse:
    """With an amount it refunds; with only `paymentID` and `trxID` it shows the newest refund."""
    if not _known(request, state):
        return _unauthorized()
    payment = state.payment(str(body.get("paymentID", "")))
    if payment is None:
        return _says("2002", "Invalid Payment ID")
    if not payment.taken or payment.trx_id != body.get("trxID"):
        return _says("2077", "Invalid trxID")
    if "amount" not in body:
        return _shown(payment, payment.refunds[-1]) if payment.refunds else _says("2033", "Transaction not found")
    for name, code in (("sku", "2073"), ("reason", "2078")):
        if not str(body.get(name, "")).strip() or len(str(body[name])) > 255:
            return _says(code, f"Invalid {name}")
    amount = _amount(body["amount"])
    if amount is None or amount > payment.amount - payment.back_total or len(payment.refunds) >= 10:
        return _says("2072", "Invalid refund amount")
    mood = f"{amount:.2f}"[-2:]
    if mood == "11":
        return _says("2071", "Refund is not allowed after 60 days")
    if mood == "15" and state.happens_first_time(f"401 {body['sku']}"):
        state.void_tokens()
        return _unauthorized()
    payment.refunds.append(Back(new_trx_id(), f"{amount:.2f}", wire_time()))
    state.save(payment)
    if mood == "13":
        await asyncio.sleep(HANG_SECONDS)
    return _shown(payment, payment.refunds[-1])


def callback_url(payment: Payment, status: str) -> str:
    """Where the browser goes back to, with bKash's own parameters added."""
    url = payment.asked["callbackURL"]
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}paymentID={payment.id}&status={status}&signature={payment.signature}&apiVersion=1.2.0-beta/"


def _facts(payment: Payment) -> dict[str, Any]:
    amount = payment.amount / 2 if payment.wallet == HALF else payment.amount
    facts: dict[str, Any] = {
        "paymentID": payment.id,
        "payerReference": payment.asked["payerReference"],
        # Echoes drop zeros, as the real one's do.
        "amount": f"{amount:.2f}".removesuffix(".00"),
        "currency": "BDT",
        "intent": "sale",
        "merchantInvoiceNumber": payment.asked["merchantInvoiceNumber"],
        "transactionStatus": payment.ended or ("Completed" if payment.taken else "Initiated"),
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
    return JSONResponse(
        {
            "statusCode": "0000",
            "statusMessage": "Successful",
            "originalTrxID": payment.trx_id,
            "refundTrxID": back.trx_id,
            "transactionStatus": "Completed",
            "amount": back.amount,
            "currency": "BDT",
            "charge": "0.00",
            "completedTime": back.completed_at,
        }
    )


def _refusal(body: dict[str, Any], state: State) -> tuple[str, str] | None:
    """What is wrong with a create, in the order of the documented table."""
    texts = {name: str(value) for name, value in body.items()}
    invoice, reference = texts.get("merchantInvoiceNumber", ""), texts.get("payerReference", "")
    wrong = {
        "2065": not all(texts.get(name) for name in ("payerReference", "callbackURL", "amount", "currency", "intent")),
        "2063": texts.get("mode", "0011") != "0011",
        "2048": len(reference) > 255 or re.search(r"[<>&]", reference) is not None,
        "2049": re.match(r"https?://", texts.get("callbackURL", "")) is None,
        "2006": _amount(body.get("amount")) is None,
        "2007": texts.get("currency") != "BDT",
        "2008": texts.get("intent") != "sale",
        "2031": re.fullmatch(r"[A-Za-z0-9]{1,255}", invoice) is None,
    }
    code = next((code for code, is_wrong in wrong.items() if is_wrong), None)
    if code is not None:
        return code, {"2006": "Invalid amount"}.get(code, "Invalid request")
    if any(one.asked["merchantInvoiceNumber"] == invoice for one in state.everything()):
        return "2029", "Duplicate for all transactions"
    return None


def _amount(value: object) -> Decimal | None:
    """A sum of at least one taka with at most two decimals, as text or number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = amount.is_finite() and amount == amount.quantize(Decimal("0.01"))
    return amount if whole and amount >= 1 else None


def _by_trx_id(state: State, trx_id: str) -> Payment | None:
    return next((one for one in state.everything() if trx_id and one.trx_id == trx_id), None)


def _known(request: Request, state: State) -> bool:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return request.headers.get("x-app-key") == state.merchant.app_key and state.takes_token(token)


def _unauthorized() -> JSONResponse:
    return JSONResponse({"message": "Unauthorized"}, 401)


def _says(code: str, message: str) -> JSONResponse:
    return JSONResponse({"statusCode": code, "statusMessage": message})
