"""For whoever runs it: is it alive, is it ready, and how is it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from checkout import metrics
from checkout.errors import NotFound
from checkout.service import TheService
from checkout.store.levels import levels

router = APIRouter(tags=["running it"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(service: TheService) -> dict[str, str]:
    """The process and its database answer."""
    await service.db.read(lambda conn: conn.execute(text("SELECT 1")).scalar())
    return {"status": "ok"}


@router.get("/metrics", include_in_schema=False)
async def tell_metrics(request: Request, service: TheService) -> Response:
    """For Prometheus, from inside: what a proxy brings in from outside finds nothing here."""
    if "x-forwarded-for" in request.headers:
        raise NotFound("page")
    told = metrics.rendered(await service.db.read(levels, service.clock()))
    return Response(told, media_type=CONTENT_TYPE_LATEST)
