"""What an app costs that hears nothing new: bytes and questions of an hour, by the stream and by polling."""

import asyncio
import contextlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from app.model.connection import ConnectionState
from app.services.checkout_client import CheckoutClient
from app.services.errors import Unreachable
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from tests.bench.checkout import BenchTown, town
from tests.bench.figures import Figure
from tests.support.endings import stopped

_SECONDS: Final = 126
_HOUR: Final = 3_600
# The server ends a stream after ten minutes, and the app asks what it missed before it opens the next.
_STREAMS_IN_AN_HOUR: Final = 6


@dataclass
class Relay:
    """A line between the app and the checkout, which counts what passes."""

    host: str
    port: int
    bytes_count: int = 0
    asked_at: list[float] = field(default_factory=list)
    lines: set[asyncio.Task[None]] = field(default_factory=set)

    def forget(self) -> None:
        self.bytes_count, self.asked_at = 0, []

    def taken(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.lines.add(asyncio.get_running_loop().create_task(self._pass_on(near, back)))

    async def end(self) -> None:
        for line in self.lines:
            line.cancel()
        await asyncio.gather(*self.lines, return_exceptions=True)

    async def _pass_on(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection(self.host, self.port)
        try:
            await asyncio.gather(self._pump(near, forth, asks=True), self._pump(far, back, asks=False))
        finally:
            for writer in (forth, back):
                writer.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, asks: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65_536):
                self.bytes_count += len(data)
                if asks and b" HTTP/1.1\r\n" in data:
                    self.asked_at.append(asyncio.get_running_loop().time())
                sink.write(data)
                await sink.drain()
            sink.close()


class Nobody:
    """Who is told, and does nothing about it."""

    def __init__(self) -> None:
        self.is_live = asyncio.Event()

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None: ...
    def caught_up(self) -> None: ...
    def signed_out(self) -> None: ...
    def kept(self, *, is_kept: bool) -> None: ...

    def connection_changed(
        self, connection: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False
    ) -> None:
        if connection is ConnectionState.LIVE:
            self.is_live.set()


class Unstreamed(CheckoutClient):
    """A client whose line lets no stream through."""

    def stream(self, after: int) -> Any:
        raise Unreachable("a proxy that buffers")


def idle_hours(folder: Path) -> list[Figure]:
    """Two minutes of each, and what they make of an hour; with a checkout of its own, so that nobody else is heard."""
    folder.mkdir()
    with town(folder) as quiet:
        return asyncio.run(_measure(quiet))


async def _measure(quiet: BenchTown) -> list[Figure]:
    by_stream, by_polling = await asyncio.gather(_idle(quiet, CheckoutClient), _idle(quiet, Unstreamed))
    (start_bytes, start_asked_at), (idle_bytes, _) = by_stream
    stream_bytes = idle_bytes * _HOUR / _SECONDS + start_bytes * _STREAMS_IN_AN_HOUR
    (_, _), (poll_bytes, asked_at) = by_polling
    # From the first question to the last; what stands at the ends of the time would count one too many.
    polls = _HOUR * (len(asked_at) - 1) / (asked_at[-1] - asked_at[0])
    return [
        Figure(
            "an idle hour by the stream, without TLS",
            "",
            f"{stream_bytes / 1024:.0f} KB, {len(start_asked_at) * _STREAMS_IN_AN_HOUR} requests",
        ),
        Figure(
            "an idle hour by polling, without TLS",
            "60 requests",
            f"{poll_bytes / len(asked_at) * polls / 1024:.0f} KB, {polls:.0f} requests",
        ),
    ]


Cost = tuple[int, list[float]]
"""Bytes, and when each question was asked."""


async def _idle(quiet: BenchTown, kind: type[CheckoutClient]) -> tuple[Cost, Cost]:
    """Until it is live, and in the seconds after that; the first taking in is not counted."""
    address = urlsplit(quiet.url)
    relay = Relay(str(address.hostname), int(address.port or 80))
    server = await asyncio.start_server(relay.taken, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        store, ear = LocalStore(Path(folder) / "shop.db"), Nobody()
        client = kind(f"http://127.0.0.1:{port}")
        client.token = quiet.shop.token
        live = LiveUpdates(client, store, ear)
        live.start()
        await asyncio.wait_for(ear.is_live.wait(), 60)
        await live.stop()
        ear.is_live.clear()
        relay.forget()
        live.start()
        await asyncio.wait_for(ear.is_live.wait(), 60)
        started = relay.bytes_count, relay.asked_at
        relay.forget()
        await asyncio.sleep(_SECONDS)
        idle = relay.bytes_count, relay.asked_at
        await live.stop()
        await client.close()
        store.close()
    await stopped(server)
    await relay.end()
    return started, idle
