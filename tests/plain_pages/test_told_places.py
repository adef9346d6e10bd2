"""Of what a place is told: it counts as soon as it is pressed, and is put back where the server refuses."""

from typing import Any

import pytest

from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected
from checkout.ids import new_id
from tests.plain_pages.conftest import Open
from tests.support.shop import ShopDevice, eventually


def test_what_the_server_refuses_is_put_back_and_what_it_takes_stays(
    app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> None:
        raise Rejected(409, "এখন নয়।")

    place = {"id": new_id("out"), "kind": "webhook", "address": f"{karim.url}/hook", "tells": ["paid"]}
    assert karim.http.post("/v1/outlets", json=place).status_code == 201
    shop = app(token=karim.token, path=f"settings/notifications/place/{place['id']}", ident="place-paid")
    with monkeypatch.context() as refused:
        refused.setattr(CheckoutClient, "change_place", refuse)
        shop.is_chosen("place-paid").tap("place-held").shows("এখন নয়।").is_not_chosen("place-held")
    shop.tap("place-held").is_chosen("place-held")
    # The trial server of this place is the checkout itself, which has no such page.
    shop.tap("place-test").reads("place-tried", "খবরটি সেখানে নেওয়া হয়নি")
    eventually(lambda: karim.get("/v1/outlets")["data"][0]["tells"] == ["paid", "held"])
    shop.visit("/settings/notifications/new", "kinds-missing").reads("kinds-missing", "ইমেইল, টেলিগ্রাম")
