"""A line between a browser and a server that a test can let pass, freeze and cut, as a poor network does."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

from tests.support.endings import some_turns, stopped

_AT_ONCE_BYTES = 65_536


class State(StrEnum):
    PASSES = "passes"
    FROZEN = "frozen"
    """Nothing goes through and nobody is told: what is sent waits, as in a tunnel."""
    CUT = "cut"
    """Every connection is reset, and no new one is taken."""


class Line:
    """A TCP proxy on this machine before one server, which may be started again at its port."""

    def __init__(self, port: int, loop: asyncio.AbstractEventLoop) -> None:
        self._behind, self._loop = port, loop
        self._state = State.PASSES
        self._passing = asyncio.Event()
        self._passing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.cuts_count = 0
        self.passed_bytes = 0
        """From the server to the browser."""
        self._passes_most: int | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def freeze(self) -> None:
        self._set(State.FROZEN)

    def cut(self) -> None:
        """Reset what is open and refuse what comes, until it passes again."""
        self._set(State.CUT)

    def freeze_after(self, more_bytes: int) -> None:
        """Freeze as soon as so many more bytes have gone to the browser."""
        self._passes_most = self.passed_bytes + more_bytes

    def mend(self) -> None:
        self._passes_most = None
        self._set(State.PASSES)

    def lead_to(self, port: int) -> None:
        """Lead to another server of this machine from now on, as after an update: what is open is reset."""
        self._behind = port
        self.cut()
        self.mend()

    def _set(self, state: State) -> None:
        async def change() -> None:
            self._state = state
            if state is State.FROZEN:
                self._passing.clear()
            else:
                self._passing.set()
            if state is State.CUT:
                self.cuts_count += len(self._writers)
                for writer in list(self._writers):
                    _reset(writer)

        asyncio.run_coroutine_threadsafe(change(), self._loop).result(10)

    async def start(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A line that ends with its test takes its connections along, without a word.
        with suppress(asyncio.CancelledError):
            try:
                await self._pass_on(reader, writer)
            finally:
                writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._passing.wait()
        if self._state is State.CUT:
            _reset(writer)
            return
        try:
            behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            _reset(writer)
            return
        both = {writer, behind_writer}
        self._writers |= both
        try:
            await asyncio.gather(self._carry(reader, behind_writer), self._carry(behind_reader, writer, counts=True))
        finally:
            self._writers -= both
            behind_writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool = False) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_AT_ONCE_BYTES):
                await self._passing.wait()
                writer.write(chunk)
                await writer.drain()
                self.passed_bytes += len(chunk) if counts else 0
                if self._passes_most is not None and self.passed_bytes >= self._passes_most:
                    self._state = State.FROZEN
                    self._passing.clear()
        writer.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to the server at that port of this machine, in a thread of its own."""
    loop = asyncio.new_event_loop()
    line = Line(port, loop)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(line.start(), loop).result(10)
    try:
        yield line
    finally:

        async def end() -> None:
            await stopped(server)
            line._passing.set()
            for writer in list(line._writers):
                _reset(writer)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            # A connection that was closed just now is gone some turns later.
            await some_turns()

        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST, as a network that is gone seems to do afterwards."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()
