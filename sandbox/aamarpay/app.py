"""aamarPay's start, page, search and IPN."""

import asyncio
import secrets
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox import words
from sandbox.attempts import Attempt, Attempts, fields_of, is_amount, tell

STORE_ID, SIGNATURE_KEY = "aamarpaytest", "dbb74894e82415a2f7ff0ec3a97e4183"
HANG_SECONDS: Final = 40
_NEEDED: Final = ("tran_id", "amount", "currency", "success_url", "fail_url", "cancel_url", "desc", "cus_name", "cus_email", "cus_phone")  # fmt: skip
router = APIRouter()
Lang = Literal["bn", "en"]


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


@router.get("/paynow.php")
async def show(attempts: TheAttempts, track: str = "", lang: Lang = "bn") -> HTMLResponse:
    attempt = attempts.get(track)
    if attempt is None or attempt.status:
        return words.gone(lang, 404 if attempt is None else 200)
    return words.choice_page(lang, "aamarPay", "track", track, f"{attempt.amount:.2f}")


@router.post("/paynow.php")
async def act(
    request: Request,
    attempts: TheAttempts,
    track: Annotated[str, Form()],
    do: Annotated[str, Form()],
    lang: Annotated[Lang, Form()] = "bn",
) -> Response:
    attempt = attempts.get(track)
    if attempt is None or attempt.status:
        return words.gone(lang, 404 if attempt is None else 200)
    if attempt.mood == "09" and do == "pay":
        # A return that claims a capture which never was; the payment stays open.
        claimed = Attempt(attempt.ref, attempt.asked, "paid", "forged")
        return words.post_back(lang, "aamarPay", attempt.asked["success_url"], _returned(claimed))
    attempt = attempts.end(attempt, do)
    if attempt.status == "cancelled":
        return RedirectResponse(attempt.asked["cancel_url"], 303)
    if attempt.mood == "02":
        return words.page(lang, "aamarPay", f"<h1>{words.say(lang, 'stuck')}</h1>")
    url = getattr(request.app.state, "aamarpay_ipn_url", "")
    for _ in range(3 if attempt.mood == "03" else 1):
        await tell(url, json=_facts(attempt))
    url = attempt.asked["success_url" if attempt.status == "paid" else "fail_url"]
    return words.post_back(lang, "aamarPay", url, _returned(attempt))


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
    if len(asked["tran_id"]) > 32 or attempts.find("tran_id", asked["tran_id"]) is not None:
        return {"tran_id": "tran_id is too long or was used before"}
    if not is_amount(asked["amount"]):
        return {"amount": "Invalid amount"}
    return {} if asked["currency"] in ("BDT", "USD") else {"currency": "Invalid currency"}


def _fee(attempt: Attempt) -> Decimal:
    return (attempt.amount * Decimal("0.02")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _returned(attempt: Attempt) -> dict[str, str]:
    good = attempt.status == "paid"
    return {
        "pay_status": "Successful" if good else "Failed",
        "status_code": "2" if good else "7",
        "mer_txnid": attempt.asked["tran_id"],
        "pg_txnid": attempt.ref,
        "epw_txnid": attempt.ref,
        "store_id": STORE_ID,
        "amount": f"{attempt.amount:.2f}",
        "amount_currency": "BDT",
        "currency": "BDT",
        "store_amount": f"{attempt.amount - _fee(attempt):.2f}",
        "pay_time": attempt.ended_at,
        "bank_txn": attempt.bank_ref,
        "card_type": "bKash-bKash",
        "card_number": "01712345678",
        "reason": "" if good else "Payment failed",
        "opt_a": attempt.asked.get("opt_a", ""),
    }


def _facts(attempt: Attempt) -> dict[str, Any]:
    status, code, title = {
        "paid": ("Successful", "2", "Successful Transaction"),
        "failed": ("Failed", "7", "Failed Transaction"),
    }.get(attempt.status, ("Initiated", "0", "Initiated"))
    risky = attempt.mood == "05"
    return {
        "pay_status": status,
        "status_code": code,
        "status_title": title,
        "mer_txnid": attempt.asked["tran_id"],
        "pg_txnid": attempt.ref,
        "store_id": STORE_ID,
        "merchant_id": STORE_ID,
        "amount": f"{attempt.told_amount:.2f}",
        "amount_bdt": f"{attempt.told_amount:.2f}",
        "amount_currency": "BDT",
        "rec_amount": f"{attempt.amount - _fee(attempt):.2f}",
        "processing_ratio": "2.00",
        "processing_charge": f"{_fee(attempt):.2f}",
        "payment_type": "bKash",
        "payment_processor": "bKash-bKash",
        "cardnumber": "01712345678",
        "bank_trxid": attempt.bank_ref,
        "approval_code": "Not-Available",
        "error_code": "0000",
        "error_title": "Not-Available" if attempt.status != "failed" else "Insufficient funds",
        "risk_title": "Not Safe" if risky else "Not-Available",
        "risk_level": "1" if risky else None,
        "date": attempt.ended_at,
        "date_processed": attempt.ended_at,
        "cus_name": attempt.asked["cus_name"],
        "desc": attempt.asked["desc"],
        "verify_status": "",
    }
