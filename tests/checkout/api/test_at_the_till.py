"""What a cashier's phone is told: what it takes to sell today, and nothing that adds up to the balance."""

import json
from typing import Any

import pytest

from checkout.core.access import Role
from checkout.ids import new_id
from checkout.resources.event import NOT_FOR_YOU
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually, open_shop
from tests.support.staff import hired, id_of, is_not_allowed, program, two_days_pass

FEE, NET = 12_50, 487_50
"""Of ৳500 at the stand-in."""


@pytest.fixture
def cashier(live: World, shop: ShopDevice) -> ShopDevice:
    return hired(live, shop, "cashier")


def heard(phone: ShopDevice, after: int = 0) -> list[Any]:
    return list(phone.get("/v1/events", after=after)["data"])


def streamed(phone: ShopDevice, count: int) -> list[tuple[str, Any]]:
    """The first so many events of the shop's log, as a stream tells them."""
    found: list[tuple[str, Any]] = []
    with phone.http.stream("GET", "/v1/events/stream") as stream:
        kind = ""
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            kind = value if name == "event" else kind
            if name == "data" and kind != "ping":
                found.append((kind, json.loads(value)))
                if len(found) == count:
                    break
    return found


def numbers_in(told: Any) -> set[int]:
    """Every whole number anywhere in it; those that only stand in an id or a moment are none."""
    if isinstance(told, dict | list):
        return {one for part in (told.values() if isinstance(told, dict) else told) for one in numbers_in(part)}
    return {told} if isinstance(told, int) else set()


def test_a_cashier_sees_who_paid_how_much_and_not_what_it_brought(
    shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    (listed,) = cashier.payments
    (owners,) = shop.payments
    assert (owners["fee"], owners["net"], owners["service_fee"]) == (FEE, NET, 0)
    assert (listed["fee"], listed["net"], listed["service_fee"]) == (None, None, None)
    assert (listed["amount"], listed["payer"], listed["status"]) == (500_00, owners["payer"], "paid")
    assert cashier.get(f"/v1/payments/{listed['id']}") == listed


def test_a_cashier_hears_of_payments_and_by_their_numbers_alone_of_all_that_tells_the_balance(
    shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    payout = {"id": new_id("po"), "amount": 100_00, "to": {"kind": "bkash", "account": "01712345678"}}
    assert shop.http.post("/v1/payouts", json=payout).status_code == 201
    shop.http.patch("/v1/merchant", json={"name": "নতুন নাম"})
    told, all_told = heard(cashier), heard(shop)
    assert [one["seq"] for one in told] == [one["seq"] for one in all_told]
    for mine, owners in zip(told, all_told, strict=True):
        if owners["type"].startswith(("balance.", "payout.")):
            assert (mine["type"], mine["data"]) == (NOT_FOR_YOU, {})
        else:
            assert mine["type"] == owners["type"]
    assert {one["type"] for one in all_told} >= {"balance.entry", "payout.asked", "payment.paid", "merchant.updated"}
    assert {NET, NET - 100_00} & numbers_in(all_told)
    assert not {NET, NET - 100_00} & numbers_in(told)
    assert streamed(cashier, len(told)) == [(one["type"], one["data"]) for one in told]


def test_what_the_shops_own_link_ever_brought_is_not_told_at_the_till(
    live: World, shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    two_days_pass(live, shop)
    payer.pay(shop.store_url, amount="200")
    store = cashier.get("/v1/links")["data"][0]
    assert (store["kind"], store["paid_total"], store["payments_count"], store["opens_count"]) == (
        "store", None, None, None,
    )  # fmt: skip
    assert shop.get("/v1/links")["data"][0]["paid_total"] == 700_00
    for event in heard(cashier):
        assert event["type"] != "link.updated" or event["data"]["paid_total"] is None
    # What was made today tells today's own.
    assert cashier.new_link(100_00)["payments_count"] == 0


def test_of_other_days_a_cashier_sees_and_hears_nothing(
    live: World, shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    old_link = shop.new_link(100_00)
    shop.http.post(f"/v1/links/{old_link['id']}/cancel")
    two_days_pass(live, shop)
    old = shop.payments[0]["id"]
    assert (cashier.payments, heard(cashier)) == ([], [])
    assert cashier.get("/v1/payments", q="5")["data"] == []
    for path in (f"/v1/payments/{old}", f"/v1/links/{old_link['id']}", f"/v1/links/{old_link['id']}/card"):
        refused = cashier.http.get(path)
        assert is_not_allowed(refused), path
        assert refused.json()["detail"].startswith("This phone shows today alone")
    assert is_not_allowed(cashier.http.post(f"/v1/payments/{old}/handover"))
    assert is_not_allowed(cashier.http.post(f"/v1/links/{old_link['id']}/duplicate", json={"id": new_id("pl")}))
    payer.pay(shop.store_url, amount="200")
    assert [one["amount"] for one in cashier.payments] == [200_00]
    # The numbers go on where they are; what is asked for by an earlier one begins with today.
    last_of_before = heard(shop)[-1]["seq"] - len(heard(cashier))
    assert heard(cashier)[0]["seq"] == last_of_before + 1
    assert streamed(cashier, 1)[0][0] == heard(cashier)[0]["type"]


def test_what_began_on_another_day_and_is_paid_today_is_listed_after_todays_and_found(
    live: World, shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="300")
    link = shop.new_link(500_00)["id"]
    page = payer.to_gateway(shop.get(f"/v1/links/{link}")["url"])
    two_days_pass(live, shop)
    payer.come_back(payer.pay_there(page))
    eventually(lambda: shop.get(f"/v1/links/{link}")["status"] == "paid")
    payer.pay(shop.store_url, amount="200")
    late = cashier.payments[-1]
    assert ([one["amount"] for one in cashier.payments], late["status"]) == ([200_00, 500_00], "paid")
    assert cashier.get(f"/v1/payments/{late['id']}") == late
    for more in ({"q": late["code"]}, {"q": late["code"][:2]}, {"link_id": link}, {"status": "paid"}):
        assert cashier.get("/v1/payments", **more)["data"][-1] == late, more
    first = cashier.get("/v1/payments", limit=1)
    rest = cashier.get("/v1/payments", limit=1, cursor=first["next_cursor"])
    assert (rest["data"], rest["next_cursor"]) == ([late], None)
    for more in ({}, {"status": "paid"}):
        assert cashier.get("/v1/links", **more)["data"][-1]["id"] == link, more


def test_a_refund_that_is_promised_today_is_told_so_that_no_goods_go(
    shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
    assert shop.http.post(path, json={"id": new_id("rf"), "amount": 500_00}).status_code == 201
    told = cashier.told("refund.pending")[0]
    assert (told["amount"], told["cost"], told["fee_back"]) == (500_00, None, None)


def test_links_that_can_still_be_paid_are_listed_at_the_till_however_old_in_pages_of_any_size(
    live: World, shop: ShopDevice, cashier: ShopDevice
) -> None:
    old = [shop.new_link(100_00 + number)["id"] for number in range(4)]
    shop.http.post(f"/v1/links/{old[0]}/cancel")
    shop.http.post(f"/v1/links/{old[1]}/pause")
    two_days_pass(live, shop)
    new = [shop.new_link(200_00 + number)["id"] for number in range(3)]
    shop.http.post(f"/v1/links/{new[0]}/cancel")
    expected = [new[2], new[1], new[0], old[3], old[2], old[1]]
    for limit in (2, 3, 50):
        found, cursor = [], None
        while True:
            page = cashier.get("/v1/links", limit=limit, **({"cursor": cursor} if cursor else {}))
            found += [link["id"] for link in page["data"] if link["kind"] == "fixed"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert found == expected
    cancelled = cashier.get("/v1/links", status="cancelled")["data"]
    assert [link["id"] for link in cancelled] == [new[0]]


def test_a_cashier_cancels_a_link_of_their_own_and_no_other(shop: ShopDevice, cashier: ShopDevice) -> None:
    theirs, mine = shop.new_link(100_00)["id"], cashier.new_link(100_00)["id"]
    assert is_not_allowed(cashier.http.post(f"/v1/links/{theirs}/cancel"))
    assert cashier.http.post(f"/v1/links/{mine}/cancel").json()["status"] == "cancelled"


def test_a_cashier_knows_of_no_device_but_their_own_and_may_sign_that_out(
    live: World, shop: ShopDevice, cashier: ShopDevice
) -> None:
    (mine,) = cashier.get("/v1/devices")["data"]
    assert (mine["role"], mine["this_device"]) == ("cashier", True)
    assert len(shop.get("/v1/devices")["data"]) == 2
    assert cashier.http.delete(f"/v1/devices/{id_of(shop)}").status_code == 404
    assert cashier.http.delete(f"/v1/devices/{mine['id']}").status_code == 204
    assert cashier.http.get("/v1/merchant").status_code == 401
    assert shop.http.get("/v1/merchant").status_code == 200


def test_a_cashier_with_another_shops_ids_is_told_that_nothing_is_there(
    live: World, cashier: ShopDevice, payer: Payer
) -> None:
    other = open_shop(live.db, live.url)
    payer.pay(other.store_url, amount="500")
    link, payment = other.new_link(100_00)["id"], other.payments[0]["id"]
    for method, path in (
        ("GET", f"/v1/links/{link}"),
        ("GET", f"/v1/links/{link}/card"),
        ("POST", f"/v1/links/{link}/cancel"),
        ("GET", f"/v1/payments/{payment}"),
        ("POST", f"/v1/payments/{payment}/handover"),
        ("DELETE", f"/v1/devices/{id_of(other)}"),
    ):
        assert cashier.http.request(method, path).status_code == 404, path
    copied = cashier.http.post(f"/v1/links/{link}/duplicate", json={"id": new_id("pl")})
    assert copied.status_code == 404
    assert cashier.get("/v1/payments", link_id=link)["data"] == []
    assert other.payments[0]["handed_over_at"] is None


def test_each_token_is_told_what_it_may(live: World, shop: ShopDevice, cashier: ShopDevice) -> None:
    manager, robot = hired(live, shop, "manager"), program(live, shop, "links.read", "payments.read")
    told = {one: one.get("/v1/merchant") for one in (shop, manager, cashier, robot)}
    assert [told[one]["role"] for one in (shop, manager, cashier, robot)] == list(Role)
    assert [told[one]["gives_back_most"] for one in (shop, manager, cashier)] == [None, 300_00, None]
    assert told[robot]["scopes"] == ["links.read", "payments.read"]
    # A program has no word of the day, and makes no links without a line.
    assert (told[robot]["word_key"], told[robot]["link_key"]) == ("", "")
    assert told[cashier]["link_key"] == told[shop]["link_key"] != ""


def test_a_program_hears_of_what_its_scopes_name(live: World, shop: ShopDevice, payer: Payer) -> None:
    robot = program(live, shop, "balance.read")
    payer.pay(shop.store_url, amount="500")
    shop.http.patch("/v1/merchant", json={"name": "নতুন নাম"})
    assert {one["type"] for one in heard(robot)} == {NOT_FOR_YOU, "balance.entry"}
