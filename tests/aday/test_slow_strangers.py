"""Whoever sends a head byte by byte, or takes no answer, keeps no connection of `aday serve`: real sockets, real time."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.responses import Response

from aday import bounded_http
from aday.bounded_http import BoundedHttp
from aday.serving import _config
from tests.support.servers import free_socket
from tests.support.shop import eventually

PATIENCE_SECONDS = 60
LARGE = bytes(30_000_000)


_GO_ON = threading.Event()


def held() -> Response:
    """An answer that takes as long as the test wants."""
    assert _GO_ON.wait(PATIENCE_SECONDS)
    return Response(b"at last")


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server as `aday serve` sets it up, with less patience."""
    assert bounded_http.HEAD_SECONDS <= 15
    assert bounded_http.TAKE_SECONDS <= 60
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(bounded_http, "TAKE_SECONDS", 0.5)
    application = FastAPI()
    application.add_api_route("/", lambda: Response(b"here"))
    application.add_api_route("/large", lambda: Response(LARGE))
    application.add_api_route("/held", held)
    listening = free_socket()
    server = uvicorn.Server(_config(application, "127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    eventually(lambda: server.started or not thread.is_alive())
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)
    listening.close()


@contextmanager
def line(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)) as made:
        yield made


def everything(made: socket.socket) -> bytes:
    """What comes until the other end closes. Raises TimeoutError when it never does."""
    said = bytearray()
    while part := made.recv(65_536):
        said += part
    return bytes(said)


def drip(made: socket.socket, text: bytes) -> None:
    """A byte now and then, for as long as somebody takes it."""
    try:
        for byte in text * 1_000:
            made.send(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        pass


def still_takes(made: socket.socket) -> bool:
    try:
        return made.send(b"x") == 1
    except OSError:
        return False


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_does_not_come_is_given_up(port: int, begun: bytes) -> None:
    with line(port) as made:
        made.sendall(begun)
        assert everything(made).startswith(b"HTTP/1.1 408 ")


def test_one_that_comes_byte_by_byte_is_too(port: int) -> None:
    with line(port) as made:
        made.sendall(b"GET / HTTP/1.1\r\nX-A: ")
        thread = threading.Thread(target=drip, args=(made, b"a"), daemon=True)
        thread.start()
        try:
            said = everything(made)
        except ConnectionResetError:
            # It was still sending when the line was closed.
            said = b"HTTP/1.1 408 "
        assert said.startswith(b"HTTP/1.1 408 ")
        thread.join(PATIENCE_SECONDS)


def test_the_second_head_on_one_line_has_no_more_time_than_the_first(port: int) -> None:
    with line(port) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert made.recv(65_536).endswith(b"here")
        made.sendall(b"GET / HTTP/1.1\r\nX-B: ")
        assert everything(made).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_came_has_no_end_however_long_the_answer_takes(port: int) -> None:
    _GO_ON.clear()
    with line(port) as made:
        made.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with line(port) as later:
            # Given up in its turn, so the time of the first is over too.
            assert everything(later).startswith(b"HTTP/1.1 408 ")
        _GO_ON.set()
        assert everything(made).endswith(b"at last")


class _Line:
    """What a connection's other end leaves untaken at each look, and whether it was given up."""

    def __init__(self, *untaken_bytes: int) -> None:
        self._untaken, self.is_aborted = list(untaken_bytes), False
        self._next: tuple[Any, ...] = ()

    def get_write_buffer_size(self) -> int:
        return self._untaken.pop(0)

    def abort(self) -> None:
        self.is_aborted = True

    def call_later(self, _: float, *what: Any) -> None:
        self._next = what

    def look(self) -> None:
        do, *args = self._next
        do(*args)


def test_who_takes_little_by_little_is_waited_for() -> None:
    connection: Any = BoundedHttp.__new__(BoundedHttp)
    other_end = _Line(900, 600, 600, 300, 300, 300)
    connection.loop = connection.transport = other_end
    connection._look_again()
    for _ in range(2):
        other_end.look()
        assert not other_end.is_aborted
    other_end.look()
    assert other_end.is_aborted


def test_who_takes_nothing_of_an_answer_is_let_go(port: int) -> None:
    with line(port) as made:
        made.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert made.recv(1)
        # A peer that was aborted says so to the one who writes.
        assert eventually(lambda: not still_takes(made))


def test_who_asks_and_takes_as_people_do_is_answered(port: int) -> None:
    with line(port) as made:
        made.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(everything(made)) > len(LARGE)
