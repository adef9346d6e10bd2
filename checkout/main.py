"""The hosted checkout as an application: its routes, and its life from start to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import PathLike, stat_result
from pathlib import Path
from typing import Final

import httpx
from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from checkout.api import (
    about,
    app_links,
    auth,
    balance,
    events,
    fees,
    health,
    links,
    merchant,
    notices,
    outlets,
    own_code,
    payments,
    payouts,
    push,
    receipts,
    refunds,
    staff,
    webhooks,
)
from checkout.api.document import DocumentedApp, describe, name_of
from checkout.errors import Busy, DatabaseAway, TooOften
from checkout.gateways.client import HttpClient, authorities
from checkout.http import problems
from checkout.http.asked import known_query
from checkout.http.middleware import Middleware
from checkout.pages import (
    bangla_qr,
    card,
    closed,
    day,
    landing,
    law,
    pay,
    poster,
    previews,
    problem_pages,
    proof,
    statement,
)
from checkout.service import Service, listener_of, wire
from checkout.settings import Settings
from checkout.store.database import Clock
from checkout.store.opening import open_when_it_is_there, utc_now
from checkout.workers.loop import Loop
from checkout.workers.slots import GatewayWorker

ASSETS: Final = Path(__file__).parent.parent / "assets" / "checkout"
_PROGRAMS_PATHS: Final = ("/v1/", "/webhooks/", "/assets/", "/healthz", "/readyz", "/metrics", "/.well-known/")
# What is asked most stands first: an address is held against one route after the other.
_FOR_THE_APP: Final = (
    balance, events, payments, links, about, auth, merchant, own_code, staff, refunds, receipts, fees, payouts,
    outlets, notices, push, statement, day, poster, card,
)  # fmt: skip
_CONNECTIONS: Final = 400
# For what a worker has in progress when it is stopped; systemd and Docker wait longer.
_STOP_SECONDS: Final = 8.0
# We count and log ourselves, without what is a payer's; looking whether somebody else would costs each request.
_NO_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
# A demo is looked at on the machine where it runs, by whichever of its names.
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@asynccontextmanager
async def _clients() -> AsyncIterator[tuple[httpx.AsyncClient, HttpClient]]:
    """Who calls shops' servers and whoever carries texts, and who calls the gateways."""
    trust = authorities()
    limits = httpx.Limits(max_connections=_CONNECTIONS)
    async with httpx.AsyncClient(limits=limits, verify=trust, trust_env=False) as client, HttpClient(trust) as gateways:
        yield client, gateways


@asynccontextmanager
async def at_work(service: Service) -> AsyncIterator[None]:
    """Everything that a checkout does by itself, until the end; then what is in progress is finished."""
    if not service.db.is_shared:
        # This process is the only one, so what was claimed was claimed by one that died.
        await service.reconciler.release_stale_claims()
        await service.refunds.release_stale_claims()
    for loop in loops_of(service):
        loop.start()
    yield
    await asyncio.gather(
        service.inbox.stop(),
        *(one.stop(_STOP_SECONDS) for one in _callers(service)),
        *(loop.stop(_STOP_SECONDS) for loop in (service.housekeeping.loop, service.sweeps)),
    )


def loops_of(service: Service) -> tuple[Loop, ...]:
    """All that go round by themselves in this installation."""
    calling = (caller.loop for caller in _callers(service))
    return (service.inbox.loop, *calling, service.housekeeping.loop, service.sweeps)


def _callers(service: Service) -> tuple[GatewayWorker, ...]:
    # Most installations have no gateway that issues codes, and nothing to look for every second.
    codes = (service.codes,) if service.codes.issues else ()
    return (service.reconciler, service.refunds, *codes, service.notifier)


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """The application, with the inbox worker and the reconciler running inside it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        db = await open_when_it_is_there(
            settings.database_url, settings.public_url, clock, lambda: getattr(app.state, "is_ending", False)
        )
        async with _clients() as (client, gateway_client):
            service = wire(settings, clock, db, client, gateway_client)
            app.state.service = service
            listener = listener_of(settings, service.hub) if db.is_shared else None
            async with at_work(service):
                yield
            if listener is not None:
                await listener.stop()
            await asyncio.to_thread(service.rendering.close)
        db.close()

    app = DocumentedApp(
        title="Aday checkout",
        version=about.VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=name_of,
        telemetry=_NO_TELEMETRY,
    )
    app.add_middleware(GZipMiddleware, minimum_size=512)
    also_hosts = _LOCAL if settings.demo else frozenset()
    app.add_middleware(Middleware, public_url=settings.public_url, our_fault=_our_fault, also_hosts=also_hosts)
    problems.install(app)
    describe(app, settings.public_url)
    _add_pages_for_errors(app)
    # Notices, then payers' pages, and the rest as it is documented.
    app.router.routes.append(webhooks.NOTICES)
    for part in (pay, bangla_qr, landing, previews):
        app.include_router(part.router)
    for part in _FOR_THE_APP:
        app.include_router(part.router, dependencies=[Depends(known_query)])
    for part in (
        health,
        app_links,
        webhooks,
        proof,
        problem_pages,
        law,
        closed,
    ):
        app.include_router(part.router)
    app.mount("/assets", _Assets(directory=ASSETS))
    return app


def _add_pages_for_errors(app: FastAPI) -> None:
    """People get a page, programs a problem document: /v1/ and webhooks are for programs."""

    async def too_often(request: Request, error: Exception) -> Response:
        assert isinstance(error, TooOften)
        if _for_programs(request):
            return await problems.refused(request, error)
        return closed.too_often(request, error.retry_after_seconds)

    async def busy(request: Request, error: Exception) -> Response:
        assert isinstance(error, Busy)
        if _for_programs(request):
            return await problems.refused(request, error)
        return closed.busy(request, error.retry_after_seconds)

    async def away(request: Request, error: Exception) -> Response:
        assert isinstance(error, DatabaseAway)
        return await problems.refused(request, error) if _for_programs(request) else closed.away(request, error)

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if _for_programs(request) or error.status_code != 404:
            return await problems.plain(request, error)
        return closed.not_found(request)

    app.add_exception_handler(TooOften, too_often)
    app.add_exception_handler(Busy, busy)
    app.add_exception_handler(DatabaseAway, away)
    app.add_exception_handler(HTTPException, plain)


async def _our_fault(request: Request, error: Exception) -> Response:
    answer = await problems.our_fault(request, error)
    return answer if _for_programs(request) else closed.our_fault(request)


def _for_programs(request: Request) -> bool:
    return str(request.scope["path"]).startswith(_PROGRAMS_PATHS)


class _Assets(StaticFiles):
    """Fonts: their names change when their content does, so they may be kept for a year."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
