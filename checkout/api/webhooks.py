"""The doors for gateways: their server's notices, and the payer's browser coming back."""

import asyncio

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from checkout.errors import NotFound
from checkout.gateways.base import ForgedNotice, Notice
from checkout.ids import read_code
from checkout.payments.nouns import Payment
from checkout.service import Service, TheService
from checkout.store import inbox, payments
from checkout.store.database import Act

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
# The payer waits this long for the gateway's answer; after it the waiting page takes over.
_RETURN_PATIENCE_SECONDS = 4


@router.post("/webhooks/{gateway}")
async def receive(gateway: str, request: Request, service: TheService) -> Response:
    """Keep a gateway's notice exactly as it came, once, and answer at once.

    A worker reads the inbox and moves the payment, so a slow ledger never makes a gateway give
    up and resend. A notice that is not the gateway's is kept as refused and answered 400.
    """
    if gateway not in service.gateways:
        raise NotFound("gateway")
    body = await request.body()
    try:
        service.gateways[gateway].read_notice(request.headers, body)
    except ForgedNotice as error:
        log.warning("webhook refused", gateway=gateway, why=str(error))
        await service.db.act(inbox.keep, gateway, body, "refused", str(error))
        return Response(status_code=400)
    await service.db.act(inbox.keep, gateway, body, "received", "")
    service.inbox.loop.nudge()
    return Response(status_code=200)


@router.api_route("/returns/{gateway}", methods=["GET", "POST"])
async def come_back(gateway: str, request: Request, service: TheService, p: str = "") -> Response:
    """The payer's browser is back: a hint that makes us ask, never proof. Then on to the payment's page."""
    if gateway not in service.gateways:
        raise NotFound("gateway")
    notice = _read_hint(service, gateway, request, await request.body())
    payment = await service.db.read(_find, gateway, notice, read_code(p))
    if payment is None:
        return RedirectResponse("/", 303)
    try:
        # Shielded: the answer is applied even when the payer goes away or does not wait for it.
        asked = asyncio.shield(asyncio.create_task(service.asking.ask(payment, notice)))
        await asyncio.wait_for(asked, _RETURN_PATIENCE_SECONDS)
    except TimeoutError:
        await service.db.act(_ask_soon, payment)
    return RedirectResponse(f"/p/{payment.code}", 303)


def _read_hint(service: Service, gateway: str, request: Request, body: bytes) -> Notice | None:
    """A return's own words count only when they are signed; without them we still ask."""
    try:
        return service.gateways[gateway].read_notice(request.headers, body)
    except ForgedNotice:
        return None


def _find(conn: Connection, gateway: str, notice: Notice | None, code: str) -> Payment | None:
    if notice is not None:
        found = payments.by_tran_id(conn, gateway, notice.tran_id)
        if found is not None:
            return found
    return payments.by_code(conn, code)


def _ask_soon(act: Act, payment: Payment) -> None:
    payments.ask_soon(act.conn, payment.id, act.now)
