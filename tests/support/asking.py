"""Asking a server by the gateways' client, in the two ways in which adapters ask, and how it can end without an answer."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from checkout.gateways.base import GatewayUnreachable, NotSent
from checkout.gateways.client import HttpClient
from checkout.gateways.wire import Answer, ask

Way = Callable[..., Awaitable[Answer]]
OK: Final = Answer(200, {"a": "ok"})
"""What `scripted_server.GOOD` is read as."""


async def get(client: HttpClient, url: str, seconds: float = 30, **sent: Any) -> Answer:
    return await ask(client, "GET", f"{url}/path", timeout_seconds=seconds, **sent)


async def post(client: HttpClient, url: str, seconds: float = 30, **sent: Any) -> Answer:
    return await ask(client, "POST", f"{url}/path", timeout_seconds=seconds, json={"sum": "5.00"}, **sent)


async def is_not_sent(question: Awaitable[object]) -> None:
    with pytest.raises(NotSent):
        await question


async def may_have_arrived(question: Awaitable[object]) -> str:
    """The words of it."""
    with pytest.raises(GatewayUnreachable) as refused:
        await question
    assert not isinstance(refused.value, NotSent)
    return str(refused.value)
