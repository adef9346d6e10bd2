"""What servers answer on real sockets: each way of saying where an answer ends, packed answers, and none without an end."""

import gzip
import zlib
from collections.abc import Callable, Coroutine
from typing import Any, Final

import pytest

from checkout.gateways.answers import ANSWER_BYTES_MAX, HEAD_BYTES_MAX
from checkout.gateways.client import HttpClient
from checkout.gateways.wire import Answer
from tests.support.asking import OK, get, may_have_arrived
from tests.support.certificates import certified
from tests.support.plain import no_tls
from tests.support.scripted_server import GOOD, Say, ScriptedServer, endlessly, say, then_close

Run = Callable[[Coroutine[Any, Any, None]], None]
BODY: Final = b'{"a": "ok"}'
CHUNKS: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n"
FRAMED: Final[dict[str, Say]] = {
    "of a length": say(GOOD),
    "a byte at a time": say(*(bytes([one]) for one in GOOD)),
    "in chunks": say(CHUNKS + b'5\r\n{"a":\r\n6;x=y\r\n "ok"}\r\n0\r\nX-Trailer: 1\r\nContent-Encoding: br\r\n\r\n'),
    "in chunks in pieces": say(CHUNKS, b'5\r\n{"a"', b":\r", b'\n6\r\n "ok"}\r\n', b"0\r\n", b"\r\n"),
    "in chunks of old": say(CHUNKS + b'b  \r\n{"a": "ok"}\r\n0\r\n\r\n'),
    "to the end of the line": then_close(b"HTTP/1.1 200 OK\r\n\r\n", BODY),
    "of HTTP 1.0": then_close(b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n" + BODY),
    "lines without a return": say(b"HTTP/1.1 200 OK\nContent-Length: 11\n\n" + BODY),
    "after two others": say(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Encoding: br\r\n\r\n", GOOD
    ),
    "no reason": say(GOOD.replace(b"200 OK", b"200")),
    "an offer of HTTP/2": say(GOOD.replace(b"200 OK", b"200 OK\r\nUpgrade: h2\r\nConnection: Upgrade")),
}


def packed(body: bytes, coding: str = "gzip") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


UNPACKED: Final = {
    "gzip": packed(gzip.compress(BODY)),
    "x-gzip": packed(gzip.compress(BODY), "X-GZip"),
    "deflate": packed(zlib.compress(BODY), "deflate"),
    "as it is": packed(BODY, "identity"),
    "in chunks": CHUNKS.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    + b"%x\r\n%b\r\n0\r\n\r\n" % (len(gzip.compress(BODY)), gzip.compress(BODY)),
}
UNREADABLE: Final[dict[str, Say]] = {
    "cut off in its head": then_close(GOOD[:30]),
    "cut off in its body": then_close(GOOD[:-1]),
    "cut off in a chunk": then_close(CHUNKS + b'b\r\n{"a": "ok"'),
    "cut off before the last chunk": then_close(CHUNKS + b'b\r\n{"a": "ok"}\r\n'),
    "only others after which one follows": then_close(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "packed and cut off": say(packed(gzip.compress(BODY)[:-9])),
    "packed and broken": say(packed(b"\x1f\x8b" + b"0" * 40)),
    "packed in a way that nobody asked for": say(packed(b"...", "br")),
    "packed twice": say(packed(gzip.compress(gzip.compress(BODY)), "gzip, gzip")),
}
NO_HTTP: Final[dict[str, Say]] = {
    "two lengths": say(GOOD.replace(b"200 OK", b"200 OK\r\nContent-Length: 5")),
    "a length and chunks": say(GOOD.replace(b"200 OK", b"200 OK\r\nTransfer-Encoding: chunked")),
    "a length of no number": say(GOOD.replace(b"Length: 11", b"Length: -1")),
    "another protocol": say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2\r\nConnection: Upgrade\r\n\r\n"),
    "no HTTP": say(b"220 mail.example ESMTP\r\n"),
}
ENDLESS: Final[dict[str, Say]] = {
    "a body": endlessly(LONG, b" " * 65_536),
    "a body to the end of the line": endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65_536),
    "chunks": endlessly(CHUNKS, (b"10\r\n" + b" " * 16 + b"\r\n") * 1_000),
    "a chunk's size": endlessly(CHUNKS, b"0" * 65_536),
    "a header": endlessly(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x" * 65_536),
    "headers": endlessly(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 1_000),
    "trailers": endlessly(CHUNKS + b"0\r\n", b"X-More: 1\r\n" * 1_000),
    "others after which one follows": endlessly(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    # Longer by far than what is read at once.
    "a head with an end": say(GOOD.replace(b"200 OK", b"200 OK\r\nX-Long: " + b"x" * (HEAD_BYTES_MAX * 4))),
    "what was packed": say(packed(gzip.compress(b" " * 20_000_000))),
}


async def answered(said: Say, whole: Answer = OK) -> None:
    async with ScriptedServer(said) as server, HttpClient(no_tls()) as client:
        assert await get(client, server.url) == whole


async def unanswered(said: Say, words: str = "") -> None:
    async with ScriptedServer(said) as server, HttpClient(no_tls()) as client:
        assert words in await may_have_arrived(get(client, server.url, 60))


@pytest.mark.parametrize("said", list(FRAMED.values()), ids=list(FRAMED))
def test_an_answer_is_read_to_its_end_however_that_is_told(run: Run, said: Say) -> None:
    run(answered(said))


@pytest.mark.parametrize("said", list(UNPACKED.values()), ids=list(UNPACKED))
def test_a_packed_answer_is_unpacked(run: Run, said: bytes) -> None:
    run(answered(say(said)))


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_an_answer_without_a_body_has_none(run: Run, status: int) -> None:
    length = b"" if status in (204, 304) else b"Content-Length: 0\r\n"
    run(answered(say(b"HTTP/1.1 %d x\r\n%b\r\n" % (status, length)), Answer(status, None)))


@pytest.mark.parametrize("said", list(UNREADABLE.values()), ids=list(UNREADABLE))
def test_what_is_no_whole_answer_is_none(run: Run, said: Say) -> None:
    run(unanswered(said))


@pytest.mark.parametrize("said", list(NO_HTTP.values()), ids=list(NO_HTTP))
def test_what_is_no_http_is_no_answer(run: Run, said: Say) -> None:
    run(unanswered(said, "not HTTP"))


@pytest.mark.parametrize("said", list(ENDLESS.values()), ids=list(ENDLESS))
def test_an_answer_without_an_end_is_given_up(run: Run, said: Say) -> None:
    run(unanswered(said, "too long"))


def test_a_long_answer_is_read_to_its_end_over_tls_too(run: Run) -> None:
    async def asking() -> None:
        body = b'{"a": "%b"}' % (b"k" * (ANSWER_BYTES_MAX - 200))
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        ours = certified()
        async with (
            ScriptedServer(say(head, body), tls=ours.shown) as server,
            HttpClient(ours.trusting()) as client,
        ):
            for _ in range(2):
                answer = await get(client, server.url)
                assert isinstance(answer.body, dict)
                assert len(answer.body["a"]) == ANSWER_BYTES_MAX - 200
            assert server.lines_count == 1

    run(asking())


def test_a_head_of_many_cookies_is_read(run: Run) -> None:
    cookies = b"".join(b"Set-Cookie: a%d=%b\r\n" % (one, b"x" * 900) for one in range(HEAD_BYTES_MAX // 1_000))
    run(answered(say(GOOD.replace(b"Content-Type", cookies + b"Content-Type"))))
