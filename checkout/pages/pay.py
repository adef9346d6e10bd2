"""The form behind a shared link, for both kinds of link."""

import contextlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection
from starlette.background import BackgroundTask

from checkout.commands.links import link_opened
from checkout.commands.start_payment import PROGRESS_FOR, LinkEnded, SentForm
from checkout.core import payment_form
from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.core.methods import INSTRUMENT_OF, METHODS
from checkout.core.payment import Payer, Payment
from checkout.core.payment_status import Status
from checkout.errors import BadFields, DatabaseAway, Problem, TooOften
from checkout.http.client_address import client_address
from checkout.http.service import TheService
from checkout.pages import closed, own_receipt
from checkout.pages.bangla_qr import scanned_at
from checkout.pages.frame import Seen, Sign, page_language, render, render_once
from checkout.pages.misses import missed
from checkout.pages.readers import is_person
from checkout.service import Service
from checkout.store import links, payments
from checkout.words import say
from codes import is_whole, looks_like_one, read_code
from language import Language, clock_time, in_digits_of, isolated, method_name, until_phrase
from money import PAYMENT_LEAST, PAYMENT_MOST, Money, format_taka

router = APIRouter(include_in_schema=False)
_SENT = ("amount", "pick", "way", "name", "phone", "email", "address", "lang", "other_lang", "form_key", "agreed")
_FIELDS_MOST = 100
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
    link, merchant, busy_since = found
    if link.kind == "store" and link.code != code:
        return _moved(request, link)
    language = page_language(request, merchant)
    status = link.status_at(service.clock())
    if status is not LinkStatus.ACTIVE:
        return await closed.show(request, service, link, merchant, status, language)
    typed = await _typed_before(request, service, link)
    shown = Shown(link, merchant, language, typed, payment_form.new_form_key(), busy_since=busy_since)
    answer = _form(request, service, shown)
    if is_person(request):
        answer.background = BackgroundTask(_count_opening, service, link, client_address(request))
    return answer


async def _count_opening(service: Service, link: Link, address: str) -> None:
    """A person opened the link, for the first time in a while; previews are fetched by programs.

    What is only counted stands in nobody's way: one opening is missed, and the payer has the page.
    """
    with contextlib.suppress(DatabaseAway, TooOften):
        await service.limits.opens.consume(f"{link.id} {address}")
        await service.db.transact(link_opened, link.id)


async def _send(request: Request, service: Service, kind: str, code: str) -> Response:
    """Read the form; whatever keeps it from being sent on, what was typed is in the page that says so."""
    # The page sends no files, and one that nobody closes would stay open.
    async with request.form(max_files=0, max_fields=_FIELDS_MOST) as form:
        typed = {name: value for name in _SENT if isinstance(value := form.get(name, ""), str)}
    request.scope[closed.TYPED] = typed
    return await _send_typed(request, service, kind, code, typed)


async def _send_typed(request: Request, service: Service, kind: str, code: str, typed: dict[str, str]) -> Response:
    """If the form is good keep a payment and send the payer to the gateway."""
    found = await _find(request, service, kind, code)
    if isinstance(found, Response):
        return found
    link, merchant, _ = found
    language = closed.typed_language(typed)
    shown = Shown(link, merchant, language, typed, payment_form.read_form_key(typed.get("form_key", "")))
    if typed.get("other_lang"):
        # The payer pressed the other language: the same form, with all that was typed.
        return _form(request, service, shown)
    if typed.get("pick"):
        # A suggested amount was pressed.
        return _form(request, service, replace(shown, typed={**typed, "amount": typed["pick"]}))
    try:
        asked = _with_surcharge(
            service, merchant, payment_form.read_form(link, typed, service.routes.choices, _required(service, merchant))
        )
        if asked.surcharge and typed.get("agreed") != str(asked.sum.poisha):
            return _form(request, service, replace(shown, asked=asked))
        sent = SentForm(link.id, shown.form_key, asked, language)
        payment = await service.page_opener.open_page(merchant, sent, client_address(request))
    except BadFields as error:
        return _form(request, service, replace(shown, problems=error.problems))
    except LinkEnded as error:
        return await closed.show(request, service, link, merchant, error.status, language)
    at_the_gateway = payment.status is Status.PENDING and payment.gateway_url
    onward = RedirectResponse(payment.gateway_url if at_the_gateway else f"/p/{payment.code}", 303)
    return own_receipt.remember(onward, service, link, payment)


def _moved(request: Request, link: Link) -> Response:
    """To the shop under the name that it has now: posters live longer than names.

    Nobody may keep this answer, since a shop may take its old name back. What is sent to the old name is taken there.
    """
    query = f"?{request.query_params}" if request.query_params else ""
    return RedirectResponse(f"/s/{link.code}{query}", 302, headers={"Cache-Control": "no-store"})


Found = tuple[Link, Merchant, datetime | None]
"""A link, its shop, and since when somebody may be at paying it, where it is to be paid once."""


async def _find(request: Request, service: Service, kind: str, code: str) -> Found | Response:
    """The link and what belongs to it, or the page that says why there is none."""
    found = await service.db.read(_look, kind, code, service.clock() - PROGRESS_FOR)
    if found is not None:
        return found
    await missed(request, service, code)
    if kind == "fixed" and is_whole(code):
        return closed.not_yet(request)
    return closed.mistyped(request) if kind == "fixed" and looks_like_one(code) else closed.not_found(request)


def _required(service: Service, merchant: Merchant) -> frozenset[str]:
    """What the operator or the shop asks of every payer beside name and phone."""
    settings = service.settings
    asked = {
        "email": settings.require_email or merchant.requires_email,
        "address": settings.require_address or merchant.requires_address,
    }
    return frozenset(field for field, is_asked in asked.items() if is_asked)


def _with_surcharge(
    service: Service, merchant: Merchant, asked: payment_form.PaymentRequest
) -> payment_form.PaymentRequest:
    """What the payer adds where the shop lets payers bear the fee. Raises BadFields when that is too much."""
    if not merchant.payer_bears_fee:
        return asked
    asked = replace(asked, surcharge=service.charges.surcharge(asked.instrument, asked.amount))
    if asked.sum > PAYMENT_MOST:
        limits = {"least": str(PAYMENT_LEAST.poisha), "most": str(PAYMENT_MOST.poisha)}
        raise BadFields(Problem("amount", "amount", limits))
    return asked


def _look(conn: Connection, kind: str, code: str, since: datetime) -> Found | None:
    found = links.with_merchant(conn, kind, code)
    if found is None:
        return None
    link, merchant = found
    is_for_one = link.kind == "fixed" and link.uses_max in (None, 1)
    return link, merchant, payments.busy_since(conn, link.id, since) if is_for_one else None


async def _typed_before(request: Request, service: Service, link: Link) -> Mapping[str, str]:
    """What the payer typed for the attempt that failed, so that trying again starts from there."""
    again = request.query_params.get("again", "")
    if not again:
        return {}
    payment: Payment | None = await service.db.read(payments.by_code, read_code(again))
    if payment is None:
        return {}
    old = payment.created_at < service.clock() - _AGAIN_FOR
    if payment.link_id != link.id or payment.status not in _ENDED or old:
        return {}
    payer = payment.payer
    wanted = payment.amount - payment.surcharge
    amount = {} if link.amount else {"amount": wanted.decimal_text.removesuffix(".00")}
    return {
        "name": payer.name,
        "phone": payer.phone,
        "email": payer.email,
        "address": payer.address,
        "way": payment.instrument or "",
        **amount,
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """One form as it is to be drawn: what was typed, what is wrong with it, and what it comes to."""

    link: Link
    merchant: Merchant
    language: Language
    typed: Mapping[str, str]
    form_key: str
    problems: tuple[Problem, ...] = ()
    asked: payment_form.PaymentRequest | None = None
    busy_since: datetime | None = None


def _form(request: Request, service: Service, shown: Shown) -> Response:
    facts, language, problems = _facts(service, shown), shown.language, shown.problems
    if request.method == "GET" and not shown.typed:
        # The same for all who open it, but for the key; in a template nothing typed is as good as a dictionary of it.
        return render_once(request, "form.html", language, shown.form_key, **facts, typed=(), errors=())
    count = in_digits_of(language, str(len(problems)))
    return render(
        request,
        "form.html",
        language,
        422 if problems else 200,
        **facts,
        form_key=shown.form_key,
        typed=shown.typed,
        errors={problem.field: _word(language, problem) for problem in problems},
        summary=say(language, "co.err.one") if len(problems) == 1 else say(language, "co.err.summary", n=count),
        posted=request.method == "POST",
    )


def _facts(service: Service, shown: Shown) -> dict[str, Hashable]:
    """What the form says of its link and its shop, and since when somebody is at it."""
    link, merchant, language = shown.link, shown.merchant, shown.language
    least, most = payment_form.limits_of(link)
    limits = {"min": format_taka(least, language, decimals=False), "max": format_taka(most, language, decimals=False)}
    amount = format_taka(link.amount, language) if link.amount else ""
    return {
        "merchant": Sign.of(merchant),
        "amount": amount,
        "note": link.note,
        "limits": say(language, "co.limits", **limits) if link.least or link.most else "",
        "suggested": tuple(
            (one.decimal_text.removesuffix(".00"), format_taka(one, language, decimals=False)) for one in link.suggested
        ),
        "required": _required(service, merchant),
        "ends": until_phrase(link.expires_at, service.clock(), language) if link.expires_at else "",
        "busy": clock_time(shown.busy_since, language) if shown.busy_since else "",
        "bill": _bill(service, shown),
        "scan": scanned_at(service, link, merchant),
        "methods": tuple(
            method_name(method, language) for method in METHODS if INSTRUMENT_OF[method] in service.routes.offered
        ),
        "choices": service.routes.choices,
        "cards": tuple(method_name(method, language) for method in METHODS if INSTRUMENT_OF[method] == "card"),
        "title": f"{isolated(merchant.name)} · {amount}" if amount else say(language, "co.title", shop=merchant.name),
        "preview": Seen.of(service, link, merchant, LinkStatus.ACTIVE, language),
    }


class Bill(NamedTuple):
    """What the payer adds, and the sum to which it comes: in words, and as the form brings it back."""

    amount: str
    fee: str
    total: str
    agreed: str


def _bill(service: Service, shown: Shown) -> Bill | None:
    """What is told, where the payer bears the charge and it is known what it is."""
    asked = shown.asked
    if asked is None and shown.link.amount and not service.routes.choices and not shown.problems:
        with contextlib.suppress(BadFields):  # Beyond what gateways take: told when the form is sent.
            asked = _with_surcharge(
                service, shown.merchant, payment_form.PaymentRequest(shown.link.amount, Payer("", ""))
            )
    if asked is None or not asked.surcharge:
        return None
    amount, fee, total = (format_taka(part, shown.language) for part in (asked.amount, asked.surcharge, asked.sum))
    return Bill(amount, fee, total, str(asked.sum.poisha))


def _word(language: Language, problem: Problem) -> str:
    """The page's own sentence for a field, with the limits where there are some."""
    if problem.field == "amount":
        limits = {
            name: format_taka(Money(int(problem.facts[fact])), language, decimals=False)
            for name, fact in (("min", "least"), ("max", "most"))
        }
        return say(language, f"co.err.{problem.code}", **limits)
    if problem.code == "too_long":
        return say(language, "field.too_long", most=in_digits_of(language, problem.facts["most"]))
    return say(language, f"co.err.{problem.code}")
