"""One connection to a gateway's server, on which one question at a time is asked."""

import asyncio
import select
import sys
from collections.abc import Callable
from dataclasses import dataclass

from checkout.gateways.answers import AnswerReader, RawAnswer
from checkout.gateways.base import GatewayUnreachable, NotSent


@dataclass(frozen=True, slots=True)
class Place:
    """A server."""

    host: str
    port: int
    is_tls: bool


class Connection(asyncio.Protocol):
    """Asks, and waits for the answer. What is said while nothing was asked ends it."""

    _transport: asyncio.Transport

    def __init__(self, place: Place, on_lost: Callable[["Connection"], None]) -> None:
        self.place = place
        self._on_lost = on_lost
        self._reader: AnswerReader | None = None
        self._whole: asyncio.Future[None] | None = None
        self._kept_until: asyncio.TimerHandle | None = None
        self.gone = asyncio.get_running_loop().create_future()

    async def ask(self, question: bytes) -> RawAnswer:
        """Send it, once, and wait. Raises NotSent, or GatewayUnreachable when it may have arrived."""
        self._stop_keeping()
        if self._transport.is_closing():
            raise NotSent("the connection was lost before it was asked")
        self._reader, self._whole = AnswerReader(), asyncio.get_running_loop().create_future()
        self._transport.write(question)
        try:
            await self._whole
            return self._reader.raw_answer()
        finally:
            self._whole = None

    @property
    def is_fit(self) -> bool:
        """Whether it can be asked: it is there, all of its question went out, and its answer came to a good end."""
        answered = self._reader is None or self._reader.leaves_line_open
        all_sent = self._transport.get_write_buffer_size() == 0
        return answered and all_sent and self._whole is None and not self._transport.is_closing()

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come that nobody has read yet, such as the news that the other side has gone."""
        return not self._transport.is_closing() and not _can_be_read(self._transport.get_extra_info("socket").fileno())

    def keep(self, seconds: float) -> None:
        """Wait for so long for another question, and then end."""
        self._kept_until = asyncio.get_running_loop().call_later(seconds, self.abort)

    def abort(self) -> None:
        """End at once, whatever is under way."""
        self._fail(GatewayUnreachable("the connection was given up"))
        self._transport.abort()

    # The loop calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # Of a stream it is one that writes.

    def data_received(self, data: bytes) -> None:
        if self._reader is None or self._whole is None or self._whole.done():
            self.abort()
            return
        try:
            self._reader.feed(data)
        except GatewayUnreachable as error:
            self._fail(error)
            self._transport.abort()
            return
        if self._reader.is_whole:
            self._whole.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._stop_keeping()
        if self._reader is not None and self._whole is not None and not self._whole.done():
            self._end(self._reader, self._whole, error)
        self.gone.set_result(None)
        self._on_lost(self)

    def _end(self, reader: AnswerReader, whole: "asyncio.Future[None]", error: Exception | None) -> None:
        try:
            if error is not None:
                raise GatewayUnreachable(f"the connection was lost: {type(error).__name__}")
            reader.end()
            whole.set_result(None)
        except GatewayUnreachable as unreachable:
            self._fail(unreachable)

    def _fail(self, error: GatewayUnreachable) -> None:
        if self._whole is not None and not self._whole.done():
            self._whole.set_exception(error)

    def _stop_keeping(self) -> None:
        if self._kept_until is not None:
            self._kept_until.cancel()
            self._kept_until = None


def _can_be_read(number: int) -> bool:
    """Whether the socket of this number has something to read, its end included; asks the system, and does not wait."""
    if sys.platform == "win32":
        return bool(select.select([number], [], [], 0)[0])
    looking = select.poll()
    looking.register(number, select.POLLIN)
    return bool(looking.poll(0))
