"""A line between two servers on this machine on which requests and answers really go astray."""

import asyncio
import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tests.support.endings import stopped
from tests.support.servers import free_socket

Choose = Callable[[bytes], tuple[str, ...]]
"""Which faults a request, of which it is given the head, may meet."""

# Longer than the checkout waits for a gateway in these rounds.
TOO_LONG_SECONDS: Final = 2.2
TO_ALL: Final = ("lost before", "lost after", "repeated", "delivered late", "answered late", "cut", "500", "502 after")
TO_GATEWAYS: Final = (*TO_ALL, "HTML after", "401")
_HTML: Final = b"<html><body><h1>Bad Gateway</h1></body></html>"


class BadLine:
    """Carries each request on a connection of its own to the server at `behind`; so many in a hundred meet a fault."""

    def __init__(self, behind: int, chance: random.Random, per_cent: int, choose: Choose) -> None:
        self._behind, self._chance, self._per_cent, self._choose = behind, chance, per_cent, choose
        self.struck: Counter[str] = Counter()
        self._is_mended = False
        self._open: set[asyncio.Task[None]] = set()
        self.listening = free_socket()
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def mend(self) -> None:
        """From now on everything passes; what is on its way late still comes late."""
        self._is_mended = True

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, sock=self.listening)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            # A line that ends with its round takes its connections along, without a word.
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._one(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *([0-9]+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        plain = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)
        asked = plain.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) + body
        fault = self._fault(head)
        if fault:
            self.struck[fault] += 1
        await self._suffer(fault, asked, writer)

    def _fault(self, head: bytes) -> str:
        faults = () if self._is_mended else self._choose(head)
        return self._chance.choice(faults) if faults and self._chance.randrange(100) < self._per_cent else ""

    async def _suffer(self, fault: str, asked: bytes, writer: asyncio.StreamWriter) -> None:
        if fault == "lost before":
            return _reset(writer)
        if fault in ("500", "401"):
            reason = {"500": b"500 Internal Server Error", "401": b"401 Unauthorized"}[fault]
            return await _say(writer, _answer(reason, b'{"message": "try again"}', b"application/json"))
        if fault == "delivered late":
            await asyncio.sleep(TOO_LONG_SECONDS)
        answer = await self._deliver(asked)
        if fault == "repeated":
            answer = await self._deliver(asked)
        if fault == "answered late":
            await asyncio.sleep(TOO_LONG_SECONDS)
        if fault == "lost after" or not answer:
            return _reset(writer)
        if fault == "cut":
            await _say(writer, answer[: self._chance.randrange(1, len(answer))])
            return _reset(writer)
        if fault in ("HTML after", "502 after"):
            answer = _answer(b"200 OK" if fault == "HTML after" else b"502 Bad Gateway", _HTML, b"text/html")
        return await _say(writer, answer)

    async def _deliver(self, asked: bytes) -> bytes:
        """What the server answers; nothing while it is dead."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            return b""
        try:
            writer.write(asked)
            await writer.drain()
            return await reader.read(-1)
        except OSError:
            return b""
        finally:
            writer.close()

    async def end(self) -> None:
        others = set(self._open)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is on its way."""
        return not self._open


@contextmanager
def carrying(*lines: BadLine) -> Iterator[None]:
    """The lines, in a thread of their own, until the end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers = [asyncio.run_coroutine_threadsafe(line.serve(), loop).result(10) for line in lines]
    try:
        yield
    finally:

        async def end() -> None:
            await stopped(*servers)
            for line in lines:
                await line.end()

        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _answer(reason: bytes, body: bytes, kind: bytes) -> bytes:
    fields = b"content-type: %s\r\ncontent-length: %d\r\nconnection: close" % (kind, len(body))
    return b"HTTP/1.1 %s\r\n%s\r\n\r\n%s" % (reason, fields, body)


async def _say(writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()
