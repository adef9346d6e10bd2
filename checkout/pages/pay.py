"""The form behind a shared link, for both kinds of link."""

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from checkout.acts import pay
from checkout.api.address import client_address
from checkout.errors import BadFields, Problem
from checkout.ids import read_code
from checkout.pages import closed
from checkout.pages.frame import page_language, render
from checkout.payments.methods import METHODS, WAY_OF
from checkout.payments.nouns import Link, Merchant, Payment
from checkout.payments.status import LinkStatus, Status
from checkout.service import Service, TheService
from checkout.store import links, merchants, payments
from checkout.words import say
from language import Language, in_digits_of, until_phrase
from money import Money, format_taka

router = APIRouter(include_in_schema=False)
_SENT = ("amount", "way", "name", "phone", "email", "address", "lang", "other_lang", "form_key")
# What was typed for a failed attempt is offered again for as long as somebody may still be at it.
_AGAIN_FOR = timedelta(hours=1)
_ENDED = (Status.FAILED, Status.CANCELLED, Status.EXPIRED)


@router.get("/s/{code}")
async def show_store_link(code: str, request: Request, service: TheService) -> Response:
    """The shop's own link: the payer types the amount."""
    return await _show(request, service, "store", code.lower())


@router.get("/l/{code}")
async def show_fixed_link(code: str, request: Request, service: TheService) -> Response:
    """A link for one amount."""
    return await _show(request, service, "fixed", read_code(code))


@router.post("/s/{code}")
async def send_store_link(code: str, request: Request, service: TheService) -> Response:
    return await _send(request, service, "store", code.lower())


@router.post("/l/{code}")
async def send_fixed_link(code: str, request: Request, service: TheService) -> Response:
    return await _send(request, service, "fixed", read_code(code))


async def _show(request: Request, service: Service, kind: str, code: str) -> Response:
    found = await _find(request, service, kind, code)
    if isinstance(found, Response):
        return found
    link, merchant = found
    language = page_language(request, merchant)
    status = link.status_at(service.clock())
    if status is not LinkStatus.ACTIVE:
        return await closed.show(request, service, link, merchant, status, language)
    typed = await _typed_before(request, service, link)
    return _form(request, service, link, merchant, language, typed, pay.new_form_key(), ())


async def _send(request: Request, service: Service, kind: str, code: str) -> Response:
    """Read the form; if it is good keep a payment and send the payer to the gateway."""
    found = await _find(request, service, kind, code)
    if isinstance(found, Response):
        return found
    link, merchant = found
    form = await request.form()
    typed = {name: value for name in _SENT if isinstance(value := form.get(name, ""), str)}
    language: Language = "en" if (typed.get("other_lang") or typed.get("lang")) == "en" else "bn"
    form_key = pay.read_form_key(typed.get("form_key", ""))
    if typed.get("other_lang"):
        # The payer pressed the other language: the same form, with all that was typed.
        return _form(request, service, link, merchant, language, typed, form_key, ())
    try:
        asked = pay.read_form(link, typed, service.routes.choices)
        payment = await service.asking.open_page(merchant, link.id, form_key, asked, language, client_address(request))
    except BadFields as error:
        return _form(request, service, link, merchant, language, typed, form_key, error.problems)
    except pay.LinkEnded as error:
        return await closed.show(request, service, link, merchant, error.status, language)
    if payment.status is Status.PENDING and payment.gateway_url:
        return RedirectResponse(payment.gateway_url, 303)
    return RedirectResponse(f"/p/{payment.code}", 303)


async def _find(request: Request, service: Service, kind: str, code: str) -> tuple[Link, Merchant] | Response:
    """The link and its shop, or the page for a link that is not ours; guessing is slowed down."""
    address = client_address(request)
    service.limits.unknown_links.check(address)
    found = await service.db.read(_link_and_shop, kind, code)
    if found is None:
        service.limits.unknown_links.count(address)
        return closed.not_found(request)
    return found


def _link_and_shop(conn: Connection, kind: str, code: str) -> tuple[Link, Merchant] | None:
    link = links.by_code(conn, kind, code)
    return None if link is None else (link, merchants.get(conn, link.merchant_id))


async def _typed_before(request: Request, service: Service, link: Link) -> Mapping[str, str]:
    """What the payer typed for the attempt that failed, so that trying again starts from there."""
    again = request.query_params.get("again", "")
    if not again:
        return {}
    payment: Payment | None = await service.db.read(payments.by_code, read_code(again))
    if payment is None:
        service.limits.unknown_links.count(client_address(request))
        return {}
    old = payment.created_at < service.clock() - _AGAIN_FOR
    if payment.link_id != link.id or payment.status not in _ENDED or old:
        return {}
    payer = payment.payer
    amount = {} if link.amount else {"amount": payment.amount.decimal_text.removesuffix(".00")}
    return {
        "name": payer.name,
        "phone": payer.phone,
        "email": payer.email,
        "address": payer.address,
        "way": payment.way or "",
        **amount,
    }


def _form(
    request: Request,
    service: Service,
    link: Link,
    merchant: Merchant,
    language: Language,
    typed: Mapping[str, str],
    form_key: str,
    problems: tuple[Problem, ...],
) -> Response:
    ends = until_phrase(link.expires_at, service.clock(), language) if link.expires_at else ""
    count = in_digits_of(language, str(len(problems)))
    return render(
        request,
        "form.html",
        language,
        status=422 if problems else 200,
        merchant=merchant,
        link=link,
        amount=format_taka(link.amount, language) if link.amount else "",
        ends=ends,
        typed=typed,
        form_key=form_key,
        errors={problem.field: _word(language, problem) for problem in problems},
        summary=say(language, "co.err.one") if len(problems) == 1 else say(language, "co.err.summary", n=count),
        methods=[method for method in METHODS if WAY_OF[method] in service.routes.offered],
        choices=service.routes.choices,
        posted=request.method == "POST",
        title=say(language, "co.title", shop=merchant.name),
    )


def _word(language: Language, problem: Problem) -> str:
    """The page's own sentence for a field, with the limits where there are some."""
    if problem.code == "amount":
        limits = {
            name: format_taka(Money(int(problem.facts[fact])), language, decimals=False)
            for name, fact in (("min", "least"), ("max", "most"))
        }
        return say(language, "co.err.amount", **limits)
    if problem.code == "too_long":
        return say(language, "field.too_long", most=in_digits_of(language, problem.facts["most"]))
    return say(language, f"co.err.{problem.code}")
