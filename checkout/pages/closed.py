"""The pages of a link that takes no payment: paid already, cancelled, expired, or not ours."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.pages.frame import page_language, render
from checkout.payments.nouns import Link, Merchant
from checkout.payments.phone import local_form
from checkout.payments.status import LinkStatus
from checkout.service import Service
from checkout.store import payments
from language import Language, date_and_time
from money import format_taka

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Somebody typed only our address."""
    return render(
        request,
        "result.html",
        page_language(request),
        look="plain",
        icon="link",
        title_key="app.name",
        sub_key="co.home.sub",
        facts={},
        rows=(),
    )


def not_found(request: Request) -> Response:
    return render(
        request,
        "result.html",
        page_language(request),
        404,
        look="plain",
        icon="link",
        title_key="co.none.title",
        sub_key="co.none.sub",
        facts={},
        rows=(),
    )


def our_fault(request: Request) -> Response:
    """The payer of a page that failed by our own mistake."""
    return render(
        request,
        "result.html",
        page_language(request),
        500,
        look="wait",
        icon="hourglass",
        title_key="co.fault.title",
        sub_key="co.fault.sub",
        facts={},
        rows=(),
    )


def too_often(request: Request, retry_after_seconds: int) -> Response:
    page = render(
        request,
        "result.html",
        page_language(request),
        429,
        look="wait",
        icon="hourglass",
        title_key="co.often.title",
        sub_key="co.often.sub",
        facts={},
        rows=(),
    )
    page.headers["Retry-After"] = str(retry_after_seconds)
    return page


async def show(
    request: Request, service: Service, link: Link, merchant: Merchant, status: LinkStatus, language: Language
) -> Response:
    """Why the link takes no payment. Nothing of whoever paid it is shown: the link may be in many hands."""
    if status is LinkStatus.PAID:
        paid = await service.db.read(payments.latest_paid, link.id)
        rows = [("pay.time", date_and_time(link.paid_at, language))] if link.paid_at else []
        if paid is not None:
            rows += [("pay.method", paid.method), ("pay.txn", paid.gateway_ref)]
        return render(
            request,
            "result.html",
            language,
            look="paid",
            icon="check",
            title_key="co.done.title",
            sub_key="co.done.sub",
            facts={},
            amount=_amount(link, language),
            merchant=merchant,
            rows=rows,
        )
    ended = date_and_time(link.expires_at, language) if link.expires_at else ""
    expired = status is LinkStatus.EXPIRED
    return render(
        request,
        "result.html",
        language,
        410,
        look="plain",
        icon="event_busy" if expired else "block",
        title_key="co.exp.title" if expired else "co.can.title",
        sub_key="co.exp.sub" if expired else "co.can.sub",
        facts={"t": ended},
        merchant=merchant,
        rows=(),
        call=local_form(merchant.phone),
    )


def _amount(link: Link, language: Language) -> str:
    return format_taka(link.amount, language) if link.amount else ""
