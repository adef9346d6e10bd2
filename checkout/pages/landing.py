"""Where the payer lands after the gateway: paid, waiting, on hold, or failed with a way to try again."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.payment import Payment
from checkout.core.payment_status import CAPTURED, Status
from checkout.core.reasons import FailureKind, HoldReason
from checkout.http.client_address import client_address
from checkout.http.costly import Drawn
from checkout.http.service import TheService
from checkout.pages import closed
from checkout.pages.frame import asked_language, phone_to_call, render
from checkout.pages.misses import missed
from checkout.pages.qr import qr_path
from checkout.pages.receipt import Receipt
from checkout.service import Service
from checkout.store import links, merchants, payments
from checkout.words import say
from codes import is_whole, looks_like_one, read_code
from language import Language, within_phrase
from money import format_taka

router = APIRouter(include_in_schema=False)
WAIT_SECONDS = 10


def _draw(shown: Receipt) -> bytes:
    # Loaded where it is drawn, in a process of its own: no worker needs what draws.
    from checkout.pages.receipt_pdf import receipt_pdf

    return receipt_pdf(shown)


_DOCUMENTS: Final = Drawn(_draw, most_bytes=8 * 2**20)


@router.get("/p/{code}.pdf")
async def download(code: str, request: Request, service: TheService) -> Response:
    """The receipt as a document, once there is one."""
    found = await _find(request, service, code)
    if found is None or found[0].status not in CAPTURED:
        return closed.not_found(request)
    payment, link, merchant = found
    shown = Receipt.of(payment, link, merchant, _language(request, payment), service.settings.public_url)
    document = await _DOCUMENTS.get(service, client_address(request), shown)
    headers = {"Content-Disposition": f'inline; filename="receipt-{payment.code}.pdf"', "Cache-Control": "no-store"}
    return Response(document, media_type="application/pdf", headers=headers)


@router.get("/p/{code}")
async def show(code: str, request: Request, service: TheService) -> Response:
    """The payment as it stands now; the waiting page reloads itself without JavaScript."""
    found = await _find(request, service, code)
    if found is None:
        return closed.mistyped(request) if _is_mistyped(read_code(code)) else closed.not_found(request)
    payment, link, merchant = found
    language = _language(request, payment)
    if payment.status in CAPTURED:
        shown = Receipt.of(payment, link, merchant, language, service.settings.public_url)
        return _receipt(request, shown, phone_to_call(merchant) if shown.is_given_back else "")
    if payment.status in (Status.CREATED, Status.PENDING, Status.ON_HOLD):
        return _waiting(request, service, payment, merchant, language)
    gateway = service.gateways.get(payment.gateway)
    words = _words_of_the_company(payment) if gateway is not None and gateway.quotes_its_words else ""
    return _failed(request, payment, link, merchant, language, words)


async def _find(request: Request, service: Service, code: str) -> tuple[Payment, Link, Merchant] | None:
    """The payment with its link and shop."""
    found = await service.db.read(_payment_link_merchant, read_code(code))
    if found is None:
        await missed(request, service, read_code(code))
    return found


def _language(request: Request, payment: Payment) -> Language:
    """The reader's, who may be another than the payer."""
    return asked_language(request) or payment.language


def _is_mistyped(code: str) -> bool:
    return looks_like_one(code) and not is_whole(code)


def _payment_link_merchant(conn: Connection, code: str) -> tuple[Payment, Link, Merchant] | None:
    payment = payments.by_code(conn, code)
    if payment is None:
        return None
    link = links.get(conn, payment.link_id)
    assert link is not None, payment.link_id
    return payment, link, merchants.get(conn, payment.merchant_id)


def _receipt(request: Request, shown: Receipt, call: str) -> Response:
    back = shown.is_given_back
    return render(
        request,
        "result.html",
        shown.language,
        look="back" if back else "paid",
        icon="refresh" if back else "check",
        title_key="co.back.title" if back else "co.ok.title",
        sub_key="co.back.sub" if back else "co.ok.sub",
        facts={"shop": shown.shop_name},
        amount=shown.amount,
        rows=shown.rows,
        receipt=not back,
        closing=shown.closing_message,
        pdf_url=f"/p/{shown.code}.pdf?lang={shown.language}",
        call=call,
        qr=qr_path(shown.proof_url),
    )


def _waiting(request: Request, service: Service, payment: Payment, merchant: Merchant, language: Language) -> Response:
    held = payment.status is Status.ON_HOLD
    hours = service.settings.hold_within_hours
    within = say(language, "co.hold.within", t=within_phrase(hours, language)) if held and hours else ""
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
        within=within,
        may_change=True,
        refresh_seconds=None if held else WAIT_SECONDS,
        call=phone_to_call(merchant),
    )


def _failed(
    request: Request, payment: Payment, link: Link, merchant: Merchant, language: Language, words: str
) -> Response:
    rows = [
        ("co.fail.reason", _reason(payment, language)),
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
        said=words,
        retry_url=f"/{prefix}/{link.code}?again={payment.code}&lang={language}",
        call=phone_to_call(merchant),
        note_key=_note_key(payment),
    )


def _words_of_the_company(payment: Payment) -> str:
    """What the gateway said; bKash asks that payers be shown it. The operator's words are for the shop."""
    failed = payment.status is Status.FAILED and payment.failure is not FailureKind.REJECTED
    return payment.gateway_words if failed else ""


def _reason(payment: Payment, language: Language) -> str:
    """Our own sentence for why, in the payer's language."""
    if payment.status is not Status.FAILED:
        return say(language, f"co.fail.reason.{payment.status}")
    if payment.failure is FailureKind.REJECTED and payment.hold_reason in _NOT_TO_BE_GIVEN_BACK:
        return say(language, _NOT_TO_BE_GIVEN_BACK[payment.hold_reason])
    return say(language, f"co.fail.reason.{payment.failure or FailureKind.DECLINED}")


def _note_key(payment: Payment) -> str:
    """What to do about money that left all the same; nobody returns what went back already, or is another payment."""
    rejected = payment.status is Status.FAILED and payment.failure is FailureKind.REJECTED
    return "co.fail.ask" if rejected and payment.hold_reason in _NOT_TO_BE_GIVEN_BACK else "co.fail.other"


# Rejected by the operator, and no money of this attempt waits to go back.
_NOT_TO_BE_GIVEN_BACK: Final = {
    HoldReason.GIVEN_BACK_ELSEWHERE: "co.fail.reason.given_back",
    HoldReason.ANOTHER_ATTEMPT: "co.fail.reason.another",
}
