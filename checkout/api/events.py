"""The shop's event log, by polling and as a stream."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from checkout.events.seats import Seat
from checkout.http.openapi import answers, refused
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources.event import EventList


class EventStream(StreamingResponse):
    """Server-sent events."""

    media_type = "text/event-stream"

    # FastAPI reads the status of a documented answer from this signature.
    def __init__(self, content: AsyncIterator[str], seat: Seat, status_code: int = 200) -> None:
        super().__init__(content, status_code, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._seat = seat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._seat:
            await super().__call__(scope, receive, send)


router = APIRouter(prefix="/v1/events", tags=["events"])
_SEQ_MAX = 2**63 - 1
Seq = Annotated[int, Query(ge=0, le=_SEQ_MAX, description="The number of the last event that you have")]


@router.get("", name="list_events", **answers(EventList, 401, 422, 503))
async def poll(
    session: TheSession,
    service: TheService,
    after: Seq = 0,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds")] = 0,
) -> dict[str, object]:
    """The events after a number, oldest first; `wait` so many seconds for one if there is none."""
    found = await service.streams.poll(session.token_hash, session.merchant.id, after, wait)
    return {"data": [{"seq": one.seq, "type": one.type, "data": json.loads(one.data)} for one in found]}


@router.get("/stream", name="stream_events", response_class=EventStream, responses=refused(401, 422, 503))
async def stream(
    request: Request,
    session: TheSession,
    service: TheService,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=_SEQ_MAX, description="As `after`, which it goes before")
    ] = None,
    after: Seq = 0,
) -> StreamingResponse:
    """The same events as they happen (SSE); goes on after `Last-Event-ID`. Ends itself after ten minutes.

    A device has eight at once at most.
    """
    start = last_event_id if last_event_id is not None else after
    seat = service.streams.streaming.take(session.token_hash, session.merchant.id)
    told = service.streams.sse(session.token_hash, session.merchant.id, start, request.is_disconnected)
    return EventStream(told, seat)
