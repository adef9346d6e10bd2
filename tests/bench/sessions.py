"""What a signed-in session of the app in a browser takes of the server: memory, and processor for one event drawn in it."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.bench.checkout import BenchTown, answers
from tests.bench.figures import Figure
from tests.bench.flet_client import FletClient
from tests.support.servers import free_port
from tests.support.shop import ShopDevice, eventually

SHOPS: Final = 25
_FIRST: Final = 5
"""So many sessions are there before it is measured: they bring what is read once for all."""
_LINKS: Final = 6
_EVENTS: Final = 4
_GONE_SECONDS: Final = 13
"""A session that lost its page goes with the next round, every ten seconds."""


class _Server:
    """The app's server, or a bare one, in a process of its own."""

    def __init__(self, *ours: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.app_server", str(port), *ours],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        eventually(lambda: answers(f"{self.url}/"))

    def say(self, word: str = "look") -> Any:
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{word}\n")
        into.flush()
        return json.loads(out.readline())

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)


def sessions(town: BenchTown, folder: Path) -> list[Figure]:
    """Pages of as many shops on the home screen; beside them a Flet app of one text."""
    for shop in town.shops:
        for number in range(_LINKS):
            shop.new_link(100_000 + number, "থ্রি-পিস, নীল")
    return asyncio.run(_measure(town, folder))


async def _measure(town: BenchTown, folder: Path) -> list[Figure]:
    bare_bytes, bare_ms = await _bare()
    server = _Server(town.url, str(folder / "app-of-many"))
    pages = await _opened(server, town.shops[:_FIRST])
    first = server.say()
    pages += await _opened(server, town.shops[_FIRST:])
    all_there = server.say()
    each = (all_there["bytes"] - first["bytes"]) / (len(pages) - _FIRST)
    cpu_ms, waited_ms = await _events(server, pages, town.shops)
    await _closed(pages)
    once = server.say()
    await _closed(await _opened(server, town.shops))
    again = server.say()
    server.end()
    grown = (again["bytes"] - once["bytes"]) / once["bytes"]
    return [
        Figure(
            f"app's server: memory of one more signed-in session on the home screen, of {len(pages)}",
            "500 KB",
            f"{each / 1000:.0f} KB; a bare Flet session {bare_bytes / 1000:.0f} KB",
        ),
        Figure(
            "app's server: processor for one event drawn in one session",
            "10 ms",
            f"{cpu_ms:.1f} ms; one text of a bare Flet session {bare_ms:.2f} ms",
        ),
        Figure("a link is made → its bytes have come to the page, median", "", f"{waited_ms:.0f} ms"),
        Figure(
            f"app's server: memory after {len(pages)} sessions came and went a second time", "+10 %", f"{grown:+.1%}"
        ),
    ]


async def _opened(server: _Server, shops: Sequence[ShopDevice]) -> list[FletClient]:
    pages = [FletClient(server.url, shop.token) for shop in shops]
    for page in pages:
        await page.open()
        await page.hears(b"light-live")
    return pages


async def _closed(pages: Sequence[FletClient]) -> None:
    for page in pages:
        await page.close()
    await asyncio.sleep(_GONE_SECONDS)


async def _events(server: _Server, pages: Sequence[FletClient], shops: Sequence[ShopDevice]) -> tuple[float, float]:
    """Milliseconds of processor for an event, less what the server takes while nothing happens; and of waiting."""
    took = []
    before = server.say("cpu")["cpu"]
    await asyncio.sleep(5)
    idle = (server.say("cpu")["cpu"] - before) / 5
    began, before = time.monotonic(), server.say("cpu")["cpu"]
    for number in range(_EVENTS):
        for page, shop in zip(pages, shops, strict=True):
            page.forget()
            asked = time.perf_counter()
            made = await asyncio.to_thread(shop.new_link, 200_000 + number, "চাল")
            await page.hears(made["id"].encode())
            took.append((page.heard_at - asked) * 1000)
    cpu = server.say("cpu")["cpu"] - before - idle * (time.monotonic() - began)
    return cpu / len(took) * 1000, statistics.median(took)


async def _bare() -> tuple[float, float]:
    """Bytes of a session of one text, and milliseconds of processor for drawing it anew."""
    server = _Server()
    pages = [FletClient(server.url) for _ in range(SHOPS)]
    first: Any = None
    for number, page in enumerate(pages):
        if number == _FIRST:
            first = server.say()
        await page.open()
        await page.hears(b"")
    each = (server.say()["bytes"] - first["bytes"]) / (len(pages) - _FIRST)
    before, draws = server.say("cpu")["cpu"], 20
    for _ in range(draws):
        server.say("draw")
        await asyncio.sleep(0.1)
    cpu = server.say("cpu")["cpu"] - before
    await asyncio.gather(*(page.close() for page in pages))
    server.end()
    return each, cpu / draws / len(pages) * 1000
