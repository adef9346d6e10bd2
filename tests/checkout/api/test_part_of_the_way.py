"""What goes a part of the way for a role goes no further: each such row of the table, with what lies beyond it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checkout.commands.direct_payments import take_told
from checkout.commands.own_code import bind_own_account
from checkout.core.access import CALLS, Reach
from checkout.core.direct_payment import ToldPayment
from checkout.ids import new_id, new_tran_id
from checkout.notify.push_message import Sender, new_private_key
from money import Money
from tests.emvqr.samples import STATIC
from tests.support.browsers import new_browser
from tests.support.calls import OPERATIONS
from tests.support.payer import PHONE, Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, open_shop
from tests.support.staff import hired, id_of, is_not_allowed, two_days_pass

TODAY = sorted(name for name, row in CALLS.items() if row.cashier is Reach.TODAY)
BODIES = {"duplicate_link": ("pl", {}), "note_seen_payment": ("dp", {"amount": 100_00})}


@pytest.fixture
def beyond(live: World, shop: ShopDevice, payer: Payer) -> dict[str, str]:
    """A link, its payment and money at the shop's own account, all of them of two days ago."""
    link = shop.new_link(500_00)
    payer.pay(link["url"])
    payment = shop.payments[0]["id"]
    shop.http.put("/v1/own-code", json={"text": STATIC})
    shop_id = shop.get("/v1/merchant")["id"]
    live.db.transact_now(bind_own_account, shop_id, shop_id[-12:])
    told = ToldPayment(new_tran_id(), Money(700_00), datetime.now(UTC), shop_id[-12:], "", by_qr=True)
    came_in = live.db.transact_now(take_told, told)
    assert came_in is not None
    two_days_pass(live, shop)
    return {"link_id": link["id"], "payment_id": payment, "direct_id": came_in.id}


def asked(phone: ShopDevice, name: str, ids: Mapping[str, str], until: str) -> tuple[int, str]:
    """The status and all that is told; of a stream as far as what names `until`."""
    method, path, _ = OPERATIONS[name]
    prefix, more = BODIES.get(name, ("", {}))
    body: Any = {"id": new_id(prefix), **more} if prefix else None
    after = {"after": 0} if name == "list_events" else {}
    with phone.http.stream(method, path.format(**ids), json=body, params=after) as answer:
        if name != "stream_events":
            return answer.status_code, answer.read().decode(errors="replace")
        said = ""
        for line in answer.iter_lines():
            said += line
            if until in line:
                break
        return answer.status_code, said


def test_of_another_day_a_cashiers_phone_is_told_nothing_by_any_call_that_goes_as_far_as_today(
    live: World, shop: ShopDevice, beyond: dict[str, str]
) -> None:
    cashier, fresh = hired(live, shop, "cashier"), shop.new_link(100_00)["id"]
    for name in TODAY:
        status, said = asked(cashier, name, beyond, fresh)
        assert status == (403 if "{" in OPERATIONS[name][1] else 200), name
        assert not [one for one in (*beyond.values(), PHONE) if one in said], name


def test_an_owner_is_told_of_another_day_by_each_of_them(live: World, shop: ShopDevice, beyond: dict[str, str]) -> None:
    fresh = shop.new_link(100_00)["id"]
    for name in TODAY:
        status, said = asked(shop, name, beyond, fresh)
        assert status != 403, name
        if "{" not in OPERATIONS[name][1]:
            assert [one for one in beyond.values() if one in said], name


@pytest.mark.parametrize("role", ["manager", "cashier"])
def test_what_is_another_devices_own_is_out_of_reach_by_each_call_that_goes_as_far_as_ones_own(
    role: str, tmp_path: Path
) -> None:
    key = new_private_key()
    with world(tmp_path, push_private_key=key, push_contact="mailto:aday@example.com") as live:
        shop = open_shop(live.db, live.url)
        phone, link = hired(live, shop, role), shop.new_link(100_00)["id"]
        owners, theirs = (
            new_browser(live.gateway.app.state.push, live.gateway.url, Sender(key, "").public_key) for _ in range(2)
        )
        assert owners.turn_on(shop).status_code == 200
        tried = {
            "list_devices": [one["id"] for one in phone.get("/v1/devices")["data"]] == [id_of(phone)],
            "sign_out_device": phone.http.delete(f"/v1/devices/{id_of(shop)}").status_code == 404,
            "get_push": not phone.get("/v1/push")["is_on"],
            "try_push": phone.http.post("/v1/push/test").status_code == 404,
            "turn_push_on": theirs.turn_on(phone).status_code == 200 and shop.get("/v1/push")["is_on"],
            "turn_push_off": phone.http.delete("/v1/push").status_code == 204 and shop.get("/v1/push")["is_on"],
        }
        if role == "cashier":
            tried["cancel_link"] = is_not_allowed(phone.http.post(f"/v1/links/{link}/cancel"))
        assert tried == {name: True for name, row in CALLS.items() if getattr(row, role) is Reach.OWN}
