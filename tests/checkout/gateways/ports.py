"""Desks that remember for one test, and a client at whose other end stands a function of the test's."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import httpx

from checkout.gateways.answers import RawAnswer
from checkout.gateways.base import NotSent
from checkout.gateways.tokens import Claim, Granted


class Recorded:
    """Answers each question by a function, and puts nothing on any line."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]) -> None:
        self._answer = answer

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> RawAnswer:
        said = self._answer(httpx.Request(method, url, headers=headers, content=body))
        answer = said if isinstance(said, httpx.Response) else await said
        return RawAnswer(answer.status_code, answer.content)


def _nobody(request: httpx.Request) -> httpx.Response:
    raise NotSent("nobody is there")


NOBODY = Recorded(_nobody)


class MemoryTokenStore:
    """Gives every claim, and keeps the last token."""

    def __init__(self) -> None:
        self._token = ""

    async def usable(self, account: str, refused: str) -> str:
        return "" if self._token == refused else self._token

    async def claim(self, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
        return Claim("")

    async def claim_again(self, account: str, per_hour: int) -> bool:
        return True

    async def keep(self, account: str, granted: Granted) -> None:
        self._token = granted.token

    async def give_up(self, account: str) -> None:
        """Nothing to do: nobody else waits."""


class MemoryCaptureGuard:
    """What was told to take the money, in one process."""

    def __init__(self) -> None:
        self._told_at: dict[tuple[str, str], float] = {}

    async def begin(self, gateway: str, session_ref: str, *, again_after_seconds: float | None = None) -> bool:
        now, told_at = asyncio.get_running_loop().time(), self._told_at.get((gateway, session_ref))
        if told_at is not None and (again_after_seconds is None or now - told_at < again_after_seconds):
            return False
        self._told_at[gateway, session_ref] = now
        return True

    async def take_back(self, gateway: str, session_ref: str) -> None:
        self._told_at.pop((gateway, session_ref), None)
