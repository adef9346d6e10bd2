"""The doors: what no request gets past, whatever it asks for."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import urlsplit

import httpx
import pytest
from opentelemetry import trace
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Scope

from checkout.http import middleware
from checkout.http.middleware import Middleware
from checkout.main import create_app
from tests.support import plain
from tests.support.servers import World, settings_for
from tests.support.shop import ShopDevice

ANSWER = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def through(public_url: str = "https://pay.example", **changes: object) -> tuple[int, dict[str, str]]:
    """What comes back through the doors for a request with these changes."""
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"pay.example")],
        **changes,
    }
    said: list[Message] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        await send(dict(ANSWER))  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    async def our_fault(request: Request, error: Exception) -> Response:
        raise AssertionError from error

    asyncio.run(Middleware(app, public_url, our_fault)(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], headers


class TestTheHost:
    """Only our own name is answered to."""

    @pytest.mark.parametrize("host", [b"pay.example", b"pay.example:8443", b"PAY.example"])
    def test_ours_is_let_in(self, host: bytes) -> None:
        assert through(headers=[(b"host", host)])[0] == 200

    @pytest.mark.parametrize(
        "headers",
        [
            [],
            [(b"host", b"evil.example")],
            [(b"host", b"pay.example.evil.example")],
            [(b"host", b"127.0.0.1")],
            [(b"host", b"evil.example@pay.example.evil")],
            [(b"host", b"[::1")],
            [(b"host", b"\xff")],
            [(b"host", b"pay.example"), (b"host", b"evil.example")],
        ],
    )
    def test_another_is_told_that_nothing_is_here(self, headers: list[tuple[bytes, bytes]]) -> None:
        assert through(headers=headers)[0] == 421

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
    def test_whoever_looks_after_us_comes_by_number(self, path: str) -> None:
        assert through(path=path, headers=[(b"host", b"10.0.0.7:8000")])[0] == 200


class TestSizes:
    """Nothing larger than anything of ours."""

    def test_too_long_an_address(self) -> None:
        assert through(query_string=b"x" * 8_192)[0] == 414

    def test_too_large_headers(self) -> None:
        assert through(headers=[(b"host", b"pay.example"), (b"cookie", b"x" * 16_384)])[0] == 431

    def test_what_is_no_json_at_the_api(self, shop: ShopDevice) -> None:
        answer = shop.http.post("/v1/links", content=b"amount=5", headers={"Content-Type": "text/plain"})
        assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
        assert shop.http.post("/v1/links", content=b"amount=5").status_code == 415

    def test_a_body_that_never_ends_is_given_up(self, live: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "BODY_SECONDS", 0.3)
        address = urlsplit(live.url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as line:
            line.sendall(
                f"POST /v1/auth/otp HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
                "Content-Length: 20\r\n\r\n{".encode()
            )
            assert b" 408 " in line.recv(200)

    def test_an_address_that_is_no_text_is_answered_all_the_same(self, live: World) -> None:
        address = urlsplit(live.url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as line:
            line.sendall(b"GET /?lang=\xff HTTP/1.1\r\nHost: " + address.netloc.encode() + b"\r\n\r\n")
            assert line.recv(12) in (b"HTTP/1.1 200", b"HTTP/1.1 400")


class TestHeaders:
    """What browsers keep to."""

    def test_every_answer_carries_them_and_none_twice(self, live: World, shop: ShopDevice) -> None:
        for url in ("/", "/healthz", "/nowhere", "/v1/links", "/openapi.json", shop.store_url.removeprefix(live.url)):
            headers = plain.get(live.url + url).headers
            for name in (
                "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
                "cross-origin-opener-policy", "permissions-policy", "cache-control", "x-request-id",
            ):  # fmt: skip
                assert len(headers.get_list(name)) == 1, (url, name)

    def test_https_is_remembered_where_we_have_it(self) -> None:
        assert "strict-transport-security" in through()[1]
        assert "strict-transport-security" not in through("http://pay.example")[1]

    def test_what_a_route_says_itself_stays(self, live: World) -> None:
        page = plain.get(f"{live.url}/").text
        font = page.partition("url(")[2].partition(")")[0]
        assert "immutable" in plain.get(live.url + font).headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "part", "kind"),
    [
        ("/v1/fees?amount=50000", "checkout.api.fees._row", "application/problem+json"),
        ("/v", "checkout.pages.proof.page_language", "text/html; charset=utf-8"),
    ],
)
def test_a_fault_of_ours_leaves_by_the_same_doors_and_tells_nothing(
    shop: ShopDevice, monkeypatch: pytest.MonkeyPatch, path: str, part: str, kind: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret internals")

    monkeypatch.setattr(part, broken)
    answer = shop.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (500, kind)
    assert "secret internals" not in answer.text
    for name in ("x-request-id", "content-security-policy", "x-frame-options"):
        assert name in answer.headers
    assert 'status="500"' in plain.get(f"{shop.url}/metrics").text


@pytest.fixture
def redirects(shop: ShopDevice) -> Iterator[list[httpx.Response]]:
    """Every way in which somebody could try to be led elsewhere."""
    elsewhere = "https://evil.example/"
    tries = [
        f"/returns/sslcommerz/NOBODY?url={elsewhere}&next={elsewhere}",
        f"/returns//evil.example/{shop.slug}",
        # With the host, or the client takes one of the strokes away.
        f"{shop.url}//evil.example/",
        f"/s/{shop.slug}?again={elsewhere}",
        f"/s/{shop.slug}/../../{elsewhere}",
        f"/?lang={elsewhere}",
    ]
    with plain.client(base_url=shop.url) as http:
        yield [http.get(one) for one in tries]


def test_no_address_leads_to_where_a_stranger_wants(redirects: list[httpx.Response], shop: ShopDevice) -> None:
    for answer in redirects:
        place = answer.headers.get("location", "/")
        assert place[:1] == "/" != place[1:2], answer.url
        for href in answer.text.split('href="')[1:]:
            assert not href.startswith(("https://evil", "//")), answer.url


def test_whoever_traces_this_process_hears_nothing_of_its_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would be handed what payers typed wrong, and whatever broke with it."""
    tracing = Mock(wraps=trace.NoOpTracerProvider())
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", tracing)
    app = create_app(settings_for("https://pay.example", "http://127.0.0.1:9", Path("none.db")))

    async def ask() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://pay.example") as client:
            return (await client.get("/healthz")).status_code

    assert (asyncio.run(ask()), tracing.mock_calls) == (200, [])
