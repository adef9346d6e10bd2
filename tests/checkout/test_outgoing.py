"""Calls that we make: each has an end, whatever the other side does, and no secret is compared by `==`."""

import ast
import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest

import checkout
from checkout.gateways import wire
from checkout.gateways.base import GatewayUnreachable
from checkout.gateways.client import HttpClient
from checkout.notify import email, outward, sms, telegram
from checkout.notify.channels import NotDelivered
from tests.support.plain import no_tls

ROOT: Final = Path(checkout.__file__).parent
_CALLS: Final = {"get", "post", "put", "patch", "request", "send", "stream", "SMTP", "urlopen"}
_TIMES: Final = {"timeout", "timeout_seconds"}
_SECRETS: Final = ("token", "secret", "password", "signature", "code_hash", "verify_sign")


@pytest.fixture(params=["silent", "dripping"])
def endless(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that takes every connection and never says anything, or one byte after another."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if request.param == "dripping":
            threading.Thread(target=_drip, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]


def _drip(listening: socket.socket) -> None:
    with suppress(OSError):
        line, _ = listening.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\nx: ")
            while True:
                line.sendall(b"x")
                time.sleep(0.05)


Call = Callable[[httpx.AsyncClient, str, int], Coroutine[Any, Any, object]]


async def _text(client: httpx.AsyncClient, url: str, _: int) -> None:
    await sms.HttpSms(client, url, "POST", "json", {}, {}).send("+8801712345678", "hello")


async def _letter(_: httpx.AsyncClient, url: str, port: int) -> None:
    host = urlsplit(url).hostname or ""
    await email.Smtp(host, port, "", "", "aday@example.com").send("shop@example.com", "hello", "hello")


async def _shops_server(client: httpx.AsyncClient, url: str, _: int) -> None:
    await outward.post(client, url, b"{}", {}, anywhere=True)


async def _chat(client: httpx.AsyncClient, url: str, _: int) -> None:
    await telegram.chat(client, url, "12345", "hello")


async def _gateway(_: httpx.AsyncClient, url: str, __: int) -> None:
    # A third of it is for connecting: a second, which a busy machine may need.
    async with HttpClient(no_tls()) as client:
        await wire.ask(client, "POST", url, timeout_seconds=3)


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (_text, NotDelivered),
        (_letter, NotDelivered),
        (_shops_server, NotDelivered),
        (_chat, NotDelivered),
        (_gateway, GatewayUnreachable),
    ],
    ids=["sms", "e-mail", "webhook", "telegram", "gateway"],
)
def test_a_server_that_never_comes_to_an_end_is_given_up(
    call: Call, refusal: type[Exception], endless: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (sms, email, outward, telegram):
        assert 0 < part._TIMEOUT_SECONDS <= 15
        monkeypatch.setattr(part, "_TIMEOUT_SECONDS", 0.2)
    assert email._WHOLE_SECONDS <= 60
    monkeypatch.setattr(email, "_WHOLE_SECONDS", 0.5)

    async def within_time() -> None:
        async with httpx.AsyncClient(verify=no_tls(), trust_env=False, timeout=None) as client, asyncio.timeout(10):
            await call(client, f"http://127.0.0.1:{endless}/", endless)

    with pytest.raises(refusal):
        asyncio.run(within_time())


@pytest.fixture
def two_addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port at which `shop.example` answers, by the second of its addresses; at the first nobody is at home."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_refuse_politely, args=(listening,), daemon=True).start()
        port = listening.getsockname()[1]
        look_up = socket.getaddrinfo

        def with_ours(host: Any, *args: Any, **more: Any) -> Any:
            if host not in ("shop.example", b"shop.example"):
                return look_up(host, *args, **more)
            at = args[0] if args else port
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(at)))
                for address in ("127.0.0.2", "127.0.0.1")
            ]

        monkeypatch.setattr(socket, "getaddrinfo", with_ours)
        yield port


def _refuse_politely(listening: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line, _ = listening.accept()
            with line:
                line.sendall(b"HTTP/1.1 418 here\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                line.recv(65_536)


@pytest.mark.parametrize(
    ("call", "said"),
    [(_text, "HTTP 418"), (_letter, "SMTP"), (_shops_server, ""), (_chat, "HTTP 418")],
    ids=["sms", "e-mail", "webhook", "telegram"],
)
def test_where_one_address_of_a_name_is_dead_the_next_one_is_tried(call: Call, said: str, two_addresses: int) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(verify=no_tls(), trust_env=False) as client, asyncio.timeout(60):
            await call(client, f"http://shop.example:{two_addresses}/", two_addresses)

    # What is said is that machine's own answer.
    with pytest.raises(NotDelivered, match=said) if said else nullcontext():
        asyncio.run(ask())


class Fickle:
    """`shop.example`, whose name server says something else each time, and the machines that it names."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.looked_up_times = answers, 0
        self.called: list[str] = []

    def look_up(self, host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host not in ("shop.example", b"shop.example"):
            return socket.getaddrinfo(host, port, *args, **more)
        address = self.answers[min(self.looked_up_times, len(self.answers) - 1)]
        self.looked_up_times += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port)))]

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.called.append(f"{writer.get_extra_info('sockname')[0]} {head.split()[1].decode()}")
        port = writer.get_extra_info("sockname")[1]
        writer.write(
            f"HTTP/1.1 307 go\r\nLocation: http://127.0.0.1:{port}/inside\r\nContent-Length: 0\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()


@pytest.mark.parametrize(
    ("answers", "called"),
    [(("127.0.0.2", "127.0.0.1"), ["127.0.0.2 /hook"]), (("127.0.0.1", "127.0.0.2"), [])],
    ids=["outside, then inside", "inside, then outside"],
)
def test_a_name_that_leads_elsewhere_the_second_time_and_a_redirect_lead_nowhere_inside(
    answers: tuple[str, ...], called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of this machine's addresses one stands for the internet, and the other for our own network."""
    monkeypatch.setattr(outward, "is_public", lambda address: address == "127.0.0.2")
    name = Fickle(*answers)

    async def ask() -> int:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
        server = await asyncio.start_server(name.hear, "0.0.0.0", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, httpx.AsyncClient(verify=no_tls(), trust_env=False, follow_redirects=True) as client:
            url = f"http://shop.example:{port}/hook"
            return (await outward.post(client, url, b"{}", {}, anywhere=False)).status

    async def looked_up(host: Any, port: Any, **more: Any) -> Any:
        return name.look_up(host, port)

    if called:
        assert asyncio.run(ask()) == 307
    else:
        with pytest.raises(NotDelivered, match="not public"):
            asyncio.run(ask())
    assert (name.called, name.looked_up_times) == (called, 1)


def _nodes(kind: type[ast.AST]) -> Iterator[tuple[str, Any]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def test_every_outgoing_call_names_its_time_out() -> None:
    made = [
        (place, node)
        for place, node in _nodes(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in _CALLS
        and ast.unparse(node.func.value).rpartition(".")[2] in ("client", "_client", "smtplib", "request", "httpx")
    ]
    assert len(made) >= 4
    assert [place for place, node in made if not _TIMES & {word.arg for word in node.keywords}] == []


def test_no_secret_is_compared_in_a_time_that_tells_how_much_of_it_was_right() -> None:
    # Kept tokens are compared with each other; what a stranger brings is looked up by its hash.
    compared = [
        place
        for place, node in _nodes(ast.Compare)
        if any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and any(
            word in ast.unparse(side).lower().rpartition(".")[2]
            for side in (node.left, *node.comparators)
            if not isinstance(side, ast.Constant)
            for word in _SECRETS
        )
        and ".c." not in ast.unparse(node)
        and not place.startswith("commands/gateway_tokens.py")
    ]
    assert compared == []
