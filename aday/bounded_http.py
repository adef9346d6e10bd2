"""HTTP whose waiting has an end: a head that does not come, and an answer that nobody takes.

uvicorn bounds only the silence between two requests. Whoever sends a head byte by byte, or reads nothing, would keep a
connection for ever at no cost.

An answer that goes on for minutes with little to say can be handed over: no task, no request and no parser is kept
for it any more (docs/decisions/0045).
"""

import asyncio
from typing import Final, Protocol, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""From the connection, or from the first byte of the next request, to the end of the head."""
TAKE_SECONDS: Final = 60.0
"""For a client to take anything of what waits for it."""
_TOO_LATE: Final = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Owner(Protocol):
    """Whoever has an answer handed over to it."""

    def resume(self) -> None:
        """The line was full, and takes something again."""

    def closed(self) -> None:
        """The line has ended, by whichever end."""


class _Bounded(asyncio.Protocol):
    """A line that is given up when its other end takes nothing of what waits for it."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _take_timer: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Called by the event loop when too much waits to be taken."""
        super().pause_writing()
        if self._take_timer is None:
            self._look_again()

    def resume_writing(self) -> None:
        self._is_taken()
        super().resume_writing()

    def _look_again(self) -> None:
        waiting_bytes = self._waiting_bytes()
        self._take_timer = self.loop.call_later(TAKE_SECONDS, self._mind_taking, waiting_bytes)

    def _mind_taking(self, waited_bytes: int) -> None:
        """Nothing taken since the last look: nobody is there. Little by little is a poor line."""
        self._take_timer = None
        if self._waiting_bytes() >= waited_bytes:
            self.transport.abort()
        else:
            self._look_again()

    def _waiting_bytes(self) -> int:
        waiting: int = self.transport.get_write_buffer_size()
        return waiting

    def _is_taken(self) -> None:
        if self._take_timer is not None:
            self._take_timer.cancel()
            self._take_timer = None


class OpenAnswer(_Bounded):
    """The rest of an answer in chunks, for whoever took it over. What the other end still says is not read."""

    def __init__(self, protocol: "BoundedHttp", owner: Owner) -> None:
        self.loop, self.transport = protocol.loop, protocol.transport
        self._owner, self._open = owner, cast("set[object]", protocol.connections)
        self._open.add(self)
        self.is_full = False

    def write(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        """Nothing more comes."""
        if not self.transport.is_closing():
            self.transport.write(b"0\r\n\r\n")
            self.transport.close()
            # The end waits, too, until what is before it has been taken.
            if self._take_timer is None:
                self._look_again()

    # By this name uvicorn ends what is open when it stops.
    shutdown = end

    def pause_writing(self) -> None:
        self.is_full = True
        super().pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.is_full = False
        self._owner.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._open.discard(self)
        self._owner.closed()


class BoundedHttp(_Bounded, HttpToolsProtocol):
    """One connection, given up when its other end is too slow for anybody who wants something."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What uvloop gives is one by what it can do, and by no class of asyncio's.
        super().connection_made(cast(asyncio.Transport, transport))
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"aday.hand_over": {"to": self.hand_over}}
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def hand_over(self, owner: Owner) -> OpenAnswer | None:
        """Leave the rest of an answer that has begun to an owner; None if the line is gone, or more was asked on it."""
        if self.cycle.disconnected or self.pipeline:
            return None
        # So no end of the answer is expected of the request, whose task is over now.
        self.cycle.disconnected = True
        self._head_is_there()
        self._is_taken()
        answer = OpenAnswer(self, owner)
        self.connections.discard(self)
        self.transport.set_protocol(answer)
        self.flow.resume_reading()
        if self.flow.write_paused:
            answer.pause_writing()
        # What holds each other would wait for the collector.
        del self.cycle, self.parser, self.scope
        return answer

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _head_is_there(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_TOO_LATE)
        self.transport.close()
