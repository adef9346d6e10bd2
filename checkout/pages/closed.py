"""The pages of a link that takes no payment: paid already, cancelled, expired, or not ours."""

from collections.abc import Mapping
from typing import Final, TypedDict
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.errors import DatabaseAway
from checkout.http.service import TheService
from checkout.pages import own_receipt
from checkout.pages.frame import Seen, page_language, phone_to_call, render
from checkout.pages.law import help_of
from checkout.pages.readers import is_previewer
from checkout.service import Service
from checkout.store import payments
from language import Language, date_and_time, method_name, read_language
from money import format_taka

_WHY: Final = {
    LinkStatus.EXPIRED: ("co.exp", "event_busy"),
    LinkStatus.CANCELLED: ("co.can", "block"),
    LinkStatus.PAUSED: ("co.paused", "block"),
    LinkStatus.USED_UP: ("co.used", "check"),
}
_WAIT_SECONDS: Final = 10
TYPED: Final = "aday.typed"
"""Set in the scope of a request that brought a payer's form: whatever page says no, it has what was typed."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, service: TheService) -> Response:
    """Somebody typed only our address: a payer who has a link, or a shopkeeper who looks for the app."""
    language = page_language(request)
    app_url = service.settings.app_url
    return render(request, "home.html", language, app_url=app_url, **help_of(service.settings, language))


def not_found(request: Request) -> Response:
    return _plain(request, 404, "co.none", icon="link")


def mistyped(request: Request) -> Response:
    """A code whose check character is wrong: somebody copied it by hand."""
    return _plain(request, 404, "co.typo", icon="link")


def not_yet(request: Request) -> Response:
    """A code that is whole and that we do not know: made by a shop that is offline. The page waits with the payer."""
    return _plain(request, 404, "co.soon", icon="hourglass", look="wait", refresh_seconds=_WAIT_SECONDS)


def our_fault(request: Request) -> Response:
    """The payer of a page that failed by our own mistake."""
    return _not_now(request, 500, "co.fault")


def too_often(request: Request, retry_after_seconds: int) -> Response:
    return _not_now(request, 429, "co.often", retry_after_seconds)


def busy(request: Request, retry_after_seconds: int) -> Response:
    """Too much is asked of us by all together."""
    return _not_now(request, 503, "co.busy", retry_after_seconds)


def away(request: Request, error: DatabaseAway) -> Response:
    """We cannot look anything up just now."""
    return _not_now(request, 503, "co.away", error.retry_after_seconds)


def _not_now(request: Request, status: int, words: str, retry_after_seconds: int | None = None) -> Response:
    """What may be well in a moment, with a button that tries again."""
    language = _language_of(request)
    again = _again(request, language)
    page = _plain(request, status, words, icon="hourglass", look="wait", language=language, **again)
    if retry_after_seconds is not None:
        page.headers["Retry-After"] = str(retry_after_seconds)
    return page


class Again(TypedDict, total=False):
    """What the button that asks once more sends."""

    again: dict[str, str]
    again_url: str
    posted: bool


def _again(request: Request, language: Language) -> Again:
    """The same request once more; what was typed goes along with the button that makes it."""
    typed: Mapping[str, str] | None = request.scope.get(TYPED)
    again = {**request.query_params, "lang": language} if typed is None else dict(typed)
    posted = typed is not None
    # The other language, too, is then asked for with all that was typed.
    return {"again": again, "again_url": safe_address(request), "posted": posted}


def _language_of(request: Request) -> Language:
    typed: Mapping[str, str] | None = request.scope.get(TYPED)
    return page_language(request) if typed is None else typed_language(typed)


def typed_language(typed: Mapping[str, str]) -> Language:
    """The language of a form that was sent, or the one that was pressed on it."""
    return read_language(typed.get("other_lang") or typed.get("lang") or "")


def safe_address(request: Request) -> str:
    """Where the page itself is, as a path that leads nowhere else."""
    return quote("/" + request.url.path.lstrip("/"))


async def show(
    request: Request, service: Service, link: Link, merchant: Merchant, status: LinkStatus, language: Language
) -> Response:
    """Why the link takes no payment. Nothing of whoever paid it is shown: the link may be in many hands.

    The browser that paid it is led to its receipt.
    """
    seen = Seen.of(service, link, merchant, status, language)
    receipt_url = await own_receipt.url_of(request, service, link)
    if status is LinkStatus.PAID:
        paid = await service.db.read(payments.latest_paid, link.id)
        rows = [("pay.time", date_and_time(link.paid_at, language))] if link.paid_at else []
        if paid is not None:
            rows += [("pay.method", method_name(paid.method, language)), ("pay.txn", paid.gateway_ref)]
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
            receipt_url=receipt_url,
            call=phone_to_call(merchant),
            title=seen.title,
            preview=seen,
        )
    ended = date_and_time(link.expires_at, language) if link.expires_at else ""
    words, icon = _WHY[status]
    return render(
        request,
        "result.html",
        language,
        # Messengers show nothing of a page that answers with an error.
        200 if is_previewer(request) else 410,
        look="plain",
        icon=icon,
        title_key=f"{words}.title",
        sub_key=f"{words}.sub",
        facts={"t": ended},
        merchant=merchant,
        rows=(),
        receipt_url=receipt_url,
        call=phone_to_call(merchant),
        title=seen.title,
        preview=seen,
        # The shop may go on with it in a moment.
        **(_again(request, language) if status is LinkStatus.PAUSED else Again()),
    )


def _plain(
    request: Request,
    status: int,
    words: str,
    *,
    icon: str,
    look: str = "plain",
    language: Language | None = None,
    **more: object,
) -> Response:
    """A page with nothing on it but why."""
    return render(
        request,
        "result.html",
        language or page_language(request),
        status,
        look=look,
        icon=icon,
        title_key=f"{words}.title",
        sub_key=f"{words}.sub",
        facts={},
        rows=(),
        **more,
    )


def _amount(link: Link, language: Language) -> str:
    return format_taka(link.amount, language) if link.amount else ""
