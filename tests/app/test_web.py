"""The app as a web page: what its machine keeps of browsers, and whose browser it says it asks for."""

import asyncio
import os
from pathlib import Path

import httpx
import pytest

from app.services.checkout_client import CheckoutClient
from app.web import forget_unused

NOW = 1_800_000_000.0
DAY = 86_400


def test_replicas_of_browsers_that_did_not_come_back_for_a_quarter_go(tmp_path: Path) -> None:
    for name, days in (
        ("shop-old.db", 100),
        ("shop-old.db-wal", 91),
        ("shop-used.db", 100),
        ("shop-used.db-wal", 1),
        ("shop-new.db", 89),
        ("notes.txt", 400),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (NOW - days * DAY,) * 2)
    forget_unused(tmp_path, NOW)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["notes.txt", "shop-new.db", "shop-used.db", "shop-used.db-wal"]
    forget_unused(tmp_path / "nowhere", NOW)


@pytest.mark.parametrize(("browser", "told"), [("203.0.113.7", "203.0.113.7"), ("", None)])
def test_the_checkout_is_told_whose_browser_asks(browser: str, told: str | None) -> None:
    heard: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers.get("x-forwarded-for"))
        return httpx.Response(200, json={"data": []})

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            await CheckoutClient("https://pay.example", http, browser=browser).devices()

    asyncio.run(ask())
    assert heard == [told]
