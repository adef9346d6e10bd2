"""What gateways call: notices of their servers, and the payer's browser coming back from them."""

import asyncio
import json
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from checkout.core.payment import Payment
from checkout.core.payment_status import UNCAPTURED
from checkout.errors import NotFound, TooOften
from checkout.gateways.base import ForgedNotice, Gateway, GatewayUnreachable, Notice
from checkout.http.client_address import client_address, looks_only
from checkout.http.problem_types import PLAIN_HTTP
from checkout.http.problems import problem, request_language
from checkout.http.quick_route import QuickRoute
from checkout.http.service import TheService, service_of
from checkout.http.texts import is_keepable
from checkout.service import Service
from checkout.store import inbox, payments
from checkout.words import say
from codes import is_whole, read_code

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
# The payer waits this long for the gateway's answer; after it the waiting page takes over.
_RETURN_PATIENCE_SECONDS = 4
_PROVED_AGAIN_SECONDS: Final = 20
# Four times the longest that any gateway sends.
_NOTICE_MAX_BYTES = 16 * 1024
_HEADERS_MAX_CHARS = 8 * 1024
# Of the way that a request took, or a secret of somebody: not what the gateway says in this notice.
_NOT_KEPT = frozenset(
    ("accept", "accept-encoding", "accept-language", "authorization", "connection", "content-length", "cookie",
     "forwarded", "host", "keep-alive", "proxy-authorization", "te", "transfer-encoding", "via", "x-real-ip")
)  # fmt: skip


async def receive(request: Request) -> Response:
    """Keep a gateway's notice exactly as it came, once, with what was understood of it, and answer at once.

    It is read here and nowhere else, for only here are its headers at hand. A worker takes it from the
    inbox and moves the payment, so a slow ledger never makes a gateway give up and resend. A notice that
    is not the gateway's is kept as refused and answered 400. One that is signed is proved and acted on here.
    """
    service, gateway = service_of(request), request.path_params["gateway"]
    if gateway not in service.gateways:
        raise NotFound("gateway")
    # shurjoPay writes its notice in the address and sends no body; what it said is kept all the same.
    body: bytes = await request.body() or request.scope["query_string"]
    headers = _headers_to_keep(request)
    try:
        if service.proved_notices.takes(gateway):
            return await _receive_proved(service, gateway, body, headers, client_address(request))
        notice = _read_notice(service.gateways[gateway], request, body)
    except ForgedNotice as error:
        await service.limits.refused_webhooks.consume(client_address(request))
        log.warning("webhook refused", gateway=gateway, why=str(error))
        await service.db.transact(inbox.refuse, gateway, body, str(error), headers=headers)
        language = request_language(request)
        return problem(language, 400, PLAIN_HTTP, say(language, "api.400"))
    if not service.gateways[gateway].signs_notices:
        await service.limits.unsigned_notices.consume(client_address(request))
        await service.limits.notices_of_one.consume(f"{gateway} {notice.tran_id or notice.session_ref}")
    await service.inbox.keep(gateway, body, notice, headers)
    return Response(status_code=200)


async def _receive_proved(service: Service, gateway: str, body: bytes, headers: str, sender: str) -> Response:
    """Act on it before it is answered: what could not be done comes again. Raises ForgedNotice, DatabaseAway."""
    try:
        await service.proved_notices.take(gateway, body, headers, sender)
    except GatewayUnreachable as error:
        # Whether it is the gateway's own cannot be told now: it is no forgery, and whoever sent it sends it again.
        log.warning("a notice could not be proved", gateway=gateway, why=str(error))
        return Response(status_code=503, headers={"Retry-After": str(_PROVED_AGAIN_SECONDS)})
    return Response(status_code=200)


NOTICES: Final = QuickRoute("/webhooks/{gateway}", receive, methods=["POST"], include_in_schema=False)


@router.api_route("/returns/{gateway}/{code}", methods=["GET", "POST"])
async def come_back(gateway: str, code: str, request: Request, service: TheService) -> Response:
    """The payer's browser is back: a hint that makes us ask, never proof. Then on to the payment's page."""
    notice = _read_hint(service, gateway, request, await request.body()) if gateway in service.gateways else None
    payment = await service.db.read(_find, gateway, notice, read_code(code))
    if payment is None:
        if not is_whole(read_code(code)):
            await service.limits.unknown_links.miss(client_address(request), counts=not looks_only(request))
        return RedirectResponse("/", 303)
    if looks_only(request):
        return RedirectResponse(f"/p/{payment.code}", 303)
    if notice is not None and _is_about(payment, notice, gateway) and _is_news(payment, notice):
        await _ask_for_a_while(service, payment, notice)
    return RedirectResponse(f"/p/{payment.code}", 303)


async def _ask_for_a_while(service: Service, payment: Payment, notice: Notice) -> None:
    """Ask now, as long as a payer waits; the answer is applied even if it comes later, or the clock asks again."""
    try:
        async with asyncio.timeout(_RETURN_PATIENCE_SECONDS):
            await service.limits.returns.consume(payment.id)
            await service.confirmer.confirm(payment, notice)
    except TooOften:
        log.warning("a return comes again and again", payment_id=payment.id)
    except TimeoutError:
        log.info("the gateway answers slowly", payment_id=payment.id)
    except Exception:
        log.exception("a return was not asked about", payment_id=payment.id)


def _read_notice(gateway: Gateway, request: Request, body: bytes) -> Notice:
    """The notice, when it is the gateway's own as far as that can be told. Raises ForgedNotice."""
    if len(body) > _NOTICE_MAX_BYTES or b"\0" in body:
        raise ForgedNotice("no gateway writes so")
    return _keepable(gateway.read_notice(request.headers, body))


def _headers_to_keep(request: Request) -> str:
    """The headers that a signature can be in or can be over, as they came: JSON, a list of pairs."""
    kept = [
        (name, value)
        for name, value in request.headers.items()
        if name not in _NOT_KEPT and not name.startswith("x-forwarded-")
    ]
    while len(written := json.dumps(kept)) > _HEADERS_MAX_CHARS:
        kept.pop()
    return written


def _is_about(payment: Payment, notice: Notice, gateway: str) -> bool:
    """Whether what came back belongs to this payment: most returns are unsigned, and anybody can type an address."""
    return (
        payment.gateway == gateway
        and notice.tran_id in ("", payment.tran_id)
        and notice.session_ref in ("", payment.session_ref)
    )


def _is_news(payment: Payment, notice: Notice) -> bool:
    """Whether this hint could change anything: a captured payment has its end, unless it is paid once more."""
    if payment.status in UNCAPTURED:
        return True
    return bool(notice.capture_ref) and notice.capture_ref != payment.capture_ref


def _read_hint(service: Service, gateway: str, request: Request, body: bytes) -> Notice | None:
    """What the return says, if it can be the gateway's; if not, the clock asks in any case."""
    try:
        return _keepable(service.gateways[gateway].read_return(request.query_params, body))
    except ForgedNotice:
        return None


def _keepable(notice: Notice) -> Notice:
    """The same, if all of its words can be looked for in a database. Raises ForgedNotice."""
    if not all(map(is_keepable, (notice.tran_id, notice.capture_ref, notice.session_ref, notice.reason))):
        raise ForgedNotice("no gateway writes so")
    return notice


def _find(conn: Connection, gateway: str, notice: Notice | None, code: str) -> Payment | None:
    if notice is not None and notice.tran_id:
        found = payments.by_tran_id(conn, gateway, notice.tran_id)
        if found is not None:
            return found
    return payments.by_code(conn, code)
