"""Nagad's initialise, complete, page and verification, sealed and signed."""

import asyncio
import base64
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox import words
from sandbox.attempts import DHAKA, Attempt, Attempts, is_amount
from sandbox.choice import ChoicePage
from sandbox.nagad.sealing import BadSeal, open_sealed, seal

MERCHANT_ID: Final = "683002007104225"
BASE: Final = "/remote-payment-gateway-1.0/api/dfs"
HANG_SECONDS: Final = 40
_CLOCK_OFF_MAX: Final = timedelta(minutes=10)
router = APIRouter()


def the_attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.nagad
    return attempts


TheAttempts = Annotated[Attempts, Depends(the_attempts)]


@router.post(BASE + "/check-out/initialize/{merchant_id}/{order_id}")
@router.post(BASE + "//check-out/initialize/{merchant_id}/{order_id}")
async def initialize(merchant_id: str, order_id: str, request: Request, attempts: TheAttempts) -> Response:
    body = await _json(request)
    refusal = _header_refusal(request)
    if refusal:
        return _error(refusal)
    try:
        inner = open_sealed(body)
    except BadSeal as error:
        return _error(str(error))
    if merchant_id != MERCHANT_ID or inner.get("merchantId") != merchant_id:
        return _error("Invalid merchant")
    if inner.get("orderId") != order_id or re.fullmatch(r"[A-Za-z0-9]{1,20}", order_id) is None:
        return _error("Invalid order id")
    if not inner.get("challenge") or not _is_now(str(inner.get("datetime") or inner.get("dateTime") or "")):
        return _error("Invalid request")
    if attempts.find("orderId", order_id) is not None:
        return _error("Duplicate order id")
    challenge = secrets.token_hex(10)
    now = datetime.now(UTC).astimezone(DHAKA)
    plain = f"{now:%m%d%H%M%S}{now.microsecond // 1000:03d}.{merchant_id}.{order_id}.{challenge}"
    ref = base64.b64encode(plain.encode()).decode()
    attempts.open(ref, {"orderId": order_id, "challenge": challenge, "amount": "0"})
    answer = {"paymentReferenceId": ref, "challenge": challenge, "acceptDateTime": f"{now:%Y%m%d%H%M%S}"}
    return JSONResponse(seal(answer))


@router.post(BASE + "/check-out/complete/{ref:path}")
@router.post(BASE + "//check-out/complete/{ref:path}")
async def complete(ref: str, request: Request, attempts: TheAttempts) -> Response:
    body = await _json(request)
    refusal = _header_refusal(request)
    if refusal:
        return _error(refusal)
    attempt = attempts.get(ref)
    if attempt is None or "merchantCallbackURL" in attempt.asked:
        return _error("Invalid reference")
    try:
        inner = open_sealed(body)
    except BadSeal as error:
        return _error(str(error))
    same = (inner.get("merchantId"), inner.get("orderId"), inner.get("challenge"))
    if same != (MERCHANT_ID, attempt.asked["orderId"], attempt.asked["challenge"]):
        return _error("Invalid request")
    if inner.get("currencyCode") != "050":
        return _error("Invalid currency")
    callback = str(body.get("merchantCallbackURL") or "")
    if not is_amount(inner.get("amount")) or not callback.startswith(("http://", "https://")):
        return _error("Invalid purchase information")
    attempt.asked |= {"amount": str(inner["amount"]), "merchantCallbackURL": callback}
    attempts.save(attempt)
    if attempts.hangs_first_time(attempt.asked, callback.rpartition("/returns/")[0]):
        await asyncio.sleep(HANG_SECONDS)
    page = f"{str(request.base_url).rstrip('/')}/check-out/?ref={quote(ref, safe='')}"
    return JSONResponse({"callBackUrl": page, "status": "Success"})


@router.get(BASE + "/verify/payment/{ref:path}")
@router.get(BASE + "//verify/payment/{ref:path}")
async def verify(ref: str, attempts: TheAttempts) -> Response:
    """Answered without any header, as the real one does."""
    attempt = attempts.get(ref)
    if attempt is None:
        return _error("Invalid reference")
    if attempts.look(attempt):
        return HTMLResponse("<h1>502 Bad Gateway</h1>")
    status = {"paid": "Success", "failed": "Failed", "cancelled": "Aborted"}.get(attempt.status, "OrderInitiated")
    paid = attempt.status == "paid"
    return JSONResponse(
        {
            "merchantId": MERCHANT_ID,
            "orderId": attempt.asked["orderId"],
            "paymentRefId": ref,
            # Whole taka come without decimals.
            "amount": f"{attempt.told_amount:.2f}".removesuffix(".00"),
            "clientMobileNo": "017****5678" if attempt.status else None,
            "merchantMobileNo": "01800000000",
            # Before the payer has acted there is none.
            "orderDateTime": f"{attempt.ended_at}.0" if attempt.status else None,
            "issuerPaymentDateTime": f"{attempt.ended_at}.0" if paid else None,
            "issuerPaymentRefNo": attempt.bank_ref if paid else None,
            "additionalMerchantInfo": None,
            "status": status,
            "statusCode": "000" if paid else "999",
            "cancelIssuerDateTime": None,
            "cancelIssuerRefNo": None,
            "serviceType": "REGULAR_ECOM",
        }
    )


async def _tell(request: Request, attempt: Attempt) -> None:
    """It sends no notices."""


def _back(attempt: Attempt, lang: words.Lang) -> RedirectResponse:
    good = attempt.status == "paid"
    fields = {
        "merchant": MERCHANT_ID,
        "order_id": attempt.asked["orderId"],
        "payment_ref_id": attempt.ref,
        "status": {"paid": "Success", "cancelled": "Aborted"}.get(attempt.status, "Failed"),
        "status_code": "00_0000_000" if good else "99_9999_999",
        "message": "Successful Transaction" if good else "Transaction not completed",
    }
    if good:
        fields |= {"payment_dt": re.sub(r"\D", "", attempt.ended_at), "issuer_payment_ref": attempt.bank_ref}
    return RedirectResponse(f"{attempt.asked['merchantCallbackURL']}?{urlencode(fields)}", 303)


router.include_router(ChoicePage("Nagad", "/check-out/", "ref", the_attempts, _tell, _back).router())


async def _json(request: Request) -> dict[str, object]:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _header_refusal(request: Request) -> str:
    wrong = {
        "X-KM-Api-Version": request.headers.get("x-km-api-version") != "v-0.2.0",
        # Clients send what they have, an address of IPv6 or `UNKNOWN` too.
        "X-KM-IP-V4": not request.headers.get("x-km-ip-v4", "").strip(),
        "X-KM-Client-Type": request.headers.get("x-km-client-type")
        not in ("PC_WEB", "MOBILE_WEB", "MOBILE_APP", "WALLET_WEB_VIEW", "BILL_KEY"),
    }
    return next((f"Invalid {name}" for name, is_wrong in wrong.items() if is_wrong), "")


def _is_now(text: str) -> bool:
    """Both times must be Dhaka's, whatever zone the caller's server is in."""
    try:
        said = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=DHAKA)
    except ValueError:
        return False
    return abs(datetime.now(UTC) - said) < _CLOCK_OFF_MAX


def _error(reason: str) -> JSONResponse:
    return JSONResponse({"reason": reason, "message": reason}, 400)
