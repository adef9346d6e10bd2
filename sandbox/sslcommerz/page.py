"""The payment page the payer meets at the gateway, in Bangla and English."""

import asyncio
import re
from datetime import UTC, datetime
from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from sandbox import words
from sandbox.sslcommerz.api import TheState
from sandbox.sslcommerz.methods import BY_CODE, METHODS, Method
from sandbox.sslcommerz.notices import Notices, forged_fields, notice_fields
from sandbox.sslcommerz.state import DHAKA, Session, State
from sandbox.words import Lang

router = APIRouter()
_PAGE = "/gwprocess/v4/gw.php"
_LATE_IPN_SECONDS = 5


@router.get(_PAGE)
async def show(state: TheState, SESSIONKEY: str, cardname: str = "", lang: Lang = "bn") -> HTMLResponse:
    """The choice of methods, or one method's form."""
    session = state.by_key(SESSIONKEY)
    if session is None or session.status != "PROCESSING":
        return _html(lang, f"<h1>{words.say(lang, 'gone')}</h1>", status=404 if session is None else 200)
    if cardname not in BY_CODE:
        return _html(lang, _methods(session, lang), session)
    return _html(lang, _form(session, BY_CODE[cardname], lang, wrong=False), session)


class Typed(BaseModel):
    """What the payer's form holds."""

    sessionkey: str
    cardname: str = ""
    number: str = ""
    expiry: str = ""
    code: str = ""
    pin: str = ""
    cancel: str = ""
    lang: Lang = "bn"


@router.post("/gwprocess/v4/pay.php")
async def act(request: Request, state: TheState, typed: Annotated[Typed, Form()]) -> HTMLResponse:
    """The payer's decision: cancel, or pay by what was typed."""
    session, lang = state.by_key(typed.sessionkey), typed.lang
    if session is None or session.status != "PROCESSING":
        return _html(lang, f"<h1>{words.say(lang, 'gone')}</h1>", status=404 if session is None else 200)
    notices: Notices = request.app.state.notices
    if typed.cancel:
        return await _end(state, notices, session, "CANCELLED", lang)
    method = BY_CODE.get(typed.cardname)
    if method is None:
        return _html(lang, _methods(session, lang), session)
    number = re.sub(r"[\s-]", "", words.latin(typed.number))
    if not _well_formed(method, number, words.latin(typed.expiry), words.latin(typed.code), words.latin(typed.pin)):
        return _html(lang, _form(session, method, lang, wrong=True), session, status=422)
    session.method = method.code
    session.card_no = f"{number[:6]}XXXXXX{number[-4:]}" if method.is_card else ""
    return await _pay(state, notices, session, lang)


async def _pay(state: State, notices: Notices, session: Session, lang: Lang) -> HTMLResponse:
    """Capture, decline or misbehave, as the scenario of the amount says."""
    scenario, now = session.scenario, datetime.now(UTC)
    if scenario == "01":
        return await _end(state, notices, session, "FAILED", lang, error="Do not honor")
    if scenario == "09":
        session.tran_date = f"{now.astimezone(DHAKA):%Y-%m-%d %H:%M:%S}"
        forged = forged_fields(session, state.store)
        await notices.send(session, forged)
        return _go_back(session.asked["success_url"], forged, lang)
    session.close("VALID", now)
    state.save(session)
    fields = notice_fields(session, state.store)
    if scenario == "02":
        return _html(lang, f"<h1>{words.say(lang, 'stuck')}</h1>")
    if scenario == "04":
        notices.send_later(_LATE_IPN_SECONDS, session, fields)
    elif scenario == "03":
        await asyncio.gather(notices.send(session, fields), notices.send(session, fields))
        await notices.send(session, fields)
    else:
        await notices.send(session, fields)
    return _go_back(session.asked["success_url"], fields, lang)


async def _end(
    state: State, notices: Notices, session: Session, status: str, lang: Lang, error: str = ""
) -> HTMLResponse:
    session.close(status, datetime.now(UTC), error=error)
    state.save(session)
    fields = notice_fields(session, state.store)
    await notices.send(session, fields)
    return _go_back(session.asked["cancel_url" if status == "CANCELLED" else "fail_url"], fields, lang)


def _well_formed(method: Method, number: str, expiry: str, code: str, pin: str) -> bool:
    if method.is_card:
        return (
            re.fullmatch(rf"{method.card_prefix}\d{{{method.card_length - 1}}}", number) is not None
            and re.fullmatch(r"(0[1-9]|1[0-2])\s*/\s*\d{2}", expiry.strip()) is not None
            and re.fullmatch(r"\d{3,4}", code.strip()) is not None
        )
    return words.is_wallet(number, code, pin)


def _methods(session: Session, lang: Lang) -> str:
    choices = "".join(
        f'<a class="m" href="{_PAGE}?Q=REDIRECT&amp;SESSIONKEY={session.key}&amp;cardname={m.code}&amp;lang={lang}">'
        f"{m.name}</a>"
        for m in METHODS
    )
    return f"<h2>{words.say(lang, 'choose')}</h2><nav>{choices}</nav>{_cancel(session, lang)}"


def _form(session: Session, method: Method, lang: Lang, *, wrong: bool) -> str:
    fields = (
        [("number", "card", "4111 1111 1111 1111"), ("expiry", "expiry", "12/28"), ("code", "cvv", "111")]
        if method.is_card
        else [("number", "wallet", "01712345678"), ("code", "code", "123456"), ("pin", "pin", "12345")]
    )
    inputs = "".join(
        f'<label>{words.say(lang, label)}<input name="{name}" inputmode="numeric" autocomplete="off"'
        f' placeholder="{example}" required></label>'
        for name, label, example in fields
    )
    problem = f'<p class="wrong" role="alert">{words.say(lang, "wrong")}</p>' if wrong else ""
    return (
        f'<h2>{method.name}</h2>{problem}<form method="post" action="pay.php">'
        f'<input type="hidden" name="sessionkey" value="{session.key}">'
        f'<input type="hidden" name="cardname" value="{method.code}">'
        f'<input type="hidden" name="lang" value="{lang}">'
        f"{inputs}<button>{words.say(lang, 'pay')} ৳{session.amount:.2f}</button></form>{_cancel(session, lang)}"
    )


def _cancel(session: Session, lang: Lang) -> str:
    return (
        '<form method="post" action="pay.php">'
        f'<input type="hidden" name="sessionkey" value="{session.key}"><input type="hidden" name="lang" value="{lang}">'
        f'<button class="plain" name="cancel" value="1">{words.say(lang, "cancel")}</button></form>'
    )


def _go_back(url: str, fields: dict[str, str], lang: Lang) -> HTMLResponse:
    return words.post_back(lang, "SSLCommerz", url, {**fields, "subscription_id": ""})


def _html(lang: Lang, body: str, session: Session | None = None, status: int = 200) -> HTMLResponse:
    head = ""
    if session:
        head = (
            f"<p>{words.say(lang, 'to')} <b>{escape(session.asked['product_name'])}</b></p>"
            f'<p class="amount">৳{session.amount:.2f}</p>'
            f'<p><a href="{_PAGE}?Q=PAY&amp;SESSIONKEY={session.key}&amp;lang={words.other_lang(lang)}">{words.say(lang, "other")}</a></p>'
        )
    return HTMLResponse(words.PAGE.format(lang=lang, title=words.say(lang, "title"), head=head, body=body), status)
