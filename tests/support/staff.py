"""A shop's people and programs, let in as an owner lets them in."""

from typing import Any, Protocol

import httpx
from sqlalchemy import text

from tests.support import plain
from tests.support.servers import World
from tests.support.shop import ShopDevice, device


class Served(Protocol):
    """A checkout somewhere."""

    @property
    def url(self) -> str: ...


A_MANAGERS_SUM = 300_00
"""What `hired` lets a manager give back in a day, in poisha."""


def invited(shop: ShopDevice, role: str = "cashier", **more: Any) -> str:
    """The code of a new invitation."""
    answer = shop.http.post("/v1/invitations", json={"role": role, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def come_in(live: Served, code: str, name: str = "রহিম", language: str = "en") -> httpx.Response:
    """What somebody is answered who comes with this code."""
    asked = {"code": code, "device_name": name}
    return plain.post(f"{live.url}/v1/auth/invitation", json=asked, headers={"Accept-Language": language})


def hired(live: Served, shop: ShopDevice, role: str, name: str = "রহিম") -> ShopDevice:
    """The phone of somebody who was let in."""
    answer = come_in(
        live, invited(shop, role, **({"gives_back_most": A_MANAGERS_SUM} if role == "manager" else {})), name
    )
    assert answer.status_code == 200, answer.text
    return device(live.url, shop.slug, answer.json()["token"])


def program(live: Served, shop: ShopDevice, *scopes: str) -> ShopDevice:
    """A program with a token for these scopes."""
    more = {"gives_back_most": A_MANAGERS_SUM} if "refunds.write" in scopes else {}
    answer = shop.http.post("/v1/tokens", json={"name": "till", "scopes": scopes, **more})
    assert answer.status_code == 201, answer.text
    return device(live.url, shop.slug, answer.json()["token"])


def id_of(phone: ShopDevice) -> str:
    """Of the device that asks."""
    return next(str(one["id"]) for one in phone.get("/v1/devices")["data"] if one["this_device"])


def two_days_pass(live: World, shop: ShopDevice) -> None:
    """All that the shop has is two days old from now on."""
    merchant_id, span = shop.get("/v1/merchant")["id"], 2 * 86_400 * 1_000_000
    columns = {"payments": ("created_at", "paid_at"), "links": ("created_at", "paid_at"), "events": ("created_at",)}
    columns |= {"refunds": ("created_at",), "direct_payments": ("created_at", "came_at")}

    def make_old(uow: Any) -> None:
        for table, moments in columns.items():
            changes = ", ".join(f"{one} = {one} - :span" for one in moments)
            query = text(f"UPDATE {table} SET {changes} WHERE merchant_id = :shop")
            uow.conn.execute(query, {"span": span, "shop": merchant_id})

    live.db.transact_now(make_old)


def is_not_allowed(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and answer.json()["type"] == "/problems/not-allowed"
