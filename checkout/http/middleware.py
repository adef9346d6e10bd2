"""What holds for every request before any route sees it, and for every answer.

Each middleware is plain ASGI, so that a refused request costs next to nothing. Refusals are problem documents.
"""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checkout import metrics
from checkout.http.problem_types import PLAIN_HTTP, problem_document
from checkout.http.texts import NotReadable, Unkeepable, read_json
from checkout.words import say
from codes import clean_path
from language import read_language

BODY_MAX_BYTES: Final = 64 * 1024
# A body that takes longer comes from nobody who wants to pay.
BODY_SECONDS: Final = 20.0
HEADERS_MAX_BYTES: Final = 16 * 1024
ADDRESS_MAX_BYTES: Final = 8 * 1024
_WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS")
# Anybody may send another word; each would be a figure of its own.
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"})
# Whoever looks after us comes by number, from inside.
_FOR_THE_OPERATOR: Final = ("/healthz", "/readyz", "/metrics")
_FOR_PROGRAMS: Final = ("/v1/", "/webhooks/")
LOOKS_ONLY: Final = "aday.looks_only"
"""Set in the scope of a request that only asks what another would be answered: it counts for nothing."""
_NUL: Final = re.compile(rb"\0|%00")
_STRICT_POLICY: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

log = structlog.get_logger(__name__)
Apology = Callable[[Request, Exception], Awaitable[Response]]


class Middleware:
    """The checkout behind all of its middleware, outermost first."""

    def __init__(
        self, app: ASGIApp, public_url: str, our_fault: Apology, also_hosts: frozenset[str] = frozenset()
    ) -> None:
        public = urlsplit(public_url)
        assert public.hostname, public_url
        inner = SizeLimits(BodyReader(ErrorHandling(CleanAddresses(app), our_fault)))
        self._app = RequestId(
            HeadAsGet(SecurityHeaders(TrustedHosts(inner, also_hosts | {public.hostname}), public.scheme == "https"))
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


class RequestId:
    """Gives each request an id, which every line logged about it carries, and tells it to the caller."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began = uuid.uuid4().hex, time.perf_counter()

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
                # By its pattern: addresses carry codes.
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                metrics.answered(method, route, message["status"], began)
                took_ms = round((time.perf_counter() - began) * 1000, 1)
                log.info("answered", method=method, route=route, status=message["status"], ms=took_ms)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, with_id)


class HeadAsGet:
    """Answers HEAD as GET, without the body: who asks so wants to know what GET would say. The API has no HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].startswith(_FOR_PROGRAMS):
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET", LOOKS_ONLY: True}

        async def without_body(message: Message) -> None:
            scope["route"] = asked.get("route")
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app(asked, receive, without_body)


class CleanAddresses:
    """Takes from payers' addresses what messengers glued to them, for every route at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path, asked = clean_path(scope["path"])
            if path != scope["path"]:
                query = scope["query_string"]
                if asked and not query:
                    query = urlencode({"c": asked}).encode()
                # What reads the route from outside reads it from this very scope.
                scope.update(path=path, raw_path=quote(path).encode(), query_string=query)
        await self._app(scope, receive, send)


class ErrorHandling:
    """Answers what nobody expected.

    Starlette would do it outside of all middleware, without their headers and figures.
    """

    def __init__(self, app: ASGIApp, our_fault: Apology) -> None:
        self._app, self._our_fault = app, our_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if has_begun or scope["type"] != "http":
                raise
            apology = await self._our_fault(Request(scope), error)
            await apology(scope, receive, send)


class SecurityHeaders:
    """What browsers shall keep to, on every answer that does not say something stricter itself."""

    def __init__(self, app: ASGIApp, is_https: bool) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", _STRICT_POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
            # What is not said to be kept shows a shop's money, and is never kept.
            (b"cache-control", b"no-store"),
        ]
        if is_https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self._headers if one[0] not in said)]
            await send(message)

        await self._app(scope, receive, with_headers)


class TrustedHosts:
    """Answers to our own name only: whoever made another name lead here wants a page under it."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _FOR_THE_OPERATOR:
            said = [value for name, value in scope["headers"] if name == b"host"]
            if len(said) != 1 or _host_name(said[0]) not in self._hosts:
                await _refuse(scope, send, 421)
                return
        await self._app(scope, receive, send)


class SizeLimits:
    """No address and no headers larger than any of ours, and none with the one character that no database takes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if len(scope["raw_path"]) + len(scope["query_string"]) > ADDRESS_MAX_BYTES:
                await _refuse(scope, send, 414)
                return
            if "\0" in scope["path"] or _NUL.search(scope["query_string"]):
                await _refuse(scope, send, 400)
                return
            if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_MAX_BYTES:
                await _refuse(scope, send, 431)
                return
        await self._app(scope, receive, send)


class BodyReader:
    """Reads each body whole, up to 64 KB and for 20 seconds, and answers 413, 408, 415 or 400 to others.

    FastAPI's own limit answers in plain text and hands on half a body; ours speaks as the API does.
    No request of ours is larger, and a stream of unknown length is counted as it comes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(scope, receive)
        except TimeoutError:
            await _refuse(scope, send, 408)
            return
        except _GoneAway:
            return  # Half a form is no form.
        if body is None:
            await _refuse(scope, send, 413)
            return
        if body and scope["path"].startswith("/v1/"):
            if not _says_json(scope):
                await _refuse(scope, send, 415)
                return
            try:
                read_json(body)
            except Unkeepable as error:
                await _refuse(scope, send, 422, "bad-fields", field=error.field)
                return
            except NotReadable:
                await _refuse(scope, send, 400, "not-json", "api.not_json")
                return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        await self._app(scope, replay, send)


class _GoneAway(Exception):
    """The client broke off in the middle of its body."""


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """The body, or None as soon as it is known to be too large. Raises _GoneAway."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > BODY_MAX_BYTES):
            return None
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _GoneAway
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > BODY_MAX_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _says_json(scope: Scope) -> bool:
    said: bytes = dict(scope["headers"]).get(b"content-type", b"")
    kind = said.partition(b";")[0].strip().lower()
    return kind == b"application/json" or (kind.startswith(b"application/") and kind.endswith(b"+json"))


def _host_name(header: bytes) -> str:
    """The name in a Host header, without its port; empty when it is none."""
    try:
        return urlsplit(f"//{header.decode('ascii')}").hostname or ""
    except ValueError:
        return ""


async def _refuse(
    scope: Scope, send: Send, status: int, slug: str = PLAIN_HTTP, words: str = "", field: str = ""
) -> None:
    language = read_language(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
    detail = problem_document(language, status, slug, say(language, words or f"api.{status}"))
    if field:
        detail["errors"] = [{"field": field, "code": "plain_text", "detail": say(language, "field.plain_text")}]
    content = json.dumps(detail, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
