"""Forms of the shop: where something is typed, how it is sent, and what the server has of it then."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.flet_page import PHONE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice


@dataclass(frozen=True)
class Form:
    """Where something is typed, how it is sent, and what the server has of it then."""

    path: str
    box: str
    presses: tuple[str, ...]
    told: Callable[[], object]

    def has(self, words: str) -> bool:
        """Whether the server has these."""
        return self.told() == words


def profile(karim: ShopDevice, payer: Payer) -> Form:
    return Form("settings/shop", "shop-address", ("save",), lambda: karim.get("/v1/merchant")["address"])


def edited_link(karim: ShopDevice, payer: Payer) -> Form:
    link = karim.new_link(125_000, "থ্রি-পিস")["id"]
    return Form(f"links/{link}/edit", "edit-note", ("save",), lambda: karim.get(f"/v1/links/{link}")["note"])


def store_link(karim: ShopDevice, payer: Payer) -> Form:
    (store,) = [link["id"] for link in karim.get("/v1/links")["data"] if link["kind"] == "store"]
    return Form(
        f"links/{store}/edit", "edit-closing", ("save",), lambda: karim.get(f"/v1/links/{store}")["closing_message"]
    )


def refund(karim: ShopDevice, payer: Payer) -> Form:
    payer.pay(karim.store_url, amount="500")
    path = f"payments/{karim.payments[0]['id']}/refund"
    presses = ("rf-next", "rf-yes")
    return Form(path, "rf-reason", presses, lambda: "".join(one["reason"] for one in karim.get("/v1/refunds")["data"]))


def make_link(shop: FletPage, amount: str, size: tuple[int, int]) -> None:
    """Type the amount and press লিংক তৈরি করুন."""
    if size == PHONE:
        for key in amount:
            shop.tap(f"key-{key}")
    else:
        shop.fill("amount", amount)
    shop.tap("create").sees("share-url")
