"""The shop's event log, by polling and as a stream."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.types import Receive, Scope, Send

from checkout import metrics
from checkout.commands import heard
from checkout.core.access import Reach, today_began
from checkout.errors import Busy
from checkout.events.hub import Hub
from checkout.events.poll import Poll
from checkout.events.seats import AGAIN_SECONDS
from checkout.events.stream import FIRST, Line, Stream
from checkout.http.asked import Asked
from checkout.http.openapi import SENT, answers, refused
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.resources.event import EventList
from checkout.service import Service
from checkout.store import events

# What `aday serve` offers beyond ASGI: a line without a request (docs/decisions/0045).
_HAND_OVER: Final = "aday.hand_over"


class EventStream(Response):
    """Server-sent events: begun here, and told by the hub when the request is long over."""

    media_type = "text/event-stream"

    # FastAPI reads the status of a documented answer from this signature.
    def __init__(
        self, hub: Hub, stream: Stream, hand_over: Callable[[Stream], Line | None], status_code: int = 200
    ) -> None:
        self._hub, self._stream, self._hand_over = hub, stream, hand_over
        self.status_code, self.background = status_code, None
        # A client may not keep the line for its next call: it is closed when the answer ends.
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Connection": "close"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as unless_begun:
            unless_begun.callback(self._hub.streaming.leave, self._stream.token_hash, self._stream.merchant_id)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": FIRST, "more_body": True})
            line = None if self._hub.is_ending else self._hand_over(self._stream)
            if line is None:
                await send({"type": "http.response.body", "body": b""})
            else:
                unless_begun.pop_all()
                self._stream.begin(line)


router = APIRouter(prefix="/v1/events", tags=["events"])
_SEQ_MAX = 2**63 - 1
Seq = Annotated[int, Query(ge=0, le=_SEQ_MAX, description="The number of the last event that you have")]


@router.get("", name="list_events", **answers(EventList, 401, 422, 503))
async def poll(
    session: TheSession,
    service: TheService,
    after: Seq = 0,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds")] = 0,
) -> Response:
    """The events after a number, oldest first; `wait` so many seconds for one if there is none."""
    place = await _place(session, service, after)
    found = await service.hub.poll(Poll(session.token_hash, session.merchant.id, place, session.device.grant), wait)
    # Each is kept as JSON, and need not be read to be written again.
    told = ",".join(f'{{"seq":{one.seq},"type":"{one.type}","data":{one.data}}}' for one in found)
    return Response(f'{{"data":[{told}]}}', media_type="application/json")


class Heard(Asked):
    """Of what a person at this device was told."""

    seq: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=_SEQ_MAX,
            description="The number of the last event, and all before it count; by a notice it alone does",
        ),
    ]
    by: Annotated[Literal["app", "push"], Field(description="The open app, or a notice while it was closed")] = "app"


@router.post("/heard", name="note_heard", status_code=204, responses=refused(401, *SENT))
async def note_heard(asked: Heard, session: TheSession, service: TheService) -> None:
    """Somebody was told at this device: a text that waited for that, as it does where push is on, need not be sent.

    One of what this device is not told is sent all the same.
    """
    grant, by_itself = session.device.grant, asked.by == "push"
    spared_count = await service.db.transact(
        heard.note_heard, session.merchant.id, grant, asked.seq, by_itself=by_itself
    )
    metrics.heard(asked.by, spared_count)


@router.get("/stream", name="stream_events", response_class=EventStream, responses=refused(401, 422, 503))
async def stream_events(
    request: Request,
    session: TheSession,
    service: TheService,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=_SEQ_MAX, description="As `after`, which it goes before")
    ] = None,
    after: Seq = 0,
) -> Response:
    """The same events as they happen (SSE); goes on after `Last-Event-ID`. Ends itself after ten minutes.

    A device has eight at once at most.
    """
    start = last_event_id if last_event_id is not None else after
    extension = request.scope.get("extensions", {}).get(_HAND_OVER)
    if extension is None:
        # Served by another server than `aday serve`: who may not stream polls.
        raise Busy(AGAIN_SECONDS)
    place = await _place(session, service, start)
    stream = Stream(service.hub, session.token_hash, session.merchant.id, place, session.device.grant)
    service.hub.streaming.take(stream.token_hash, stream.merchant_id)
    return EventStream(service.hub, stream, extension["to"])


async def _place(session: Session, service: Service, after: int) -> int:
    """Where to go on; at the till what was logged before today is not told, by whatever number it is asked for."""
    if session.reach is not Reach.TODAY:
        return after
    began = today_began(service.clock())
    return max(after, await service.db.read(events.last_before, session.merchant.id, began))
