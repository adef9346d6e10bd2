"""For whoever runs it: is it alive, is it ready, and how is it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from checkout import metrics
from checkout.errors import DatabaseAway, NotFound
from checkout.http.openapi import refused
from checkout.http.service import TheService
from checkout.store import rate_limits
from checkout.store.gauges import gauges
from checkout.store.unit_of_work import UnitOfWork

router = APIRouter(tags=["running it"])


@router.get("/healthz", name="is_alive", responses={400: refused()[400]})
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", name="is_ready", responses=refused(503))
async def ready(service: TheService) -> dict[str, str]:
    """The process answers, and its database can be read and written: a full disk is read from as if nothing were."""
    await service.db.read(lambda conn: conn.execute(text("SELECT 1")).scalar())
    await service.db.transact(_write_something)
    return {"status": "ok"}


@router.get("/metrics", include_in_schema=False)
async def tell_metrics(request: Request, service: TheService) -> Response:
    """For Prometheus, from inside: what a proxy brings in from outside finds nothing here."""
    if "x-forwarded-for" in request.headers:
        raise NotFound("page")
    try:
        told = await service.db.read(gauges, service.clock())
    except DatabaseAway:
        told = []
    usable = ("aday_database_usable", "Whether this worker can use its database", float(not service.db.outage.is_on))
    return Response(metrics.rendered([*told, usable]), media_type=CONTENT_TYPE_LATEST)


def _write_something(uow: UnitOfWork) -> None:
    rate_limits.prove_writing(uow.conn, uow.now)
