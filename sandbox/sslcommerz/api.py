"""The calls a shop's server makes: session init, order validation and transaction query."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from sandbox.sslcommerz import refunds
from sandbox.sslcommerz.methods import BY_CODE, METHODS
from sandbox.sslcommerz.state import Session, State

router = APIRouter()

HANG_SECONDS = 40
_CREDENTIALS = "Store Credential Error Or Store is De-active"
# Field and longest length; the real page's table, optional fields left out.
_NEEDED = {
    "tran_id": 30, "product_category": 100, "success_url": 255, "fail_url": 255, "cancel_url": 255,
    "cus_name": 50, "cus_email": 50, "cus_add1": 50, "cus_country": 50, "cus_phone": 20, "shipping_method": 50,
    "product_name": 255, "product_profile": 100,
}  # fmt: skip
# What the query tells of an attempt and validation does not.
_QUERYS_OWN = ("bank_gw", "error")
# City and postcode are mandatory in the documentation, and empty or left out in the official samples, which are served.
_OPTIONAL = {
    "ipn_url": 255, "value_a": 255, "value_b": 255, "value_c": 255, "value_d": 255, "cus_add2": 50, "cus_city": 50,
    "cus_postcode": 30,
}  # fmt: skip


def the_state(request: Request) -> State:
    state: State = request.app.state.sslcommerz
    return state


TheState = Annotated[State, Depends(the_state)]


@router.post("/gwprocess/v4/api.php")
async def open_session(request: Request, state: TheState) -> JSONResponse:
    """Session init: form fields in, the address of a payment page out; always HTTP 200."""
    form = await request.form()
    asked = {name: value for name, value in form.items() if isinstance(value, str)}
    why = refusal(asked, state)
    if why:
        return JSONResponse(_answer(request, state, None, why))
    if asked["total_amount"].endswith(".08") and state.hangs_first_time(
        f"{asked['total_amount']} {asked['cus_phone']}"
    ):
        await asyncio.sleep(HANG_SECONDS)
    return JSONResponse(_answer(request, state, state.open_session(asked), ""))


@router.api_route("/validator/api/validationserverAPI.php", methods=["GET", "POST"])
async def validate(request: Request, state: TheState) -> Response:
    """Order validation by `val_id`."""
    asked = await _query_of(request)
    why = credentials_refusal(asked, state)
    if why:
        return JSONResponse({"APIConnect": why})
    session = state.by_val_id(asked.get("val_id", ""))
    if session is None:
        return JSONResponse({"APIConnect": "DONE", "status": "INVALID_TRANSACTION"})
    session.validations_count += 1
    state.save(session)
    if session.scenario == "07" and session.validations_count <= 2:
        return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>")
    status = "VALID" if session.validations_count == 1 else "VALIDATED"
    told = {name: value for name, value in element(session, status).items() if name not in _QUERYS_OWN}
    return JSONResponse({"APIConnect": "DONE", **told})


@router.api_route("/validator/api/merchantTransIDvalidationAPI.php", methods=["GET", "POST"])
async def query(request: Request, state: TheState) -> JSONResponse:
    """By `tran_id` (a list of attempts) or `sessionkey` (one flat answer) a query; by `bank_tran_id` a refund."""
    asked = await _query_of(request)
    why = credentials_refusal(asked, state)
    if why:
        return JSONResponse({"APIConnect": why})
    if "refund_ref_id" in asked:
        return JSONResponse(refunds.query(state, asked["refund_ref_id"]))
    if "bank_tran_id" in asked:
        if asked.get("refund_amount", "").endswith(".15"):
            return JSONResponse({"APIConnect": "FAILED"})
        answer = refunds.ask(state, asked)
        if asked.get("refund_amount", "").endswith(".13"):
            await asyncio.sleep(HANG_SECONDS)
        return JSONResponse(answer)
    if "sessionkey" in asked:
        session = state.by_key(asked["sessionkey"])
        flat = element(session, _query_status(session)) if session else {"status": "FAILED"}
        return JSONResponse({"APIConnect": "DONE", "sessionkey": asked["sessionkey"], **flat})
    tran_id = asked.get("tran_id", "")
    found = state.by_tran_id(tran_id)
    elements = [element(one, _query_status(one)) for one in found]
    return JSONResponse(
        {
            "APIConnect": "DONE",
            "no_of_trans_found": len(elements),
            "element": elements or [{"tran_id": tran_id, "status": "INVALID"}],
        }
    )


async def _query_of(request: Request) -> dict[str, str]:
    """The query, and a posted form's fields: old plugins write names with capitals, some clients post all of it."""
    form = await request.form() if request.method == "POST" else {}
    posted = {name: value for name, value in form.items() if isinstance(value, str)}
    return {name.lower(): value for name, value in {**request.query_params, **posted}.items()}


def refusal(asked: Mapping[str, str], state: State) -> str:
    """Why session init, and an invoice, is not taken; empty for one that is."""
    if (asked.get("store_id"), asked.get("store_passwd")) != (state.store.store_id, state.store.password):
        return _CREDENTIALS
    for name, longest in _NEEDED.items():
        if not asked.get(name, "").strip():
            return f"'{name}' is required."
        if len(asked[name]) > longest:
            return f"'{name}' is longer than {longest}."
    for name, longest in _OPTIONAL.items():
        if len(asked.get(name, "")) > longest:
            return f"'{name}' is longer than {longest}."
    if asked.get("currency") != "BDT":
        return "Invalid Currency."
    try:
        amount = Decimal(asked.get("total_amount", ""))
    except InvalidOperation:
        return "Invalid Amount."
    if (
        not amount.is_finite()
        or not Decimal(10) <= amount <= Decimal(500_000)
        or amount != amount.quantize(Decimal("0.01"))
    ):
        return "Invalid Amount."
    if "@" not in asked["cus_email"]:
        return "'cus_email' is not an e-mail address."
    if any(urlsplit(asked[name]).scheme not in ("http", "https") for name in ("success_url", "fail_url", "cancel_url")):
        return "Invalid return address."
    return ""


def credentials_refusal(asked: Mapping[str, str], state: State) -> str:
    """What `APIConnect` says where it is not DONE; empty where it is."""
    if "store_id" not in asked or "store_passwd" not in asked:
        return "INVALID_REQUEST"
    given = (asked["store_id"], asked["store_passwd"])
    return "" if given == (state.store.store_id, state.store.password) else "FAILED"


def _answer(request: Request, state: State, session: Session | None, refusal: str) -> dict[str, object]:
    base = f"{request.url.scheme}://{request.url.netloc}"
    key = session.key if session else ""
    groups: dict[str, list[str]] = {}
    for method in METHODS:
        groups.setdefault(method.group, []).append(method.code)
    jump = f"{base}/gwprocess/v4/gw.php?Q=REDIRECT&SESSIONKEY={key}&cardname="
    return {
        "status": "SUCCESS" if session else "FAILED",
        "failedreason": refusal,
        "sessionkey": key,
        "gw": {name: ",".join(codes) for name, codes in groups.items()} | {"othercards": "", "internetbanking": ""},
        "redirectGatewayURL": jump if session else "",
        "redirectGatewayURLFailed": "",
        "GatewayPageURL": f"{base}/gwprocess/v4/gw.php?Q=PAY&SESSIONKEY={key}" if session else "",
        "directPaymentURL": "",
        "directPaymentURLBank": "",
        "directPaymentURLCard": "",
        "storeBanner": "",
        "storeLogo": "",
        "store_name": state.store.name,
        "is_direct_pay_enable": "0",
        "desc": [
            {
                "name": method.name,
                "type": method.group,
                "logo": "",
                "gw": method.code,
                "r_flag": "1",
                "redirectGatewayURL": jump + method.code if session else "",
            }
            for method in METHODS
        ],
    }


def _query_status(session: Session) -> str:
    if session.status == "VALID" and session.validations_count:
        return "VALIDATED"
    return {"CANCELLED": "FAILED"}.get(session.status, session.status)


def element(session: Session, status: str) -> dict[str, object]:
    """One attempt as validation and query report it; `store_amount` is not padded, as on the real wire."""
    method = BY_CODE.get(session.method)
    amount = session.amount / 2 if session.scenario == "06" else session.amount
    if session.status != "VALID":
        return {
            "status": status, "tran_date": session.tran_date, "tran_id": session.tran_id, "val_id": "",
            "amount": f"{amount:.2f}", "store_amount": "", "bank_tran_id": "", "card_type": "", "currency": "BDT",
            "error": session.error, "bank_gw": "",
        }  # fmt: skip
    risky = session.scenario == "05"
    off = session.amount / 100 if session.scenario == "11" else Decimal(0)
    return {
        "status": status,
        "tran_date": session.tran_date,
        "tran_id": session.tran_id,
        "val_id": session.val_id,
        "amount": f"{amount - off:.2f}",
        "store_amount": f"{session.store_amount.normalize():f}",
        "currency": "BDT",
        "bank_tran_id": session.bank_tran_id,
        "card_type": method.card_type if method else "",
        "card_no": session.card_no,
        "card_issuer": method.card_issuer if method else "",
        "card_brand": method.card_brand if method else "",
        "card_category": method.card_category if method else "",
        "card_sub_brand": "Classic",
        "card_issuer_country": "Bangladesh",
        "card_issuer_country_code": "BD",
        "currency_type": "BDT",
        "currency_amount": f"{amount:.2f}",
        "currency_rate": "1.0000",
        "base_fair": "0.00",
        **{name: session.asked.get(name, "") for name in ("value_a", "value_b", "value_c", "value_d")},
        "emi_instalment": "0",
        "emi_amount": "0.00",
        "emi_description": "",
        "emi_issuer": method.card_issuer if method else "",
        "account_details": "",
        "risk_level": "1" if risky else "0",
        "risk_title": "Not Safe" if risky else "Safe",
        "discount_percentage": "1" if off else "0",
        "discount_amount": f"{off:.2f}",
        "discount_remarks": "Stand-in campaign" if off else "",
        "validated_on": session.tran_date,
        "gw_version": "",
        "offer_avail": 1,
        "card_ref_id": "",
        "isTokeizeSuccess": 0,
        "campaign_code": "",
        "bank_gw": method.code if method else "",
        "error": "",
    }
