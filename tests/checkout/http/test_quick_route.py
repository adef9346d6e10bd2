"""A route past FastAPI's way is a route like all others: it has a name in figures, a method, and refusals."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from checkout.errors import NotFound
from checkout.http.quick_route import QuickRoute


async def _answer(request: Request) -> Response:
    if request.path_params["name"] == "nobody":
        raise NotFound("gateway")
    return PlainTextResponse(request.path_params["name"])


def test_it_is_named_by_its_pattern_and_what_it_raises_is_answered_as_elsewhere() -> None:
    app, seen = FastAPI(), list[Any]()
    app.router.routes.append(QuickRoute("/hear/{name}", _answer, methods=["POST"]))

    async def refused(_: Request, error: Exception) -> Response:
        return PlainTextResponse("refused", 404)

    app.add_exception_handler(NotFound, refused)

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        if scope["type"] == "http":
            seen.append(getattr(scope.get("route"), "path", "none"))

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(watched), base_url="http://here") as client:
            asked = (("POST", "/hear/bkash"), ("POST", "/hear/nobody"), ("GET", "/hear/bkash"))
            return [await client.request(*one) for one in asked]

    said = asyncio.run(ask())
    assert [(one.status_code, one.text) for one in said[:2]] == [(200, "bkash"), (404, "refused")]
    assert said[2].status_code == 405
    assert seen == ["/hear/{name}"] * 3
