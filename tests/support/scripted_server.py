"""A server on a real socket that says of each request what a test says, byte by byte, and counts what it hears."""

import asyncio
import re
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from typing import Self

from tests.support.endings import stopped

Say = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GOOD = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"a": "ok"}'


def say(*pieces: bytes) -> Say:
    """These bytes, each piece by itself, and nothing after them."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            # The loop has its turn, so that the other side can have read it.
            await asyncio.sleep(0)

    return speak


def then_close(*pieces: bytes) -> Say:
    """These bytes, or none, and then the end of the connection."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await say(*pieces)(reader, writer)
        writer.close()

    return speak


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The connection is torn down."""
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Nothing, until the other side leaves."""
    await reader.read()


def endlessly(first: bytes, again: bytes) -> Say:
    """The first bytes, and then the others for as long as anybody takes them."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0)

    return speak


class ScriptedServer:
    """Says one thing after another, and the last one again and again."""

    def __init__(self, *says: Say, tls: ssl.SSLContext | None = None) -> None:
        self._says, self._tls = says or (say(GOOD),), tls
        self.heard: list[bytes] = []
        self.lines_count = 0
        self.left = asyncio.Event()
        """Set when a line has ended."""
        self._lines: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await stopped(self._server)
        for writer in self._lines.values():
            writer.transport.abort()
        await asyncio.gather(*self._lines)

    def speak_up(self, unasked: bytes) -> None:
        """Say something on every line, though nothing was asked."""
        for writer in self._lines.values():
            writer.write(unasked)

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines_count += 1
        task = asyncio.get_running_loop().create_task(self._hear(reader, writer))
        self._lines[task] = writer

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: (\d+)\r\n", head.lower())
                self.heard.append(head + (await reader.readexactly(int(length[1])) if length else b""))
                await self._says[min(len(self.heard), len(self._says)) - 1](reader, writer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()
            self.left.set()
