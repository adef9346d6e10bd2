"""A request and its answer, and one application asked for it in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """`label` is what a reader of the trace calls it."""

    method: str
    url: str
    label: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    address: str = "203.0.113.5"
    """Of whoever asks."""

    @property
    def host(self) -> str:
        """Who is meant: an address may have been looked up before."""
        said = next((value for name, value in self.headers if name.lower() == "host"), "")
        return said.partition(":")[0] or urlsplit(self.url).hostname or ""


@dataclass(slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


def form(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


FORM = (("content-type", "application/x-www-form-urlencoded"),)


async def asked(app: App, request: Request) -> Answer:
    """What it answers."""
    parts = urlsplit(request.url)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers]
    if not any(name == b"host" for name, _ in headers):
        headers.insert(0, (b"host", parts.netloc.encode()))
    if request.body and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(request.body)).encode()))
    scope: MutableMapping[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path) or "/",
        "raw_path": (parts.path or "/").encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": headers,
        "client": (request.address, 40_000),
        "server": (parts.hostname, 443),
        "state": {},
    }
    answer, pieces = Answer(0), list[bytes]()
    bodies = [request.body]

    async def receive() -> MutableMapping[str, Any]:
        if bodies:
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}
        # Whoever asked stays on the line: that one gave up is found by its own time alone.
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode(), value.decode("latin-1")) for name, value in message["headers"]]
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    answer.body = b"".join(pieces)
    return answer
