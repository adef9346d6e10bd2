"""The gateways' client on real sockets: what it sends, and which of its lines are used again."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import certifi
import pytest

from checkout.gateways import client as client_module
from checkout.gateways.client import HttpClient, authorities
from checkout.gateways.wire import Answer, ask
from tests.support.asking import OK, get, is_not_sent, may_have_arrived, post
from tests.support.certificates import certified
from tests.support.plain import no_tls
from tests.support.scripted_server import GOOD, Say, ScriptedServer, say, silence, then_close

Run = Callable[[Coroutine[Any, Any, None]], None]


class TestWhatIsSent:
    def test_a_question_with_json_stands_on_the_line_as_it_should(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                sent = {"name": "করিম", "sum": 5.5}
                answer = await ask(
                    client, "POST", f"{server.url}/a/b", timeout_seconds=30, json=sent, headers={"X-Key": "k"}
                )
                assert answer == OK
                head, _, body = server.heard[0].partition(b"\r\n\r\n")
                assert body.decode() == '{"name":"করিম","sum":5.5}'
                assert head.decode().split("\r\n") == [
                    "POST /a/b HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "User-Agent: Aday", "Accept: */*",
                    "Accept-Encoding: gzip", "X-Key: k", "Content-Type: application/json", "Content-Length: 33",
                ]  # fmt: skip

        run(asking())

    def test_a_form_and_a_query_are_written_as_browsers_write_them(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                fields = {"a": "x y&z=+", "b": "৳", "c": ""}
                await ask(client, "POST", server.url, timeout_seconds=30, data=fields)
                await ask(client, "GET", f"{server.url}/q", timeout_seconds=30, params=fields)
                written = b"a=x+y%26z%3D%2B&b=%E0%A7%B3&c="
                assert server.heard[0].startswith(b"POST / HTTP/1.1\r\n")
                assert b"\r\nContent-Type: application/x-www-form-urlencoded\r\n" in server.heard[0]
                assert server.heard[0].endswith(b"\r\n\r\n" + written)
                assert server.heard[1].startswith(b"GET /q?" + written + b" HTTP/1.1\r\n")
                assert b"content-" not in server.heard[1].lower()

        run(asking())

    def test_a_token_with_a_line_in_it_adds_no_header_and_is_not_sent(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                for token in ("a\r\nX-Other: b", "a\nb", "ক", "a\0"):
                    await is_not_sent(get(client, server.url, headers={"Authorization": token}))
                for behind in ("/a b", "/a\r\nb", "/a\tb", "/a\r\n", "/ক", "/a\0"):
                    await is_not_sent(get(client, f"{server.url}{behind}"))
                for address in ("http://127.0.0.1:99999/", "http://[::1/", "http:///a", "http://x@127.0.0.1/"):
                    await is_not_sent(get(client, address))
                assert server.lines_count == 0

        run(asking())

    def test_what_a_server_asks_to_be_remembered_is_forgotten(self, run: Run) -> None:
        async def asking() -> None:
            cookie = GOOD.replace(b"\r\n", b"\r\nSet-Cookie: session=1; Path=/\r\n", 1)
            async with ScriptedServer(say(cookie)) as server, HttpClient(no_tls()) as client:
                await get(client, server.url)
                await get(client, server.url)
                assert b"cookie" not in server.heard[1].lower()

        run(asking())

    def test_a_redirect_is_an_answer_and_is_not_followed(self, run: Run) -> None:
        async def asking() -> None:
            moved = b"HTTP/1.1 307 go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
            async with ScriptedServer(say(moved)) as server, HttpClient(no_tls()) as client:
                assert await post(client, server.url) == Answer(307, None)
                assert len(server.heard) == 1

        run(asking())

    def test_proxies_of_the_environment_hear_nothing(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        async def asking() -> None:
            async with ScriptedServer() as proxy, ScriptedServer() as server, HttpClient(no_tls()) as client:
                for name in ("http_proxy", "https_proxy", "all_proxy"):
                    monkeypatch.setenv(name, proxy.url)
                    monkeypatch.setenv(name.upper(), proxy.url)
                assert await get(client, server.url) == OK
                assert proxy.lines_count == 0

        run(asking())


class TestLines:
    def test_a_line_is_used_again_and_one_for_each_at_once(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                for _ in range(3):
                    assert await get(client, server.url) == OK
                assert server.lines_count == 1
                assert await asyncio.gather(*(get(client, server.url) for _ in range(5))) == [OK] * 5
                assert server.lines_count <= 5

        run(asking())

    def test_to_another_server_goes_another_line_and_the_longest_kept_makes_room(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client_module, "_KEEP_SECONDS", 600)

        async def asking() -> None:
            async with (
                ScriptedServer() as one,
                ScriptedServer() as other,
                HttpClient(no_tls(), connections_max=1) as client,
            ):
                assert await get(client, one.url) == OK
                assert await get(client, other.url) == OK
                await asyncio.wait_for(one.left.wait(), 60)
                assert (one.lines_count, other.lines_count) == (1, 1)

        run(asking())

    @pytest.mark.parametrize(
        "answer",
        [
            say(GOOD.replace(b"200 OK", b"200 OK\r\nConnection: close")),
            say(GOOD.replace(b"HTTP/1.1", b"HTTP/1.0")),
            then_close(GOOD),
            say(GOOD + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
            say(GOOD + b"more"),
        ],
        ids=["it says so", "of old", "it does so", "it says more", "rubbish after it"],
    )
    def test_a_line_that_cannot_be_trusted_further_is_used_once(
        self, run: Run, answer: Say, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client_module, "_KEEP_SECONDS", 600)

        async def asking() -> None:
            async with ScriptedServer(answer, say(GOOD)) as server, HttpClient(no_tls()) as client:
                assert await get(client, server.url) == OK
                await asyncio.wait_for(server.left.wait(), 60)
                assert await get(client, server.url) == OK
                assert server.lines_count == 2

        run(asking())

    def test_what_is_said_while_nothing_was_asked_answers_no_question(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client_module, "_KEEP_SECONDS", 600)

        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                assert await get(client, server.url) == OK
                server.speak_up(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                await asyncio.wait_for(server.left.wait(), 60)
                assert await get(client, server.url) == OK
                assert server.lines_count == 2

        run(asking())

    def test_the_line_of_a_question_that_was_given_up_answers_no_other(self, run: Run) -> None:
        async def asking() -> None:
            async with ScriptedServer(say(GOOD), silence, say(GOOD)) as server, HttpClient(no_tls()) as client:
                assert await get(client, server.url) == OK
                await may_have_arrived(get(client, server.url, 0.2))
                assert await get(client, server.url) == OK
                assert (len(server.heard), server.lines_count) == (3, 2)

        run(asking())

    def test_the_line_of_a_question_that_was_answered_before_all_of_it_went_out_is_used_once(self, run: Run) -> None:
        async def answer_the_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            lines.append(writer)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(GOOD)

        lines: list[asyncio.StreamWriter] = []

        async def asking() -> None:
            server = await asyncio.start_server(answer_the_head, "127.0.0.1", 0)
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            async with server, HttpClient(no_tls()) as client:
                # More than the system takes while nobody reads.
                assert await ask(client, "POST", url, timeout_seconds=60, json="x" * 50_000_000) == OK
                assert await get(client, url) == OK
                assert len(lines) == 2
                for line in lines:
                    line.transport.abort()
                    with suppress(OSError):
                        await line.wait_closed()

        run(asking())

    def test_a_line_that_nobody_needs_ends(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert 0 < client_module._KEEP_SECONDS <= 5
        monkeypatch.setattr(client_module, "_KEEP_SECONDS", 0.05)

        async def asking() -> None:
            async with ScriptedServer() as server, HttpClient(no_tls()) as client:
                assert await get(client, server.url) == OK
                await asyncio.wait_for(server.left.wait(), 60)

        run(asking())

    @pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n\r\n{}"], ids=["nothing", "what could be all"])
    def test_a_client_that_closes_leaves_no_question_and_no_line(self, run: Run, said: bytes) -> None:
        async def asking() -> None:
            async with ScriptedServer(say(said)) as server, asyncio.timeout(60):
                async with HttpClient(no_tls()) as client:
                    asked = asyncio.create_task(get(client, server.url, 600))
                    while not server.heard or (said and not _has_head(client)):
                        await asyncio.sleep(0)
                await may_have_arrived(asked)
                await server.left.wait()

        run(asking())


def _has_head(client: HttpClient) -> bool:
    return any(one._reader is not None and one._reader._has_head for one in client._all)


def test_the_authorities_are_those_that_come_with_us_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.pem").write_text(certified().authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    ours, theirs = authorities(), ssl.create_default_context(cafile=certifi.where())
    assert sorted(ours.get_ca_certs(binary_form=True)) == sorted(theirs.get_ca_certs(binary_form=True))
    assert ours.check_hostname
    assert ours.verify_mode is ssl.CERT_REQUIRED
