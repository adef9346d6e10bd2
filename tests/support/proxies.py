"""A proxy between the checkout and a stand-in that does to requests what proxies and networks do."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response

IsMeant = Callable[[Request, bytes], bool]


class Proxy:
    """Hands everything on, and sends each request that is meant as often as `deliveries` says.

    What comes back is the last answer. The first `loses` of them never get there. With `cuts` nothing comes back, though the gateway has answered.
    """

    def __init__(self, is_meant: IsMeant) -> None:
        self.target = ""
        self.become_plain()
        self._is_meant = is_meant
        self.app = FastAPI(lifespan=self._lifespan)
        self.app.add_api_route("/{path:path}", self._hand_on, methods=["GET", "POST"], include_in_schema=False)

    def become_plain(self) -> None:
        """Begin anew, and hand on only."""
        self.deliveries, self.loses, self.cuts, self.meant_count = 1, 0, False, 0

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as self._client:
            yield

    async def _hand_on(self, request: Request) -> Response:
        body = await request.body()
        is_meant = self._is_meant(request, body)
        self.meant_count += is_meant
        if is_meant and self.meant_count <= self.loses:
            return await self._nothing(request)
        for _ in range(self.deliveries if is_meant else 1):
            url = f"{self.target}{request.url.path}?{request.url.query}"
            answer = await self._client.request(request.method, url, content=body, headers=request.headers.raw)
        if is_meant and self.cuts:
            return await self._nothing(request)
        passed = {name: value for name, value in answer.headers.items() if name in ("content-type", "location")}
        return Response(answer.content, answer.status_code, headers=passed)

    async def _nothing(self, request: Request) -> Response:
        """Longer than anybody waits: the answer is on the way until they hang up."""
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response(status_code=504)
