"""Where the payer lands after the gateway: paid, waiting, on hold, or failed with a way to try again."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from checkout.api.address import client_address
from checkout.pages import closed
from checkout.pages.frame import render
from checkout.payments.nouns import Link, Merchant, Payment
from checkout.payments.phone import local_form
from checkout.payments.status import CAPTURED, Status
from checkout.service import TheService
from checkout.store import links, merchants, payments
from checkout.words import WORDS, say
from codes import is_whole, looks_like_one, read_code
from language import Language, date_and_time, grouped_mobile, in_digits_of
from money import format_taka

router = APIRouter(include_in_schema=False)
WAIT_SECONDS = 10


@router.get("/p/{code}")
async def show(code: str, request: Request, service: TheService) -> Response:
    """The payment as it stands now; the waiting page reloads itself without JavaScript."""
    address = client_address(request)
    service.limits.unknown_links.check(address)
    found = await service.db.read(_payment_link_shop, read_code(code))
    if found is None:
        service.limits.unknown_links.count(address)
        return closed.mistyped(request) if _is_mistyped(read_code(code)) else closed.not_found(request)
    payment, link, merchant = found
    asked = request.query_params.get("lang", "")
    language: Language = ("en" if asked == "en" else "bn") if asked in ("bn", "en") else payment.language
    if payment.status in CAPTURED:
        return _receipt(request, payment, link, merchant, language)
    if payment.status in (Status.CREATED, Status.PENDING, Status.ON_HOLD):
        return _waiting(request, payment, merchant, language)
    gateway = service.gateways.get(payment.gateway)
    words = _words_of_the_company(payment) if gateway is not None and gateway.quotes_its_words else ""
    return _failed(request, payment, link, merchant, language, words)


def _is_mistyped(code: str) -> bool:
    return looks_like_one(code) and not is_whole(code)


def _payment_link_shop(conn: Connection, code: str) -> tuple[Payment, Link, Merchant] | None:
    payment = payments.by_code(conn, code)
    if payment is None:
        return None
    link = links.get(conn, payment.link_id)
    assert link is not None, payment.link_id
    return payment, link, merchants.get(conn, payment.merchant_id)


def _receipt(request: Request, payment: Payment, link: Link, merchant: Merchant, language: Language) -> Response:
    rows = [
        ("co.paid.to", merchant.name),
        ("co.for", link.note),
        ("co.name", payment.payer.name),
        ("pay.phone", in_digits_of(language, grouped_mobile(payment.payer.phone))),
        ("pay.method", payment.method),
        ("pay.txn", payment.gateway_ref),
        ("pay.time", date_and_time(payment.paid_at or payment.created_at, language)),
        ("co.back.part", format_taka(payment.refunded, language) if payment.refunded else ""),
    ]
    # Green is for money that the shop still has: a page kept open must not pass for one after a refund.
    back = payment.status is Status.REFUNDED
    return render(
        request,
        "result.html",
        language,
        look="back" if back else "paid",
        icon="refresh" if back else "check",
        title_key="co.back.title" if back else "co.ok.title",
        sub_key="co.back.sub" if back else "co.ok.sub",
        facts={"shop": merchant.name},
        amount=format_taka(payment.amount, language),
        rows=[row for row in rows if row[1]],
        receipt=not back,
        closing=link.closing_message,
    )


def _waiting(request: Request, payment: Payment, merchant: Merchant, language: Language) -> Response:
    held = payment.status is Status.ON_HOLD
    rows = [("co.paid.to", merchant.name), ("co.wait.ref", payment.code)]
    return render(
        request,
        "result.html",
        language,
        look="wait",
        icon="hourglass",
        title_key="co.hold.title" if held else "co.wait.title",
        sub_key="co.hold.sub" if held else "co.wait.sub",
        facts={},
        amount=format_taka(payment.amount, language),
        rows=rows,
        refresh_seconds=None if held else WAIT_SECONDS,
    )


def _failed(
    request: Request, payment: Payment, link: Link, merchant: Merchant, language: Language, words: str
) -> Response:
    rows = [
        ("co.fail.reason", _reason(payment, language)),
        *([("co.fail.said", words)] if words else []),
        ("co.paid.to", merchant.name),
        ("co.wait.ref", payment.code),
    ]
    prefix = "s" if link.kind == "store" else "l"
    return render(
        request,
        "result.html",
        language,
        look="failed",
        icon="close",
        title_key="co.cancelled.title" if payment.status is Status.CANCELLED else "co.fail.title",
        sub_key="co.fail.sub",
        facts={},
        amount=format_taka(payment.amount, language),
        rows=rows,
        retry_url=f"/{prefix}/{link.code}?again={payment.code}&lang={language}",
        call=local_form(merchant.phone),
        note_key="co.fail.other",
    )


def _words_of_the_company(payment: Payment) -> str:
    """What stands behind the name of our sentence; bKash asks that payers be shown it."""
    return payment.reason.partition(": ")[2] if payment.status is Status.FAILED else ""


def _reason(payment: Payment, language: Language) -> str:
    """Our own sentence for why, in the payer's language."""
    if payment.status is Status.FAILED:
        key = f"co.fail.reason.{payment.reason.partition(':')[0]}"
        return say(language, key if key in WORDS else "co.fail.reason.declined")
    return say(language, f"co.fail.reason.{payment.status}")
