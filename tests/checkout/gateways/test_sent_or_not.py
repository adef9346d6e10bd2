"""The gateways' client on real sockets: what was sent is never sent again, and what was not sent is told apart."""

import asyncio
import select
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from checkout.gateways.client import HttpClient
from checkout.gateways.connection import Connection, Place
from tests.support.asking import OK, Way, get, is_not_sent, may_have_arrived, post
from tests.support.certificates import certified
from tests.support.plain import no_tls
from tests.support.scripted_server import GOOD, Say, ScriptedServer, reset, say, silence, then_close

Run = Callable[[Coroutine[Any, Any, None]], None]
ways = pytest.mark.parametrize("way", [get, post])


class TestNothingIsSentTwice:
    @ways
    @pytest.mark.parametrize("end", [then_close(), then_close(b"HTTP/1.1 200 OK\r\nContent-"), reset])
    def test_a_kept_line_that_dies_at_a_question_is_told_as_it_is(self, run: Run, way: Way, end: Say) -> None:
        async def asking() -> None:
            async with ScriptedServer(say(GOOD), end, say(GOOD)) as server, HttpClient(no_tls()) as client:
                assert await way(client, server.url) == OK
                assert "secret" not in await may_have_arrived(
                    way(client, server.url, params={"store_passwd": "secret"})
                )
                assert (len(server.heard), server.lines_count) == (2, 1)
                assert await way(client, server.url) == OK
                assert (len(server.heard), server.lines_count) == (3, 2)

        run(asking())

    @ways
    @pytest.mark.parametrize("end", [then_close(), reset, say(b"no HTTP at all\r\n\r\n")])
    def test_a_new_line_that_dies_is_told_as_it_is(self, run: Run, way: Way, end: Say) -> None:
        async def asking() -> None:
            async with ScriptedServer(end) as server, HttpClient(no_tls()) as client:
                await may_have_arrived(way(client, server.url))
                assert (len(server.heard), server.lines_count) == (1, 1)

        run(asking())

    @ways
    def test_over_tls_too(self, run: Run, way: Way) -> None:
        async def asking() -> None:
            ours = certified()
            async with (
                ScriptedServer(say(GOOD), then_close(), tls=ours.shown) as server,
                HttpClient(ours.trusting()) as client,
            ):
                assert await way(client, server.url) == OK
                await may_have_arrived(way(client, server.url))
                assert (len(server.heard), server.lines_count) == (2, 1)

        run(asking())

    def test_whoever_has_gone_unseen_is_asked_on_a_new_line(self, run: Run) -> None:
        """Its going stands in the system and our loop has not read it: nothing is sent there."""

        async def asking() -> None:
            async with HttpClient(no_tls()) as client:
                with socket.create_server(("127.0.0.1", 0)) as listening:
                    listening.settimeout(60)
                    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
                    answering = asyncio.create_task(asyncio.to_thread(_answer_once, listening))
                    assert await get(client, url) == OK
                    first = await answering
                    answering = asyncio.create_task(asyncio.to_thread(_answer_once, listening))
                    await asyncio.sleep(0)
                    (ours,) = client._kept
                    first.close()
                    # Its end has come to our socket, and the loop has no turn between this and the question.
                    assert select.select([ours._transport.get_extra_info("socket").fileno()], [], [], 60)[0]
                    assert await get(client, url) == OK
                    (await answering).close()

        run(asking())


def _answer_once(listening: socket.socket) -> socket.socket:
    line, _ = listening.accept()
    line.recv(65_536)
    line.sendall(GOOD)
    return line


class TestWhatWasNotSent:
    def test_nobody_at_home_and_no_such_name(self, run: Run) -> None:
        async def asking() -> None:
            with socket.create_server(("127.0.0.1", 0)) as listening:
                port = listening.getsockname()[1]
            async with HttpClient(no_tls()) as client:
                for way in (get, post):
                    await is_not_sent(way(client, f"http://127.0.0.1:{port}"))
                    await is_not_sent(way(client, "http://no.such.name.invalid"))
                    await is_not_sent(way(client, f"http://{'a' * 70}.invalid"))
                    await is_not_sent(way(client, "ftp://127.0.0.1"))

        run(asking())

    def test_a_certificate_that_is_not_believed(self, run: Run) -> None:
        async def asking() -> None:
            ours, another, of_others = certified(), certified("127.0.0.3"), certified("127.0.0.2")
            for server_shows, believed in (
                (ours, another.trusting()),  # An authority that we do not know.
                (of_others, of_others.trusting()),  # Another machine's.
            ):
                async with ScriptedServer(tls=server_shows.shown) as server, HttpClient(believed) as client:
                    await is_not_sent(get(client, server.url))
                    assert server.heard == []
            async with ScriptedServer() as server, HttpClient(ours.trusting()) as client:
                await is_not_sent(get(client, server.url.replace("http:", "https:"), 0.6))
                assert server.heard == []
            async with ScriptedServer(tls=ours.shown) as server, HttpClient(ours.trusting()) as client:
                assert await get(client, server.url) == OK

        run(asking())

    def test_a_server_that_never_ends_its_handshake(self, run: Run) -> None:
        async def asking() -> None:
            with socket.create_server(("127.0.0.1", 0)) as listening:
                url = f"https://127.0.0.1:{listening.getsockname()[1]}"
                async with HttpClient(certified().trusting()) as client, asyncio.timeout(60):
                    await is_not_sent(get(client, url, 0.6))

        run(asking())

    def test_who_finds_all_lines_in_use(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer(silence, say(GOOD)) as server, HttpClient(no_tls(), connections_max=1) as client:
                first = asyncio.create_task(get(client, server.url))
                while not server.heard:
                    await asyncio.sleep(0)
                await is_not_sent(get(client, server.url, 0.3))
                assert len(server.heard) == 1
                first.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await first
                assert await get(client, server.url) == OK
                assert len(server.heard) == 2

        run(asking())

    def test_a_line_that_has_ended_before_its_first_question(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer() as server:
                place = Place("127.0.0.1", server.port, is_tls=False)
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: Connection(place, lambda _: None), place.host, place.port
                )
                connection.abort()
                await is_not_sent(connection.ask(b"GET / HTTP/1.1\r\n\r\n"))
                await asyncio.wait_for(server.left.wait(), 60)
                assert server.heard == []

        run(asking())

    @pytest.mark.parametrize("is_silent", [False, True], ids=["dead", "silent"])
    def test_where_one_address_of_a_name_is_gone_the_next_one_is_asked(
        self, run: Run, is_silent: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def asking() -> None:
            loop = asyncio.get_running_loop()
            connect, look_up = loop.sock_connect, loop.getaddrinfo

            async def looked_up(host: str, port: int, **more: Any) -> list[tuple[Any, ...]]:
                if host != "gateway.example":
                    return await look_up(host, port, **more)
                kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
                return [(*kind, (address, port)) for address in ("127.0.0.2", "127.0.0.1")]

            async def connected(line: socket.socket, address: Any) -> None:
                if is_silent and address[0] == "127.0.0.2":
                    await asyncio.Event().wait()
                await connect(line, address)

            monkeypatch.setattr(loop, "getaddrinfo", looked_up)
            monkeypatch.setattr(loop, "sock_connect", connected)
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                assert await get(client, f"http://gateway.example:{server.port}") == OK
                assert f"Host: gateway.example:{server.port}\r\n".encode() in server.heard[0]

        run(asking())
