"""The app as a web page: what its machine keeps of browsers, and whose browser it says it asks for."""

import asyncio
import gc
import os
import re
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from aday.thin_sockets import ThinSocket
from app.services.checkout_client import CheckoutClient
from app.shell import AppConfig
from app.web import create_web_app, forget_unused
from tests.bench.flet_client import FletClient
from tests.support import plain
from tests.support.servers import Running, free_socket, serving
from tests.support.shop import eventually, until

NOW = 1_800_000_000.0
DAY = 86_400


def test_replicas_of_browsers_that_did_not_come_back_for_a_quarter_go(tmp_path: Path) -> None:
    for name, days in (
        ("shop-old.db", 100),
        ("shop-old.db-wal", 91),
        ("shop-used.db", 100),
        ("shop-used.db-wal", 1),
        ("shop-new.db", 89),
        ("notes.txt", 400),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (NOW - days * DAY,) * 2)
    forget_unused(tmp_path, NOW)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["notes.txt", "shop-new.db", "shop-used.db", "shop-used.db-wal"]
    forget_unused(tmp_path / "nowhere", NOW)


def test_what_is_old_goes_while_the_server_runs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web._FORGET_EVERY_SECONDS", 0.01)
    old = [tmp_path / name for name in ("shop-old.db", "packed/old.br", "pages/old.json")]
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))):
        for path in old:
            path.parent.mkdir(exist_ok=True)
            path.touch()
            os.utime(path, (1_000_000.0,) * 2)
        eventually(lambda: not any(path.exists() for path in old))


@pytest.mark.parametrize(("browser", "told"), [("203.0.113.7", "203.0.113.7"), ("", None)])
def test_the_checkout_is_told_whose_browser_asks(browser: str, told: str | None) -> None:
    heard: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers.get("x-forwarded-for"))
        return httpx.Response(200, json={"data": []})

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            await CheckoutClient("https://pay.example", http, browser=browser).devices()

    asyncio.run(ask())
    assert heard == [told]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Running]:
    """The app's own server, shown by a proxy under a name too."""
    config = AppConfig("http://127.0.0.1:9", tmp_path)
    with serving(create_web_app(config, names=("app.example.com",))) as running:
        yield running


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"])
def test_it_describes_itself_to_nobody(web: Running, path: str) -> None:
    told = plain.get(web.url + path).text.lower()
    for word in ("swagger", "redoc", '"openapi"', "cdn."):
        assert word not in told


def test_a_glyph_that_no_font_has_is_answered_with_a_font_and_not_asked_for_again(web: Running) -> None:
    answers = [plain.get(f"{web.url}/assets/fonts/{name}") for name in ("notoemoji/v1/x.woff2", "other/x.woff2")]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].headers["content-type"] == "font/woff2"
    # Whoever pays may write their name in as many scripts as they like.
    assert len(answers[0].content) < 5_000
    assert answers[0].headers["cache-control"].endswith("immutable")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("{here}", 200),
        ("localhost:1", 200),
        ("app.example.com", 200),
        ("APP.example.com:443", 200),
        ("evil.example", 421),
        ("app.example.com.evil.example", 421),
        ("[", 421),
    ],
)
def test_it_is_shown_under_its_own_names_alone(web: Running, host: str, status: int) -> None:
    here = web.url.removeprefix("http://")
    assert plain.get(web.url, headers={"Host": host.format(here=here)}).status_code == status


@pytest.mark.parametrize(
    ("host", "origin", "is_let_in"),
    [
        ("{here}", "http://{here}", True),
        ("{here}", None, True),
        ("app.example.com", "https://app.example.com", True),
        ("{here}", "http://evil.example", False),
        ("{here}", "http://127.0.0.1:1", False),
        ("{here}", "null", False),
        ("{here}", "http://{here}.evil.example", False),
        ("app.example.com", "https://evil.example", False),
        ("evil.example", "http://evil.example", False),
    ],
)
def test_no_other_page_opens_a_socket_in_somebodys_browser(
    web: Running, host: str, origin: str | None, is_let_in: bool
) -> None:
    here = web.url.removeprefix("http://")
    head = [
        "GET /ws HTTP/1.1",
        f"Host: {host.format(here=here)}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *([f"Origin: {origin.format(here=here)}"] if origin else []),
    ]
    with socket.create_connection(("127.0.0.1", int(here.rpartition(":")[2])), timeout=60) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode())
        said = line.recv(1_000)
    assert said.startswith(b"HTTP/1.1 101 " if is_let_in else b"HTTP/1.1 403 "), said


def test_our_page_opens_a_socket_to_nobody_else(web: Running) -> None:
    policy = plain.get(web.url).headers["content-security-policy"]
    reached = re.search("connect-src ([^;]+)", policy)
    assert reached is not None
    sockets = [one for one in reached[1].split() if one.startswith("ws")]
    assert {urlsplit(one).hostname for one in sockets} == {"localhost", "127.0.0.1", "app.example.com"}


def test_no_other_page_sends_anything_in_somebodys_browser(web: Running) -> None:
    assert plain.post(f"{web.url}/upload", headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("said", [[], ["text"], [b"\0\xc1"], [b"\0\x92\x01\xc0"], [b"\x03late", b"\x02"]])
def test_a_line_that_never_named_a_page_leaves_nothing_behind(web: Running, said: list[str | bytes]) -> None:
    """A page opens several when its line is poor, and keeps one: each that stayed would be counted for good."""

    async def open_and_go() -> None:
        async with connect(f"{web.url.replace('http', 'ws', 1)}/ws", proxy=None) as line:
            for packet in said:
                await line.send(packet)

    def lines_count() -> int:
        """As the server counts them, whose tasks are in another thread."""
        tasks = [one for one in gc.get_objects() if issubclass(type(one), asyncio.Task) and not one.done()]
        return sum("run_asgi" in repr(task.get_coro()) for task in tasks)

    for _ in range(3):
        asyncio.run(open_and_go())
    eventually(lambda: lines_count() == 0)


def test_a_window_as_high_as_a_mountain_is_drawn_as_one_that_there_is(web: Running) -> None:
    """One process draws for all shops: whoever makes a size up must not have it draw for nobody else."""

    async def sign_in_screen(height: float) -> int:
        page = FletClient(web.url, size=(1_280, height))
        await page.open()
        await page.hears(b"send-code")
        await page.close()
        return page.bytes_count

    as_high = asyncio.run(sign_in_screen(8_192))
    for height in (300_000.0, float("inf")):
        assert asyncio.run(sign_in_screen(height)) < as_high * 1.1
    assert asyncio.run(sign_in_screen(float("nan"))) < as_high


def test_there_are_as_many_lines_as_the_server_has_room_for_and_then_no_more() -> None:
    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()

    async def open_lines(port: int) -> list[int]:
        refused: list[int] = []
        async with AsyncExitStack() as lines:
            for _ in range(12):
                try:
                    await lines.enter_async_context(connect(f"ws://127.0.0.1:{port}/ws", proxy=None))
                except InvalidStatus as error:
                    refused.append(error.response.status_code)
        return refused

    async def serve() -> list[int]:
        app = FastAPI(routes=[WebSocketRoute("/ws", listen)])
        config = uvicorn.Config(app, log_level="error", ws=ThinSocket, limit_concurrency=5, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        with free_socket() as listening:
            serving_it = asyncio.create_task(server.serve([listening]))
            await until(lambda: server.started)
            refused = await open_lines(listening.getsockname()[1])
            server.should_exit = True
            await serving_it
        return refused

    refused = asyncio.run(serve())
    assert len(refused) >= 7
    assert set(refused) == {503}


def test_a_pages_line_holds_nothing_of_what_it_sent_before() -> None:
    async def open_line(url: str) -> list[bool]:
        async with connect(f"{url.replace('http', 'ws', 1)}/ws", proxy=None) as line:
            packed: list[Any] = line.protocol.extensions
            return [one.local_no_context_takeover and one.remote_no_context_takeover for one in packed]

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()

    with serving(FastAPI(routes=[WebSocketRoute("/ws", listen)])) as running:
        assert asyncio.run(open_line(running.url)) == [True]
