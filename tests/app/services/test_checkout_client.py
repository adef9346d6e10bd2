"""The app's side of the checkout's API: what it makes of answers, and where a token may go."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.services import http_line
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected, SignedOut, Unreachable
from tests.support.servers import free_socket
from tests.support.shop import ShopDevice


def test_a_clock_that_is_wrong_by_a_day_is_found_by_what_the_server_says(shop: ShopDevice) -> None:
    async def off(wrong: timedelta) -> timedelta | None:
        client = CheckoutClient(shop.url, clock=lambda: datetime.now(UTC) + wrong)
        client.token = shop.token
        await client.shop()
        await client.close()
        return client.clock_off

    ahead = asyncio.run(off(timedelta(days=1)))
    assert ahead is not None
    assert abs(ahead + timedelta(days=1)) < timedelta(seconds=20)
    assert asyncio.run(off(timedelta(seconds=3))) == timedelta(0)


def test_a_server_that_does_not_answer_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_line, "_TIMEOUT", httpx.Timeout(0.2))
    with free_socket() as silent:
        silent.listen()

        async def ask() -> None:
            client = CheckoutClient(f"http://127.0.0.1:{silent.getsockname()[1]}")
            with pytest.raises(Unreachable):
                await asyncio.wait_for(client.send_code("01700000000"), 5)
            await client.close()

        asyncio.run(ask())


PROBLEM = {"Content-Type": "application/problem+json"}
BAD_FIELD = {"field": "amount", "detail": "too small"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, html="<h1>Router login</h1>"), Unreachable),
        (httpx.Response(200, json=["?"]), Unreachable),
        (httpx.Response(502, html="bad gateway"), Unreachable),
        (httpx.Response(500, json={}), Unreachable),
        (httpx.Response(401, json={}), Unreachable),  # A hotel's gate, say: no reason to forget the shop.
        (httpx.Response(404, json={"detail": "Not Found"}), Unreachable),
        (httpx.Response(401, json={}, headers=PROBLEM), SignedOut),
        (httpx.Response(422, json={"detail": "no", "errors": [BAD_FIELD]}, headers=PROBLEM), Rejected),
    ],
)
def test_a_wrong_server_is_told_from_a_refusal(answer: httpx.Response, error: type[Exception]) -> None:
    async def run() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: answer))
        client = CheckoutClient("https://pay.example", http)
        with pytest.raises(error):
            await client.shop()
        await client.close()

    asyncio.run(run())


@pytest.mark.parametrize("typed", ["https://pay.example.com/", "http://127.0.0.1:8000", "http://localhost:8000"])
def test_a_token_travels_by_https_or_within_this_machine(typed: str) -> None:
    assert http_line.server_address(f" {typed}") == typed.rstrip("/")


@pytest.mark.parametrize(
    "typed", ["http://pay.example.com", "http://127.0.0.1.example.com", "http://localhost.example.com", "https://", "["]
)
def test_and_to_no_other_address(typed: str) -> None:
    with pytest.raises(Unreachable):
        http_line.server_address(typed)
