"""aamarPay's start, page, search and IPN."""

import asyncio
import secrets
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox import words
from sandbox.attempts import Attempt, Attempts, fields_of, is_amount, tell
from sandbox.choice import ChoicePage

STORE_ID, SIGNATURE_KEY = "aamarpaytest", "dbb74894e82415a2f7ff0ec3a97e4183"
HANG_SECONDS: Final = 40
_NEEDED: Final = ("tran_id", "amount", "currency", "success_url", "fail_url", "cancel_url", "desc", "cus_name", "cus_email", "cus_phone")  # fmt: skip
# 32 in the documentation, but the official sample sends a UUID with its hyphens, and is served.
_TRAN_ID_MAX: Final = 36
_NONE: Final = "Not-Available"
_ADDRESS: Final = ("cus_add1", "cus_add2", "cus_city", "cus_state", "cus_postcode", "cus_country")
_ECHOED: Final = ("cus_name", "cus_email", "cus_phone", *_ADDRESS, "desc", "opt_a", "opt_b", "opt_c", "opt_d")
router = APIRouter()


def the_attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.aamarpay
    return attempts


TheAttempts = Annotated[Attempts, Depends(the_attempts)]


@router.post("/jsonpost.php")
@router.post("/index.php")
async def start(request: Request, attempts: TheAttempts) -> Response:
    """JSON or a form at either address: both are in use."""
    asked = await fields_of(request)
    refusal = _refusal(asked, attempts)
    if refusal:
        return JSONResponse(refusal)
    if attempts.hangs_first_time(asked, asked["cus_phone"]):
        await asyncio.sleep(HANG_SECONDS)
    attempt = attempts.open(f"AAM{int(time.time())}{secrets.randbelow(10**6):06d}", asked)
    url = f"{str(request.base_url).rstrip('/')}/paynow.php?track={attempt.ref}"
    if asked.get("type") != "json":
        return HTMLResponse(f'<a href="{url}">{url}</a>')
    return JSONResponse({"result": "true", "payment_url": url})


async def _tell(request: Request, attempt: Attempt) -> None:
    """Of what was called off it tells nothing."""
    if attempt.status != "cancelled":
        await tell(getattr(request.app.state, "aamarpay_ipn_url", ""), json=_facts(attempt))


def _back(attempt: Attempt, lang: words.Lang) -> Response:
    if attempt.status == "cancelled":
        return RedirectResponse(attempt.asked["cancel_url"], 303)
    url = attempt.asked["success_url" if attempt.status == "paid" else "fail_url"]
    return words.post_back(lang, "aamarPay", url, _returned(attempt))


router.include_router(ChoicePage("aamarPay", "/paynow.php", "track", the_attempts, _tell, _back).router())


@router.api_route("/api/v1/trxcheck/request.php", methods=["GET", "POST"])
async def search(request: Request, attempts: TheAttempts) -> Response:
    asked = {**request.query_params, **(await fields_of(request) if request.method == "POST" else {})}
    if (asked.get("store_id"), asked.get("signature_key")) != (STORE_ID, SIGNATURE_KEY):
        return JSONResponse({"status": "Invalid Store"})
    attempt = attempts.find("tran_id", asked.get("request_id", ""))
    if attempt is None:
        return JSONResponse({"status": "Invalid Transaction ID"})
    if attempts.look(attempt):
        return HTMLResponse("<h1>502 Bad Gateway</h1>")
    return JSONResponse(_facts(attempt))


def _refusal(asked: dict[str, str], attempts: Attempts) -> dict[str, str] | str:
    if (asked.get("store_id"), asked.get("signature_key")) != (STORE_ID, SIGNATURE_KEY):
        return "Invalid Store ID or Signature Key"
    missing = {name: f"{name} is required" for name in _NEEDED if not asked.get(name, "").strip()}
    if missing:
        return missing
    if len(asked["tran_id"]) > _TRAN_ID_MAX or attempts.find("tran_id", asked["tran_id"]) is not None:
        return {"tran_id": "tran_id is too long or was used before"}
    if not is_amount(asked["amount"]):
        return {"amount": "Invalid amount"}
    return {} if asked["currency"] in ("BDT", "USD") else {"currency": "Invalid currency"}


def _fee(attempt: Attempt) -> Decimal:
    return (attempt.amount * Decimal("0.02")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _common(attempt: Attempt) -> dict[str, str]:
    """What search, IPN and return name alike."""
    return {
        **{name: attempt.asked.get(name, "") for name in _ECHOED},
        "pg_txnid": attempt.ref,
        "mer_txnid": attempt.asked["tran_id"],
        "store_id": STORE_ID,
        "merchant_id": STORE_ID,
        "currency": attempt.asked["currency"],
        "currency_merchant": attempt.asked["currency"],
    }


def _returned(attempt: Attempt) -> dict[str, str]:
    good = attempt.status == "paid"
    return {
        **{name: value for name, value in _common(attempt).items() if name not in _ADDRESS},
        "success_url": attempt.asked["success_url"],
        "fail_url": attempt.asked["fail_url"],
        "pay_status": "Successful" if good else "Failed",
        "status_code": "2" if good else "7",
        "epw_txnid": attempt.ref,
        "amount": f"{attempt.amount:.2f}",
        "other_currency": f"{attempt.amount:.2f}",
        "convertion_rate": "",
        "store_amount": f"{attempt.amount - _fee(attempt):.2f}",
        "pg_service_charge_bdt": f"{_fee(attempt):.2f}",
        "pg_service_charge_usd": _NONE,
        "pg_card_bank_name": "",
        "pg_card_bank_country": "",
        "pg_card_risklevel": "",
        "pg_error_code_details": "",
        "pay_time": attempt.ended_at,
        "bank_txn": attempt.bank_ref,
        "card_type": "bKash-bKash",
        "card_number": "01712345678",
        "card_holder": "",
        "reason": "" if good else "Payment failed",
        "ip_address": "203.0.113.7",
    }


def _facts(attempt: Attempt) -> dict[str, object]:
    """What the search says. `amount_currency` is the sum in the currency, `currency` its name."""
    status, code, title = {
        "paid": ("Successful", "2", "Successful Transaction"),
        "failed": ("Failed", "7", "Failed Transaction"),
    }.get(attempt.status, ("Initiated", "0", "Initiated"))
    risky, amount = attempt.scenario == "05", f"{attempt.told_amount:.2f}"
    return {
        **_common(attempt),
        **dict.fromkeys(("approval_code", "bin_country", "bin_issuer", "bin_cardtype", "bin_cardcategory"), _NONE),
        "pay_status": status,
        "status_code": code,
        "status_title": title,
        "amount": amount,
        "amount_bdt": amount,
        "amount_currency": amount,
        "amount_original": amount,
        "convertion_rate": _NONE,
        "rec_amount": f"{attempt.amount - _fee(attempt):.2f}",
        "processing_ratio": "2.00",
        "processing_charge": f"{_fee(attempt):.2f}",
        "payment_type": "bKash",
        "payment_processor": "bKash-bKash",
        "cardnumber": "01712345678",
        "bank_trxid": attempt.bank_ref,
        "error_code": "0000",
        "error_title": _NONE if attempt.status != "failed" else "Insufficient funds",
        "risk_title": "Not Safe" if risky else _NONE,
        "risk_level": "1" if risky else None,
        "date": attempt.ended_at,
        "date_processed": attempt.ended_at,
        "verify_status": "",
        "call_type": "",
        "checkout_status": "",
    }
