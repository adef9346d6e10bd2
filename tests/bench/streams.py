"""What live streams cost that hear nothing, and how soon one event is heard beside them; each beside a bare server."""

import asyncio
import json
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from checkout.commands.sign_in import hash_token
from checkout.ids import new_id
from checkout.store import tables
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from sandbox.main import DEMO_STORE
from tests.bench.figures import Figure, percentile, spread
from tests.bench.processor import processor_seconds
from tests.bench.serving import served

MANY: Final = (200, 2_000, 10_000)
_EVENTS: Final = 200
_RUNS: Final = 5
_AT_ONCE: Final = 16
# As often as each is pinged.
_IDLE_SECONDS: Final = 20.0
_SETTLE_SECONDS: Final = 3.0
_PING: Final = b"event: ping\ndata: {}\n\n"

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def bare(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """The least that holds a line open and pings it, as an application is usually written."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": _PING, "more_body": scope["path"] != "/readyz"})
        while scope["path"] != "/readyz":
            await asyncio.sleep(20)
            await send({"type": "http.response.body", "body": _PING, "more_body": True})


def streams(folder: Path) -> list[Figure]:
    """Two hundred, two thousand and ten thousand, each of a shop of its own."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 3 * MANY[-1]), most))
    return [figure for many in MANY for figure in _beside(folder / f"streams-{many}.db", many)]


def _beside(file: Path, many: int) -> list[Figure]:
    database_url = f"sqlite:///{file}"
    migrate(database_url)
    tokens = _shops(database_url, many + 1)
    environment = {
        "ADAY_DATABASE_URL": database_url,
        "ADAY_SSLCOMMERZ_BASE_URL": "http://127.0.0.1:9",
        "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
        "ADAY_API_CALLS_PER_MINUTE": "1000000",
    }
    with served(["aday", "serve"], environment) as (server, port):
        ours, heard = asyncio.run(_measure(server, port, tokens[:-1], tokens[-1]))
    with served(["uvicorn", "tests.bench.streams:bare", "--no-access-log", "--timeout-graceful-shutdown", "1"], {}) as (
        server,
        port,
    ):
        theirs, _ = asyncio.run(_measure(server, port, tokens[:-1], ""))
    rows = zip(
        ("memory of each", "processor for all of them, idle", "processor to open one"),
        ("25 KB", "0.05 core" if many == MANY[-1] else "", "2 ms"),
        zip(ours, theirs, strict=True),
        strict=True,
    )
    figures = [
        Figure(f"{many:,} idle streams: {what}", may_be, f"{own}; bare {bare}") for what, may_be, (own, bare) in rows
    ]
    each = _EVENTS // _RUNS
    medians, p99s = (
        [percentile(heard[start : start + each], percent) for start in range(0, _EVENTS, each)] for percent in (50, 99)
    )
    return [
        *figures,
        Figure(
            f"beside {many:,} idle streams: link asked for → event read, median and p99 ({_RUNS} runs of {each})",
            "; 30 ms",
            f"{spread(medians, '{:.1f} ms')}; {spread(p99s, '{:.1f} ms')}",
        ),
    ]


def _shops(database_url: str, many: int) -> list[str]:
    """So many shops with a device each; their tokens."""
    db = Database(database_url, clock=utc_now, new_id=new_id, public_url="http://127.0.0.1")
    tokens = [f"aday_bench_{number}" for number in range(many)]

    def write(uow: UnitOfWork) -> None:
        uow.conn.execute(
            tables.merchants.insert(),
            [
                {
                    "id": f"mer_{number}",
                    "phone": f"+88018{number:08d}",
                    "name": f"দোকান {number}",
                    "address": "",
                    "language": "bn",
                    "event_seq": 0,
                    "link_key": f"{number:064x}",
                    "created_at": uow.now,
                }
                for number in range(many)
            ],
        )
        uow.conn.execute(
            tables.devices.insert(),
            [
                {
                    "id": f"dev_{number}",
                    "merchant_id": f"mer_{number}",
                    "name": "bench",
                    "token_hash": hash_token(token),
                    "created_at": uow.now,
                }
                for number, token in enumerate(tokens)
            ],
        )

    db.transact_now(write)
    db.close()
    return tokens


async def _measure(
    server: psutil.Process, port: int, tokens: list[str], shop: str
) -> tuple[tuple[str, str, str], list[float]]:
    """Memory of each, processor of all while idle and to open one; and how soon a shop hears of its events, in ms."""
    # What is made once is made now.
    held = [await open_stream(port, token) for token in tokens[:20]]
    memory, processor = server.memory_info().rss, processor_seconds(server)
    left = iter(tokens[20:])

    async def open_all() -> None:
        held.extend([await open_stream(port, token) for token in left])

    await asyncio.gather(*(open_all() for _ in range(_AT_ONCE)))
    opened = len(tokens) - 20
    opening = (processor_seconds(server) - processor) / opened * 1000
    await asyncio.sleep(_SETTLE_SECONDS)
    each = (server.memory_info().rss - memory) / opened / 1024
    processor, began = processor_seconds(server), time.perf_counter()
    await asyncio.sleep(_IDLE_SECONDS)
    idle = (processor_seconds(server) - processor) / (time.perf_counter() - began)
    heard = await _hear(port, shop) if shop else []
    for _, writer in held:
        writer.close()
    return (f"{each:.1f} KB", f"{idle:.4f} core", f"{opening:.2f} ms"), heard


async def open_stream(port: int, token: str, after: int = 0) -> Line:
    """A shop's own, once it has been pinged; it tells what came after this event, as the app asks for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /v1/events/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
    writer.write(f"{head}Last-Event-ID: {after}\r\n\r\n".encode())
    said = await reader.readuntil(_PING)
    assert said.startswith(b"HTTP/1.1 200"), said
    return reader, writer


async def _hear(port: int, token: str) -> list[float]:
    reader, writer = await open_stream(port, token)
    took = []
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as http:
        for number in range(_EVENTS):
            link = new_id("pl")
            began = time.perf_counter()
            asking = asyncio.create_task(http.post("/v1/links", json={"id": link, "amount": 1_000 + number}))
            while True:
                said = await asyncio.wait_for(reader.readuntil(b"\n\n"), 60)
                if b"event: link.created" in said and json.loads(said.partition(b"data: ")[2])["id"] == link:
                    break
            took.append((time.perf_counter() - began) * 1000)
            assert (await asking).status_code == 201
    writer.close()
    return took
