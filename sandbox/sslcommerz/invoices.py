"""Invoices: a payment that is asked for by a Bangla QR, told of, and cancelled; and what a payer's app does with one."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.customer import emv
from sandbox.sslcommerz.api import TheState, credentials_refusal, element, refusal
from sandbox.sslcommerz.notices import Notices, forged_fields, notice_fields
from sandbox.sslcommerz.state import Session, State, Store

router = APIRouter()
REFER: Final = "5B1F9DE4D82B6"
"""What the panel shows of the stand-in's store; the documentation names the same one for the sandbox."""
INSTITUTION: Final = "4002"
LATE_SECONDS: Final = 5
_OTHER_STORE: Final = Store("adaydemo0002", "adaydemo0002@ssl", "Another shop")
_HANG_SECONDS: Final = 40


@router.post("/gwprocess/v4/invoice.php")
async def make_invoice(request: Request, state: TheState) -> JSONResponse:
    """The fields of session init and a few more in, a code for that sum out; always HTTP 200."""
    form = await request.form()
    asked = {name: value for name, value in form.items() if isinstance(value, str)}
    wrong = refusal(asked, state) or _invoice_refusal(asked)
    if wrong:
        return JSONResponse({"status": "failed", "error_reason": wrong})
    if asked["total_amount"].endswith(".08") and state.hangs_first_time(f"invoice {asked['total_amount']}"):
        await asyncio.sleep(_HANG_SECONDS)
    session = state.open_session(asked)
    base = f"{request.url.scheme}://{request.url.netloc}"
    page = f"{base}/gwprocess/v4/gw.php?Q=PAY&SESSIONKEY={session.key}"
    wants_code = asked.get("is_bangla_qr_enabled", "").upper() == "YES" and session.scenario != "01"
    return JSONResponse(
        {
            "status": "success",
            "error_reason": "",
            "invoice_id": session.key,
            "pay_url": page,
            "qr_image_url": "",
            "qr_image_pay_url": "",
            "bangla_qr_code": _code(session) if wants_code else "",
            "email_sending_status": "NO",
            "sms_sending_status": "NO",
        }
    )


@router.post("/validator/api/v4/")
async def about_invoice(request: Request, state: TheState) -> JSONResponse:
    """By `action`: what became of an invoice, or its end."""
    form = await request.form()
    asked = {name: value for name, value in form.items() if isinstance(value, str)}
    wrong = credentials_refusal(asked, state)
    if wrong:
        return JSONResponse({"APIConnect": wrong})
    session = state.by_key(asked.get("invoice_id", ""))
    answer: dict[str, object] = {"APIConnect": "DONE", "refer": REFER, "invoice_id": asked.get("invoice_id", "")}
    if session is None or asked.get("refer") != REFER:
        return JSONResponse({**answer, "status": "failed", "failedreason": "No such invoice."})
    answer |= {"status": "success", "failedreason": ""}
    if asked.get("action") == "invoiceCancellation":
        if session.status == "PROCESSING":
            session.close("CANCELLED", datetime.now(UTC))
            state.save(session)
        return JSONResponse({**answer, "payment_status": "VALID" if session.status == "VALID" else "CANCELLED"})
    if asked.get("action") == "invoicePaymentStatus":
        status = {"PROCESSING": "PENDING", "VALID": "VALID"}.get(session.status, "FAILED")
        paid = [element(session, "VALID")] if status == "VALID" else []
        return JSONResponse({**answer, "payment_status": status, "transaction": paid})
    return JSONResponse({**answer, "status": "failed", "failedreason": "Invalid action."})


async def pay_code(state: State, notices: Notices, reference: str, scenario: str) -> str:
    """A payer's app pays the code with this bill number; what the money is known by at the bank, empty for nothing."""
    session = next((one for one in state.by_tran_id(reference) if one.status == "PROCESSING"), None)
    if session is None:
        return ""
    # Which way a payer pays by a Bangla QR is named as is not known: here as a wallet does.
    session.method = "bkash"
    if scenario == "forged":
        await notices.send(session, forged_fields(session, state.store))
        return "-"
    if scenario == "wrong_sum":
        session.asked["total_amount"] = f"{session.amount / 2:.2f}"
    _capture(state, session)
    if scenario == "unheard":
        return session.bank_tran_id
    store = _OTHER_STORE if scenario == "other_shop" else state.store
    fields = notice_fields(session, store)
    if scenario == "late":
        notices.send_later(LATE_SECONDS, session, fields)
        return session.bank_tran_id
    await notices.send(session, fields)
    if scenario == "notice_twice":
        await notices.send(session, fields)
    elif scenario == "twice":
        again = state.open_session(dict(session.asked))
        again.method = session.method
        _capture(state, again)
        await notices.send(again, notice_fields(again, store))
    return session.bank_tran_id


def _capture(state: State, session: Session) -> None:
    session.close("VALID", datetime.now(UTC))
    state.save(session)


def _invoice_refusal(asked: Mapping[str, str]) -> str:
    if asked.get("refer") != REFER:
        return "Invalid refer."
    return "" if 0 < len(asked.get("acct_no", "")) <= 50 else "'acct_no' is required."


def _code(session: Session) -> str:
    """A code for one payment, of the company itself: which shop is behind it only its bill number says."""
    return emv.write(
        {
            "00": "01",
            "01": "12",
            "26": emv.inside(_00="com.sslcommerz", _01="05", _02=INSTITUTION, _03="94002100000001"),
            "52": "5411",
            "53": "050",
            "54": f"{_amount(session):.2f}",
            "58": "BD",
            "59": "SSLCOMMERZ",
            "60": "DHAKA",
            "62": emv.inside(_01=session.tran_id[:25]),
        }
    )


def _amount(session: Session) -> Decimal:
    """One paisa less under `.06`: a code that asks for another sum than was wanted."""
    return session.amount - Decimal("0.01") if session.scenario == "06" else session.amount
