"""How soon a shop hears of its payments while notices come at a steady pace, and links made by many at once."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from sqlalchemy import select

from checkout.core.payment_status import Status
from checkout.ids import new_id
from checkout.store import tables
from checkout.store.migrate import migrate
from checkout.store.unit_of_work import UnitOfWork
from tests.bench.figures import Figure, percentile, spread
from tests.bench.processor import processor_seconds
from tests.bench.settled import Settling, begun, notice_request, send, settle, settling_checkout
from tests.bench.streams import Line, open_stream
from tests.bench.yardsticks import yardsticks

_RUNS: Final = 5
_AT_ONCE: Final = 16
_WARM: Final = 200
_SUSTAINED: Final = 2_000
_SLOW: Final = 10
# Of each run.
_SLOW_SECONDS, _FAST_SECONDS = 5, 3
_LINKS: Final = 600


def paced(folder: Path) -> list[Figure]:
    """Notices of one shop over SQLite with `synchronous=FULL`, the gateway's word asked for; each from when it was due."""
    with _checkout(folder / "paced.db") as checkout:
        asyncio.run(settle(checkout, _AT_ONCE, _WARM))
        sustained = asyncio.run(settle(checkout, _AT_ONCE, _SUSTAINED)).a_second
        half = int(sustained / 2)
        figures = []
        for pace, seconds, limits, what in (
            (_SLOW, _SLOW_SECONDS, ("12 ms", "40 ms"), f"{_SLOW} a second"),
            (half, _FAST_SECONDS, ("", "100 ms"), f"{half} a second, half of what was sustained"),
        ):
            runs = [asyncio.run(_heard(checkout, pace, pace * seconds)) for _ in range(_RUNS)]
            figures += [
                Figure(
                    f"notice → event at the shop, {what} ({_RUNS} runs of {pace * seconds}): {name}",
                    limit,
                    spread([percentile(run, percent) for run in runs], "{:.1f} ms"),
                )
                for name, percent, limit in zip(("median", "p99"), (50, 99), limits, strict=True)
            ]
    return figures


def links_at_once(folder: Path) -> list[Figure]:
    """New links of one shop over the API, sixteen at once."""
    stick = yardsticks(folder)
    with _checkout(folder / "links.db") as checkout:
        asyncio.run(_make_links(checkout, _WARM))
        costs, rates = zip(*(asyncio.run(_make_links(checkout, _LINKS)) for _ in range(_RUNS)), strict=True)
    what = f"new link over the API, {_AT_ONCE} at once ({_RUNS} runs of {_LINKS})"
    return [
        Figure(f"{what}: processor for each", "2 ms", stick.beside(costs)),
        Figure(f"{what}: a second", "500", spread(rates, "{:.0f}")),
    ]


def _checkout(file: Path) -> AbstractContextManager[Settling]:
    url = f"sqlite:///{file}"
    migrate(url)
    return settling_checkout(url)


async def _heard(checkout: Settling, pace: int, count: int) -> list[float]:
    """Milliseconds from when each notice was due until the shop had read of its payment."""
    port = checkout.port
    told = [
        (notice_request(port, tran_id), payment_id) for payment_id, tran_id in checkout.db.transact_now(_begun, count)
    ]
    free: asyncio.Queue[Line] = asyncio.Queue()
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(_AT_ONCE)]
    for line in lines:
        free.put_nowait(line)
    # An app asks for what it has not got: told of all runs before this one, it would hear the first of its payments late.
    stream = await open_stream(port, checkout.shops[0].token, checkout.db.transact_now(_last_event))
    due, heard = await asyncio.gather(
        _send_all(free, told, pace), asyncio.wait_for(_hear(stream[0], {payment_id for _, payment_id in told}), 60)
    )
    for _, writer in (*lines, stream):
        writer.close()
    return [(heard[payment_id] - at) * 1000 for payment_id, at in due.items()]


async def _send_all(free: asyncio.Queue[Line], told: list[tuple[bytes, str]], pace: int) -> dict[str, float]:
    """When each was due: one that finds no free line in time, or that this process sends late, waited as well."""
    due = {}
    clock = asyncio.get_running_loop().time
    began = clock()
    async with asyncio.TaskGroup() as sending:
        for number, (request, payment_id) in enumerate(told):
            due[payment_id] = began + number / pace
            await asyncio.sleep(due[payment_id] - clock())
            sending.create_task(_send(free, request))
    return due


async def _send(free: asyncio.Queue[Line], request: bytes) -> None:
    """By a line that nobody else uses now."""
    line = await free.get()
    await send(*line, request)
    free.put_nowait(line)


async def _hear(reader: asyncio.StreamReader, payment_ids: set[str]) -> dict[str, float]:
    """When each of these was heard to be paid."""
    heard: dict[str, float] = {}
    while len(heard) < len(payment_ids):
        said = await reader.readuntil(b"\n\n")
        if b"event: payment.paid" in said:
            payment_id = json.loads(said.partition(b"data: ")[2])["id"]
            if payment_id in payment_ids:
                heard[payment_id] = asyncio.get_running_loop().time()
    return heard


def _begun(uow: UnitOfWork, count: int) -> list[tuple[str, str]]:
    payments, tran_ids = tables.payments, begun(uow, count)
    pending = select(payments.c.tran_id, payments.c.id).where(payments.c.status == Status.PENDING)
    ids = {row.tran_id: row.id for row in uow.conn.execute(pending)}
    return [(ids[tran_id], tran_id) for tran_id in tran_ids]


def _last_event(uow: UnitOfWork) -> int:
    return int(uow.conn.execute(select(tables.merchants.c.event_seq)).scalar_one())


async def _make_links(checkout: Settling, count: int) -> tuple[float, float]:
    """Milliseconds of processor for each of these links, and how many a second were made."""
    token = checkout.shops[0].token
    asked = iter([_link_request(checkout.port, token, number) for number in range(count)])
    lines = [await asyncio.open_connection("127.0.0.1", checkout.port) for _ in range(_AT_ONCE)]
    began, used = time.perf_counter(), processor_seconds(checkout.server)
    await asyncio.gather(*(_make(line, asked) for line in lines))
    took, used = time.perf_counter() - began, processor_seconds(checkout.server) - used
    for _, writer in lines:
        writer.close()
    return used / count * 1000, count / took


async def _make(line: Line, asked: Iterator[bytes]) -> None:
    reader, writer = line
    for request in asked:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 201 "), head
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length is not None
        await reader.readexactly(int(length[1]))


def _link_request(port: int, token: str, number: int) -> bytes:
    body = json.dumps({"id": new_id("pl"), "amount": 125_000 + number, "note": "থ্রি-পিস, নীল"}).encode()
    head = f"POST /v1/links HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n"
    return f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
