"""The page on which the payer gives wallet number, code and PIN."""

import re
from html import escape
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sandbox import words
from sandbox.bkash.api import TheState, callback_url
from sandbox.bkash.rules import GONE, TWICE
from sandbox.bkash.state import Payment
from sandbox.words import Lang

router = APIRouter(prefix="/bkash")


@router.get("/")
async def show(state: TheState, paymentId: str = "", lang: Lang = "bn") -> HTMLResponse:
    """The payer's form; the number is filled in from `payerReference`."""
    payment = state.payment(paymentId)
    if payment is None or payment.verified or payment.ended:
        return words.gone(lang, 404 if payment is None else 200)
    return _form(payment, lang, payment.asked["payerReference"], wrong=False)


@router.post("/")
async def act(
    state: TheState,
    paymentId: Annotated[str, Form()],
    number: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    pin: Annotated[str, Form()] = "",
    cancel: Annotated[str, Form()] = "",
    lang: Annotated[Lang, Form()] = "bn",
) -> Response:
    """Cancel, or let the merchant execute. No money moves here."""
    payment = state.payment(paymentId)
    if payment is None or payment.verified or payment.ended:
        return words.gone(lang, 404 if payment is None else 200)
    if cancel:
        payment.ended = "Cancelled"
        state.save(payment)
        return RedirectResponse(callback_url(payment, "cancel"), 303)
    wallet = re.sub(r"[\s-]", "", words.latin(number))
    if not words.is_wallet(wallet, words.latin(code), words.latin(pin)):
        return _form(payment, lang, number, wrong=True)
    payment.verified, payment.wallet = True, wallet
    state.save(payment)
    back = callback_url(payment, "success")
    if payment.wallet == GONE:
        return words.page(lang, "bKash", f"<h1>{words.say(lang, 'stuck')}</h1>")
    if payment.wallet == TWICE:
        twice = f'<iframe src="{escape(back)}" hidden></iframe><a id="back" href="{escape(back)}">'
        onward = "onload=()=>location=document.getElementById('back').href"
        return words.page(lang, "bKash", f"{twice}{words.say(lang, 'back')}</a><script>{onward}</script>")
    return RedirectResponse(back, 303)


def _form(payment: Payment, lang: Lang, number: str, *, wrong: bool) -> HTMLResponse:
    other = f"?paymentId={payment.id}&amp;lang={words.other_lang(lang)}"
    hidden = {"paymentId": payment.id, "lang": lang}
    body = words.wallet_form(lang, hidden, number, f"{payment.amount:.2f}", wrong=wrong)
    return words.page(lang, "bKash", body, f"{payment.amount:.2f}", other, status=422 if wrong else 200)
