"""What holds for every request, before any route sees it: how large a body may be."""

import json
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checkout.words import say
from language import Language

BODY_MAX_BYTES: Final = 64 * 1024


class BodyLimit:
    """Reads each body whole, up to 64 KB, and answers 413 to a larger one.

    FastAPI's own limit answers in plain text and hands on half a body; ours speaks as the API does.

    No request of ours is larger, and a stream of unknown length is counted as it comes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
        except _GoneAway:
            return  # Half a form is no form.
        if body is None:
            await _refuse(scope, send)
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


async def _refuse(scope: Scope, send: Send) -> None:
    asked = dict(scope["headers"]).get(b"accept-language", b"").lower()
    language: Language = "en" if asked.startswith(b"en") else "bn"
    detail = {"type": "about:blank", "status": 413, "detail": say(language, "api.413")}
    content = json.dumps(detail, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": content})
