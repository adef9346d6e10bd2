"""Answers that go on without a task, as live streams do under `aday serve`: real sockets, real time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from aday import bounded_http
from aday.bounded_http import OpenAnswer
from aday.serving import _config
from tests.support.servers import free_socket
from tests.support.shop import eventually

PATIENCE_SECONDS = 60
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = bytes(30_000_000)


class Teller:
    """An application that begins each answer and keeps its line."""

    def __init__(self) -> None:
        self.lines: list[OpenAnswer] = []
        self.resumed_count = self.closed_count = self.refused_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            line = scope["extensions"]["aday.hand_over"]["to"](self)
            if line is None:
                self.refused_count += 1
                await send({"type": "http.response.body"})
            else:
                self.lines.append(line)

    def resume(self) -> None:
        self.resumed_count += 1

    def closed(self) -> None:
        self.closed_count += 1


@pytest.fixture
def teller() -> Teller:
    return Teller()


@pytest.fixture
def server(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    """As `aday serve` sets it up, with less patience."""
    monkeypatch.setattr(bounded_http, "TAKE_SECONDS", 0.5)
    application: Any = teller
    config = _config(application, "127.0.0.1", 0)
    config.lifespan = "off"
    listening = free_socket()
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    eventually(lambda: running.started or not thread.is_alive())
    running.config.port = listening.getsockname()[1]
    yield running
    running.should_exit = True
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    listening.close()


@pytest.fixture
def line(server: uvicorn.Server) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", server.config.port), timeout=PATIENCE_SECONDS)) as made:
        made.sendall(ASK)
        yield made


def until(made: socket.socket, words: bytes) -> bytes:
    said = b""
    while words not in said:
        part = made.recv(65_536)
        assert part, said
        said += part
    return said


def everything(made: socket.socket) -> bytes:
    said = bytearray()
    while part := made.recv(65_536):
        said += part
    return bytes(said)


def tell(server: uvicorn.Server, teller: Teller, data: bytes) -> None:
    """On the loop, as the hub does."""
    loop = eventually(lambda: teller.lines)[0].loop
    loop.call_soon_threadsafe(teller.lines[0].write, data)


def test_what_is_told_later_comes_as_a_part_of_the_same_answer_and_has_an_end(
    server: uvicorn.Server, teller: Teller, line: socket.socket
) -> None:
    until(line, b"5\r\nbegun\r\n")
    tell(server, teller, b"told later")
    assert until(line, b"a\r\ntold later\r\n")
    teller.lines[0].loop.call_soon_threadsafe(teller.lines[0].end)
    assert everything(line).endswith(b"0\r\n\r\n")
    assert eventually(lambda: teller.closed_count) == 1


def test_no_task_and_no_request_is_kept_for_it(server: uvicorn.Server, teller: Teller, line: socket.socket) -> None:
    until(line, b"begun")
    eventually(lambda: teller.lines)
    eventually(lambda: not server.server_state.tasks)
    assert list(server.server_state.connections) == list[object](teller.lines)


def test_whoever_leaves_is_known_to_be_gone_at_once(
    server: uvicorn.Server, teller: Teller, line: socket.socket
) -> None:
    until(line, b"begun")
    line.close()
    eventually(lambda: teller.closed_count)
    eventually(lambda: not server.server_state.connections)


def test_who_takes_nothing_of_it_is_let_go(server: uvicorn.Server, teller: Teller, line: socket.socket) -> None:
    until(line, b"begun")
    tell(server, teller, LARGE)
    eventually(lambda: teller.lines[0].is_full)
    eventually(lambda: teller.closed_count)


def test_who_does_not_take_the_end_of_it_is_let_go(server: uvicorn.Server, teller: Teller, line: socket.socket) -> None:
    until(line, b"begun")
    answer = eventually(lambda: teller.lines)[0]

    def say_and_end() -> None:
        answer.transport.set_write_buffer_limits(high=10 * len(LARGE))
        answer.write(LARGE)
        answer.end()

    answer.loop.call_soon_threadsafe(say_and_end)
    eventually(lambda: teller.closed_count)


def test_who_takes_it_in_the_end_is_told_that_there_is_room(
    server: uvicorn.Server, teller: Teller, line: socket.socket
) -> None:
    until(line, b"begun")
    tell(server, teller, LARGE)
    got = 0
    while got < len(LARGE):
        got += len(line.recv(1_000_000))
    eventually(lambda: teller.resumed_count)
    assert not teller.lines[0].is_full
    assert teller.closed_count == 0


def test_who_has_asked_for_more_on_the_same_line_is_not_left_with_half_an_answer(
    server: uvicorn.Server, teller: Teller
) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.config.port), timeout=PATIENCE_SECONDS)) as made:
        made.sendall(ASK + ASK)
        assert until(made, b"0\r\n\r\n").count(b"begun") >= 1
        eventually(lambda: teller.lines)
    assert teller.refused_count == 1


def test_a_server_that_stops_gives_each_its_end(server: uvicorn.Server, teller: Teller, line: socket.socket) -> None:
    until(line, b"begun")
    eventually(lambda: teller.lines)
    server.should_exit = True
    assert everything(line).endswith(b"0\r\n\r\n")
