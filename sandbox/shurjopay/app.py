"""shurjoPay's token, start, page and verification."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox import words
from sandbox.attempts import DHAKA, Attempt, Attempts, fields_of, is_amount, tell
from sandbox.choice import ChoicePage

USERNAME, PASSWORD, PREFIX = "sp_sandbox", "pyyk97hu&6u6", "SP"
HANG_SECONDS: Final = 40
_TOKEN_SECONDS: Final = 900
_ID: Final = 2_382_747
_NEEDED: Final = (
    "token", "store_id", "prefix", "return_url", "cancel_url", "amount", "order_id", "currency", "customer_name",
    "customer_address", "customer_phone", "customer_city", "client_ip",
)  # fmt: skip
_ECHOED: Final = (
    "customer_name", "customer_address", "customer_city", "customer_phone", "customer_email", "client_ip",
)  # fmt: skip
router = APIRouter()


def the_attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.shurjopay
    return attempts


TheAttempts = Annotated[Attempts, Depends(the_attempts)]


def the_tokens(request: Request) -> dict[str, float]:
    """Tokens given out, with the time of their end; a stand-in that is started anew knows none."""
    tokens: dict[str, float] = request.app.state.shurjopay_tokens
    return tokens


TheTokens = Annotated[dict[str, float], Depends(the_tokens)]


@router.post("/api/get_token")
@router.post("/api/get_token/")
async def get_token(request: Request, tokens: TheTokens) -> JSONResponse:
    asked = await fields_of(request)
    if (asked.get("username"), asked.get("password")) != (USERNAME, PASSWORD):
        return JSONResponse({"sp_code": "1064", "message": "Invalid credentials"})
    token = f"eyJ{secrets.token_urlsafe(60)}"
    tokens[token] = time.time() + _TOKEN_SECONDS
    now = datetime.now(UTC).astimezone(DHAKA)
    return JSONResponse(
        {
            "token": token,
            "store_id": 106,
            "execute_url": f"{request.base_url!s}api/secret-pay",
            "token_type": "Bearer",
            "sp_code": "200",
            "message": "Ok",
            "token_create_time": f"{now:%Y-%m-%d %I:%M:%S}{'am' if now.hour < 12 else 'pm'}",
            "expires_in": 3600,
        }
    )


@router.post("/api/secret-pay")
@router.post("/api/secret-pay/")
async def start(request: Request, attempts: TheAttempts, tokens: TheTokens) -> Response:
    """With the token in the header or in the body: clients do either."""
    asked = await fields_of(request)
    if not _known(request, tokens, asked.get("token", "")):
        return JSONResponse({"message": "Unauthenticated."}, 401)
    missing = [name for name in _NEEDED if not asked.get(name, "").strip()]
    if missing:
        # The framework's own words, without a code.
        return JSONResponse({name: f"The {name} field is required." for name in missing})
    if asked["currency"] not in ("BDT", "USD"):
        return JSONResponse({"sp_code": "1010", "message": "Invalid currency"})
    if not is_amount(asked["amount"]):
        return JSONResponse({"sp_code": "1001", "message": "Invalid amount"})
    if attempts.hangs_first_time(asked, asked["customer_phone"]):
        await asyncio.sleep(HANG_SECONDS)
    attempt = attempts.open(f"{asked['prefix']}{secrets.token_hex(7)}", asked)
    url = f"{request.base_url}spaycheckout/?token={asked['token']}&order_id={attempt.ref}"
    return JSONResponse(
        {
            "checkout_url": url,
            "amount": float(attempt.amount),
            "currency": asked["currency"],
            "sp_order_id": attempt.ref,
            "customer_order_id": asked["order_id"],
            **{name: asked.get(name) or None for name in _ECHOED},
            "intent": "sale",
            "transactionStatus": "Initiated",
        }
    )


async def _tell(request: Request, attempt: Attempt) -> None:
    await tell(getattr(request.app.state, "shurjopay_ipn_url", ""), params={"order_id": attempt.ref})


def _back(attempt: Attempt, lang: words.Lang) -> RedirectResponse:
    url = attempt.asked["cancel_url" if attempt.status == "cancelled" else "return_url"]
    return RedirectResponse(f"{url}?order_id={attempt.ref}", 303)


router.include_router(ChoicePage("shurjoPay", "/spaycheckout/", "order_id", the_attempts, _tell, _back).router())


@router.post("/api/verification")
@router.post("/api/verification/")
@router.post("/api/payment-status")
@router.post("/api/payment-status/")
async def verify(request: Request, attempts: TheAttempts, tokens: TheTokens) -> Response:
    asked = await fields_of(request)
    if not _known(request, tokens, ""):
        return JSONResponse({"message": "Unauthenticated."}, 401)
    attempt = attempts.get(asked.get("order_id", ""))
    if attempt is None:
        # In a list, where the official plugin for Python looks for it.
        return JSONResponse([{"sp_code": "1011", "message": "Invalid order id"}])
    if attempts.look(attempt):
        return HTMLResponse("<h1>502 Bad Gateway</h1>")
    return JSONResponse(_tries(attempt))


def _known(request: Request, tokens: dict[str, float], in_body: str) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else ""
    return tokens.get(given or in_body, 0) > time.time()


def _tries(attempt: Attempt) -> list[dict[str, object]]:
    """A list of one, or of two where the payer failed at first (scenario .12)."""
    facts = _facts(attempt)
    if attempt.scenario != "12" or attempt.status != "paid":
        return [facts]
    words = "Insufficient balance"
    failed = {"sp_code": "1008", "sp_message": words, "sp_massage": words, "bank_status": "Failed", "bank_trx_id": None}
    return [{**facts, **failed, "id": _ID - 1, "method": None}, facts]


def _discount(attempt: Attempt) -> Decimal:
    """What was asked to be taken off, in either spelling, or 1 % in scenario .11."""
    asked = attempt.asked
    given = next((asked[name] for name in ("discount_amount", "discsount_amount") if is_amount(asked.get(name))), "0")
    return Decimal(given) or (
        (attempt.amount / 100).quantize(Decimal("0.01")) if attempt.scenario == "11" else Decimal(0)
    )


def _facts(attempt: Attempt) -> dict[str, object]:
    code, message = {
        "paid": ("1000", "Success"),
        "failed": ("1008", "Insufficient balance"),
        "cancelled": ("1002", "Cancelled by customer"),
    }.get(attempt.status, (1068, "Initiated"))
    asked, off = attempt.asked, _discount(attempt)
    amount, after = f"{attempt.told_amount:.4f}", f"{attempt.told_amount - off:.4f}"
    return {
        "id": _ID,
        "order_id": attempt.ref,
        "currency": asked["currency"],
        "amount": amount,
        "payable_amount": after,
        "discount_amount": f"{off:.4f}",
        "disc_percent": 1 if attempt.scenario == "11" else 0,
        "recived_amount": after,
        "usd_amt": "0.0000",
        "usd_rate": 0,
        "is_verify": 0,
        "card_holder_name": None,
        "card_number": None,
        "phone_no": None,
        "bank_trx_id": attempt.bank_ref or None,
        "invoice_no": attempt.ref,
        "bank_status": "Completed" if attempt.status == "paid" else "Pending",
        "customer_order_id": asked["order_id"],
        "sp_code": code,
        "sp_massage": message,
        "sp_message": message,
        "name": asked["customer_name"],
        "email": asked.get("customer_email") or None,
        "address": asked["customer_address"],
        "city": asked["customer_city"],
        **{name: asked.get(name) or None for name in ("value1", "value2", "value3", "value4")},
        "transaction_status": None,
        "method": "EBL Visa" if attempt.status == "paid" else None,
        "date_time": attempt.ended_at or None,
    }
