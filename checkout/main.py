"""The hosted checkout, wired together here and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from checkout.api import auth, balance, events, fees, links, merchant, payments, payouts, problems, refunds, webhooks
from checkout.errors import TooOften
from checkout.events.hub import Hub
from checkout.events.stream import Streams
from checkout.gateways.charges import Charges
from checkout.gateways.registry import make_gateways, make_routes
from checkout.gateways.setup import Surroundings
from checkout.http import BodyLimit
from checkout.ids import new_id
from checkout.limits import Limits
from checkout.pages import closed, landing, pay, previews, proof
from checkout.service import Service, TheService
from checkout.settings import Settings
from checkout.sms import ConsoleSms
from checkout.store.database import Clock, Database
from checkout.store.migrate import migrate
from checkout.work.asking import Asking
from checkout.work.inbox import InboxWorker
from checkout.work.reconciler import Reconciler
from checkout.work.refunding import RefundWorker
from checkout.work.tokens import DatabaseTokenDesk

if TYPE_CHECKING:
    from checkout.events.listening import Listener

log = structlog.get_logger(__name__)
ASSETS: Final = Path(__file__).parent.parent / "assets" / "checkout"
_GATEWAY_CONNECTIONS: Final = 100


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(settings: Settings, clock: Clock = utc_now) -> Database:
    """The database of these settings, brought to the newest tables."""
    migrate(settings.database_url)
    return Database(settings.database_url, clock=clock, new_id=new_id, public_url=settings.public_url)


def surroundings(settings: Settings, client: httpx.AsyncClient, db: Database, clock: Clock = utc_now) -> Surroundings:
    """What the gateways' adapters may use of this installation."""
    desk = DatabaseTokenDesk(db, clock)
    return Surroundings(client, clock, desk, settings.gateway_timeout_seconds, settings.payer_email_fallback)


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """The application, with the inbox worker and the reconciler running inside it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        db = open_database(settings, clock)
        limits = httpx.Limits(max_connections=_GATEWAY_CONNECTIONS)
        async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
            hub = Hub()
            service = _wire(settings, clock, db, client, hub)
            app.state.service = service
            listener = _listener(settings, hub) if db.is_shared else None
            if listener is None:
                # This process is the only one, so what was claimed was claimed by one that died.
                await service.reconciler.take_up_again()
                await service.refunds.take_up_again()
            for loop in (service.inbox.loop, service.reconciler.loop, service.refunds.loop):
                loop.start()
            yield
            await service.refunds.loop.stop()
            await service.reconciler.loop.stop()
            await service.inbox.stop()
            if listener is not None:
                await listener.stop()
        db.close()

    app = FastAPI(title="Aday checkout", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(GZipMiddleware, minimum_size=512)
    app.add_middleware(BodyLimit)
    problems.install(app)
    _add_pages_for_errors(app)
    for_the_app = (auth, merchant, links, refunds, payments, balance, fees, payouts, events)
    for part in (*for_the_app, webhooks, pay, landing, previews, proof, closed):
        app.include_router(part.router)
    app.mount("/assets", _Assets(directory=ASSETS))
    _add_health(app)
    return app


def _listener(settings: Settings, hub: Hub) -> "Listener":
    """Hears the other workers; its driver is brought in only where there are any."""
    from checkout.events.listening import Listener

    listener = Listener(settings.database_url, hub)
    listener.start()
    return listener


def _wire(settings: Settings, clock: Clock, db: Database, client: httpx.AsyncClient, hub: Hub) -> Service:
    around = surroundings(settings, client, db, clock)
    known, ways = make_gateways(settings.gateways, around), make_routes(settings.gateways, settings.routes)
    asking = Asking(db, known, ways, settings)
    db.after_commit = hub.nudge
    return Service(
        settings=settings,
        clock=clock,
        db=db,
        gateways=known,
        routes=ways,
        charges=Charges(ways, known, settings.gateway_rates, settings.service_rates),
        asking=asking,
        inbox=InboxWorker(db, known, asking),
        reconciler=Reconciler(db, asking),
        refunds=RefundWorker(db, known, asking.first_pause),
        streams=Streams(db, hub),
        limits=Limits(clock),
        sms=ConsoleSms(),
    )


def _add_health(app: FastAPI) -> None:
    @app.get("/healthz", tags=["running it"])
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["running it"])
    async def ready(service: TheService) -> dict[str, str]:
        """The process and its database answer."""
        await service.db.read(lambda conn: conn.execute(text("SELECT 1")).scalar())
        return {"status": "ok"}


def _add_pages_for_errors(app: FastAPI) -> None:
    """People get a page, programs a problem document: /v1/ and webhooks are for programs."""

    async def too_often(request: Request, error: Exception) -> Response:
        assert isinstance(error, TooOften)
        if _for_programs(request):
            return await problems.refused(request, error)
        return closed.too_often(request, error.retry_after_seconds)

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if _for_programs(request) or error.status_code != 404:
            return await problems.plain(request, error)
        return closed.not_found(request)

    async def our_fault(request: Request, error: Exception) -> Response:
        answer = await problems.our_fault(request, error)
        return answer if _for_programs(request) else closed.our_fault(request)

    app.add_exception_handler(TooOften, too_often)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(Exception, our_fault)


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith(("/v1/", "/webhooks/", "/assets/"))


class _Assets(StaticFiles):
    """Fonts: their names change when their content does, so they may be kept for a year."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
