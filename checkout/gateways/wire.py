"""What every adapter does alike on the wire: ask for JSON, and read amounts of money."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import httpx

from checkout.gateways.base import GatewayUnreachable
from money import Money

_METHOD_WORDS: Final = {
    "bkash": "bKash",
    "nagad": "Nagad",
    "rocket": "Rocket",
    "dbbl mobile": "Rocket",
    "visa": "Visa",
    "master": "Mastercard",
    "amex": "Amex",
    "american express": "Amex",
}


class NotSent(GatewayUnreachable):
    """No connection was made, so nothing can have happened at the other end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A gateway's answer. `body` is None when it is no JSON."""

    status: int
    body: Any

    def expect_200(self) -> Any:
        """The JSON of a good answer. Raises GatewayUnreachable: anything else tells nothing."""
        if self.status != 200:
            raise GatewayUnreachable(f"HTTP {self.status}")
        if self.body is None:
            raise GatewayUnreachable("the answer is not JSON")
        return self.body

    def expect_object(self) -> dict[str, Any]:
        """The JSON object of a good answer. Raises GatewayUnreachable."""
        body = self.expect_200()
        if not isinstance(body, dict):
            raise GatewayUnreachable("the answer is not an object")
        return body


async def ask(client: httpx.AsyncClient, method: str, url: str, *, timeout_seconds: float, **request: Any) -> Answer:
    """Send one request, in so long at the most. Raises NotSent, or GatewayUnreachable when it may have arrived."""
    # Each wait has its end, and so has the whole: an answer can come one byte at a time.
    connecting = timeout_seconds / 3
    waits = httpx.Timeout(timeout_seconds, connect=connecting, pool=connecting)
    try:
        async with asyncio.timeout(timeout_seconds):
            answer = await client.request(method, url, timeout=waits, **request)
    except TimeoutError:
        raise GatewayUnreachable("no answer in time") from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(type(error).__name__) from None
    except httpx.HTTPError as error:
        # The message of an httpx error can carry the address and with it a password.
        raise GatewayUnreachable(type(error).__name__) from None
    try:
        return Answer(answer.status_code, answer.json())
    except ValueError:
        return Answer(answer.status_code, None)


def money(value: object) -> Money | None:
    """Decimals come as text or as numbers, padded or not; None for what is no sum of whole poisha."""
    try:
        return Money.of_decimal(Decimal(str(value)))
    except (InvalidOperation, ValueError):
        return None


def method_among(text: str) -> str:
    """The method's name as people know it, from an aggregator's words (`EBL Visa`, `bKash-bKash`); else as it is."""
    lower = text.lower()
    return next((name for word, name in _METHOD_WORDS.items() if word in lower), text.strip()[:80])


def differing(wanted: Mapping[str, object], answer: Mapping[str, Any]) -> str:
    """Which facts of an answer are not those we asked for, in words for an alarm; sums are compared as money."""
    told = {
        name: money(answer.get(name)) if isinstance(fact, Money) else answer.get(name) for name, fact in wanted.items()
    }
    return ", ".join(f"{name} is {told[name]}, not {fact}" for name, fact in wanted.items() if told[name] != fact)
