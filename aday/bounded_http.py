"""HTTP whose waiting has an end: a head that does not come, and an answer that nobody takes.

uvicorn bounds only the silence between two requests. Whoever sends a head byte by byte, or reads nothing, would keep a
connection for ever at no cost.
"""

import asyncio
from typing import Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""From the connection, or from the first byte of the next request, to the end of the head."""
TAKE_SECONDS: Final = 60.0
"""For a client to take anything of what waits for it."""
_TOO_LATE: Final = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedHttp(HttpToolsProtocol):
    """One connection, given up when its other end is too slow for anybody who wants something."""

    _head_timer: asyncio.TimerHandle | None = None
    _take_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What uvloop gives is one by what it can do, and by no class of asyncio's.
        super().connection_made(cast(asyncio.Transport, transport))
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        self._is_taken()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Called by the event loop when too much waits to be taken."""
        super().pause_writing()
        if self._take_timer is None:
            self._look_again()

    def resume_writing(self) -> None:
        self._is_taken()
        super().resume_writing()

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _head_is_there(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

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

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_TOO_LATE)
        self.transport.close()
