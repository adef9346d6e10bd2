"""A shop's browser as its push service and the checkout know it: it subscribes, and reads what is sent to it."""

import itertools
import json
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.push.sealing import BrowserKeys
from sandbox.push.state import Message, State, Subscription
from tests.support.shop import ShopDevice, eventually

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Browser:
    """One with the app open on some device, or closed."""

    service: Subscription
    keys: BrowserKeys
    endpoint: str
    public_key: str
    state: State

    def subscription(self, **changes: Any) -> dict[str, Any]:
        """What the app sends of it."""
        told = {
            "endpoint": self.endpoint,
            "keys": self.keys.told,
            "public_key": self.public_key,
            "origin": "http://127.0.0.1:8550",
        }
        return {**told, **changes}

    def turn_on(self, shop: ShopDevice) -> httpx.Response:
        return shop.http.put("/v1/push", json=self.subscription())

    @property
    def taken(self) -> list[Message]:
        return self.service.taken

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """What it reads once so many messages came."""
        messages = eventually(lambda: self.taken if len(self.taken) >= count else None)
        return [json.loads(self.keys.read(one.body)) for one in messages]


def new_browser(state: State, url: str, public_key: str) -> Browser:
    """One that takes messages of this key; `url` is its push service's."""
    service = state.subscribe(public_key)
    keys = BrowserKeys.make(next(_NUMBERS).to_bytes(16, "big"))
    return Browser(service, keys, f"{url}/push/{service.token}", public_key, state)
