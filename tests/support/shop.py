"""A shopkeeper's device, as a program that speaks the API."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import issue_device_token
from checkout.ids import new_id
from checkout.store.database import Database
from codes import new_shop_code
from tests.support import plain

PATIENCE_SECONDS = 60.0
T = TypeVar("T")
_OPEN: list[httpx.Client] = []
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class ShopDevice:
    """A signed-in device of one shop."""

    http: httpx.Client
    slug: str
    url: str
    token: str

    @property
    def store_url(self) -> str:
        return f"{self.url}/s/{self.slug}"

    def get(self, path: str, **params: Any) -> Any:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def new_link(self, poisha: int, note: str = "", **more: Any) -> Any:
        answer = self.http.post("/v1/links", json={"id": new_id("pl"), "amount": poisha, "note": note, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def new_code(self) -> str:
        """A code as the shop's devices make it with no line."""
        return new_shop_code(self.get("/v1/merchant")["link_key"])

    @property
    def payments(self) -> list[Any]:
        return list(self.get("/v1/payments")["data"])

    @property
    def balance(self) -> int:
        return int(self.get("/v1/balance")["balance"])

    @property
    def events(self) -> list[Any]:
        found: list[Any] = []
        while page := self.get("/v1/events", after=found[-1]["seq"] if found else 0)["data"]:
            found += page
        return found

    def told(self, event_type: str) -> list[Any]:
        return [event["data"] for event in self.events if event["type"] == event_type]

    def wait_for_status(self, status: str) -> Any:
        """The newest payment, once it has this status."""
        return eventually(lambda: next((one for one in self.payments[:1] if one["status"] == status), None))


def open_shop(db: Database, url: str, phone: str = "", slug: str = "") -> ShopDevice:
    """Open a shop at the database and sign a device in, as an operator would; without a name it gets one of its own."""
    number = next(_NUMBERS)
    phone, slug = phone or f"+88016{number:08d}", slug or f"shop-{number}"
    shop = db.transact_now(create_merchant, phone, name="করিম ভ্যারাইটি স্টোর", slug=slug, address="মিরপুর-১০, ঢাকা")
    # As if it had given a code just now, on any day of a test.
    token = db.transact_now(issue_device_token, shop.id, "test", confirmed_at=datetime(2100, 1, 1, tzinfo=UTC))
    return device(url, slug, token)


def device(url: str, slug: str, token: str) -> ShopDevice:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    http = plain.client(base_url=url, headers=headers)
    _OPEN.append(http)
    return ShopDevice(http, slug, url, token)


def close_devices() -> None:
    """Close the lines of every device that a test signed in."""
    while _OPEN:
        _OPEN.pop().close()


def eventually(look: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """What look() finds, as soon as it finds something; bounded, and no longer than it takes."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


async def until(look: Callable[[], bool]) -> None:
    """The same for who awaits it."""
    for _ in range(2_000):
        if look():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen in time")
