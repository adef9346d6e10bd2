"""What bKash decides, in whichever dialect it is asked: a refusal is a code and its words."""

import asyncio
import re
import time
from decimal import Decimal, InvalidOperation
from typing import Final

from fastapi import Request

from sandbox.bkash.state import LIMIT_MOOD_SECONDS, Back, Payment, State, new_trx_id, wire_time

HANG_SECONDS: Final = 35
Refusal = tuple[str, str]

# Scenarios, by the payer's wallet.
POOR, BARRED = "01823074817", "01823074818"
WRONG_PIN, SLOW, ALREADY, DOWN, TWICE, GONE, STALE, LIMITED, HALF = (f"0170000000{digit}" for digit in range(1, 10))
DUPLICATE: Final = "01700000010"
# Scenarios, by the poisha of a refund.
TOO_LATE, HANGS, UNAUTHORIZED, WITHOUT_CODE = "11", "13", "15", "17"
_TWIN_SECONDS: Final = 600
_REFUSALS: Final = {
    POOR: ("2023", "Insufficient Balance"),
    BARRED: ("2037", "Payer account is not in a state to pay"),
    WRONG_PIN: ("2014", "Wrong PIN"),
}


class Unauthorized(Exception):
    """The token was refused, and nothing was done."""


def knows(request: Request, state: State) -> bool:
    """Whether the request has our app key and a token in force; `Bearer` before it does not matter."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return request.headers.get("x-app-key") == state.merchant.app_key and state.takes_token(token)


def give_token(
    request: Request, state: State, body: dict[str, object], *, must_renew: bool
) -> Refusal | dict[str, str]:
    """A token for an hour, and what renews it; more than two an hour are refused, and block the merchant."""
    merchant = state.merchant
    named = (request.headers.get("username"), request.headers.get("password"))
    if named != (merchant.username, merchant.password) or body.get("app_secret") != merchant.app_secret:
        return "9999", "System Error."
    if body.get("app_key") != merchant.app_key:
        return "2001", "Invalid App Key"
    refresh = body.get("refresh_token")
    # The address for new tokens renews one as well.
    if (must_renew and not refresh) or (refresh and not state.knows_refresh(str(refresh))):
        return "2079", "Invalid app token"
    return state.new_token() or ("9999", "Token limit reached. Try again after an hour.")


def refusal_of_create(body: dict[str, object], state: State) -> Refusal | None:
    """What is wrong with a create, in the order of the documented table."""
    texts = {name: str(value) for name, value in body.items() if value is not None}
    invoice, reference = texts.get("merchantInvoiceNumber", ""), texts.get("payerReference", "")
    wrong = {
        "2065": not all(texts.get(name) for name in ("payerReference", "callbackURL", "amount", "currency", "intent")),
        "2063": texts.get("mode", "0011") != "0011",
        "2048": len(reference) > 255 or re.search(r"[<>&]", reference) is not None,
        "2049": re.match(r"https?://", texts.get("callbackURL", "")) is None,
        "2006": _amount(body.get("amount")) is None,
        "2007": texts.get("currency") != "BDT",
        "2008": texts.get("intent") != "sale",
        "2031": re.fullmatch(r"[^<>&]{1,255}", invoice) is None,
    }
    code = next((code for code, is_wrong in wrong.items() if is_wrong), None)
    if code is not None:
        return code, {"2006": "Invalid amount"}.get(code, "Invalid request")
    if any(one.asked["merchantInvoiceNumber"] == invoice for one in state.everything()):
        return "2029", "Duplicate for all transactions"
    return None


def void_tokens_in_that_mood(payment: Payment | None, state: State) -> None:
    """Just before execute, where the payer's wallet asks for it."""
    if payment is not None and payment.wallet in (STALE, LIMITED) and state.happens_first_time(f"401 {payment.id}"):
        state.void_tokens()
        if payment.wallet == LIMITED:
            state.bar_tokens(LIMIT_MOOD_SECONDS)


async def execute(payment: Payment | None, state: State) -> Refusal | None:
    """Move the money of a payer who gave PIN and code, once; what is said instead."""
    if payment is None:
        return "2002", "Invalid Payment ID"
    payment.executes_count += 1
    state.save(payment)
    if payment.taken:
        return "2117", "The payment execution has already been called before"
    if not payment.verified or payment.ended:
        return "2056", "Invalid Payment State"
    if payment.wallet in _REFUSALS:
        payment.ended = "Declined"
        state.save(payment)
        return _REFUSALS[payment.wallet]
    if payment.wallet == DUPLICATE:
        # Its guard against paying twice. The payment stays as it was, and a query shows it as open.
        return "2029", "Duplicate for all transactions"
    if payment.wallet == DOWN and state.happens_first_time(f"503 {payment.id}"):
        return "503", "Service is under maintenance"
    payment.take()
    state.save(payment)
    if payment.wallet == SLOW:
        await asyncio.sleep(HANG_SECONDS)
    return ("2062", "The payment has already been completed") if payment.wallet == ALREADY else None


def refusal_to_show_refunds(payment: Payment | None, trx_id: object) -> Refusal | None:
    """Why nothing can be said or done about a payment's refunds."""
    if payment is None:
        return "2002", "Invalid Payment ID"
    return None if payment.taken and payment.trx_id == trx_id else ("2077", "Invalid trxID")


async def give_back(payment: Payment, state: State, asked: dict[str, object], amount: object) -> Refusal | Back:
    """Give money back at once. Raises Unauthorized where the sum asks for that scenario."""
    for name, code in (("sku", "2073"), ("reason", "2078")):
        text = str(asked.get(name) or "")
        if not text.strip() or len(text) > 255:
            return code, f"Invalid {name}"
    sum_asked = _amount(amount)
    if sum_asked is None or sum_asked > payment.amount - payment.back_total or len(payment.refunds) >= 10:
        return "2072", "Invalid refund amount"
    scenario = f"{sum_asked:.2f}"[-2:]
    if scenario == TOO_LATE:
        return "2071", "Refund is not allowed after 60 days"
    if scenario == UNAUTHORIZED and state.happens_first_time(f"401 {asked['sku']}"):
        state.void_tokens()
        raise Unauthorized
    back = Back(
        new_trx_id(), f"{sum_asked:.2f}", wire_time(), str(asked["sku"]), str(asked["reason"]), time.monotonic()
    )
    if any(one.is_twin_of(back, _TWIN_SECONDS) for one in payment.refunds):
        return "2029", "Duplicate for all transactions"
    payment.refunds.append(back)
    state.save(payment)
    if scenario == HANGS:
        await asyncio.sleep(HANG_SECONDS)
    return back


def reported_amount(payment: Payment) -> Decimal:
    """What it says was paid; half of it where the payer's wallet asks for that scenario."""
    return payment.amount / 2 if payment.wallet == HALF else payment.amount


def by_trx_id(state: State, trx_id: str) -> Payment | None:
    return next((one for one in state.everything() if trx_id and one.trx_id == trx_id), None)


def _amount(value: object) -> Decimal | None:
    """A sum of at least one taka with at most two decimals, as text or number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = amount.is_finite() and amount == amount.quantize(Decimal("0.01"))
    return amount if whole and amount >= 1 else None
