"""The code of a link tells its shop: whoever sees a shared address can make no link of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from checkout.ids import new_id
from checkout.store.tables import devices
from codes import CODE_LENGTH, OLD_CODE_LENGTH, check_character, is_of_shop, new_code
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, open_shop

OLD_CODE = "0123456789" + check_character("0123456789")


def make(shop: ShopDevice, code: str) -> httpx.Response:
    return shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 500_00, "code": code})


def problems(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def signed_in_before_shops_had_keys(live: World, shop: ShopDevice, *, ends_in: timedelta) -> None:
    """As the migration leaves a device that was signed in."""
    until = datetime.now(UTC) + ends_in
    mine = devices.c.id == shop.get("/v1/devices")["data"][0]["id"]
    live.db.transact_now(lambda uow: uow.conn.execute(update(devices).where(mine).values(old_codes_until=until)))


@pytest.fixture
def stranger(live: World) -> ShopDevice:
    return open_shop(live.db, live.url)


@pytest.mark.parametrize("is_waited_for", [False, True])
def test_whoever_sees_a_link_made_offline_cannot_make_it_theirs(
    shop: ShopDevice, stranger: ShopDevice, payer: Payer, is_waited_for: bool
) -> None:
    code = shop.new_code()
    if is_waited_for:
        assert payer.open(f"{shop.url}/l/{code}").status_code == 404
    assert problems(make(stranger, code)) == [("code", "not_of_shop")]
    made = make(shop, code)
    assert (made.status_code, made.json()["code"]) == (201, code)
    assert "৳৫০০.০০" in payer.open(f"{shop.url}/l/{code}").text


def test_nor_by_copying_a_link_of_their_own(shop: ShopDevice, stranger: ShopDevice) -> None:
    code, own = shop.new_code(), stranger.new_link(500_00)["id"]
    answer = stranger.http.post(f"/v1/links/{own}/duplicate", json={"id": new_id("pl"), "code": code})
    assert problems(answer) == [("code", "not_of_shop")]
    assert make(shop, code).status_code == 201


def test_nor_with_a_device_that_may_bring_old_codes(live: World, shop: ShopDevice, stranger: ShopDevice) -> None:
    signed_in_before_shops_had_keys(live, stranger, ends_in=timedelta(days=30))
    assert problems(make(stranger, shop.new_code())) == [("code", "not_of_shop")]


def test_nor_does_one_shop_learn_the_key_of_another(shop: ShopDevice, stranger: ShopDevice) -> None:
    mine, theirs = (one.get("/v1/merchant")["link_key"] for one in (shop, stranger))
    assert len(mine) == len(theirs) == 64
    assert mine != theirs


def test_a_code_that_no_key_made_is_refused_with_a_sentence(shop: ShopDevice) -> None:
    answer = make(shop, new_code())
    assert problems(answer) == [("code", "not_of_shop")]
    assert answer.json()["errors"][0]["detail"] == "The link’s code is not this shop’s. Make the link anew."


def test_without_a_code_the_server_makes_one_of_the_shops(shop: ShopDevice) -> None:
    made = shop.new_link(500_00)
    copy = shop.http.post(f"/v1/links/{made['id']}/duplicate", json={"id": new_id("pl")}).json()
    key = shop.get("/v1/merchant")["link_key"]
    assert [is_of_shop(link["code"], key) for link in (made, copy)] == [True, True]
    assert len(made["code"]) == CODE_LENGTH


def test_a_link_that_an_older_app_made_offline_is_taken_from_its_device_for_a_month(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    assert len(OLD_CODE) == OLD_CODE_LENGTH
    assert problems(make(shop, OLD_CODE)) == [("code", "not_of_shop")]
    signed_in_before_shops_had_keys(live, shop, ends_in=timedelta(seconds=-1))
    assert problems(make(shop, OLD_CODE)) == [("code", "not_of_shop")]
    signed_in_before_shops_had_keys(live, shop, ends_in=timedelta(days=1))
    assert make(shop, OLD_CODE).status_code == 201
    assert "৳৫০০.০০" in payer.open(f"{shop.url}/l/{OLD_CODE}").text


def test_a_link_with_an_old_code_is_changed_cancelled_and_asked_for_again_as_ever(
    live: World, shop: ShopDevice
) -> None:
    signed_in_before_shops_had_keys(live, shop, ends_in=timedelta(days=1))
    body = OLD_CODE[1:-1] + "Z"
    asked: dict[str, Any] = {"id": new_id("pl"), "amount": 500_00, "code": body + check_character(body)}
    assert shop.http.post("/v1/links", json=asked).status_code == 201
    signed_in_before_shops_had_keys(live, shop, ends_in=timedelta(days=-1))
    assert shop.http.post("/v1/links", json=asked).status_code == 200
    link = f"/v1/links/{asked['id']}"
    assert shop.http.patch(link, json={"note": "চাল"}).json()["note"] == "চাল"
    assert shop.http.post(f"{link}/cancel").json()["status"] == "cancelled"


class TestCopies:
    """The id of a copy belongs to the link that was copied."""

    def test_the_same_copy_asked_for_twice_is_made_once(self, shop: ShopDevice) -> None:
        link, new = shop.new_link(500_00)["id"], new_id("pl")
        first, again = (shop.http.post(f"/v1/links/{link}/duplicate", json={"id": new}) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()

    def test_the_id_of_a_copy_is_refused_for_a_copy_of_another_link(self, shop: ShopDevice) -> None:
        one, other = (shop.new_link(500_00)["id"] for _ in range(2))
        new = new_id("pl")
        assert shop.http.post(f"/v1/links/{one}/duplicate", json={"id": new}).status_code == 201
        answer = shop.http.post(f"/v1/links/{other}/duplicate", json={"id": new})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/same-id-other-content")

    @pytest.mark.parametrize("copied_first", [False, True])
    def test_nor_does_it_serve_for_a_link_of_its_own(self, shop: ShopDevice, copied_first: bool) -> None:
        link, new = shop.new_link(500_00)["id"], new_id("pl")
        calls = [(f"/v1/links/{link}/duplicate", {"id": new}), ("/v1/links", {"id": new, "amount": 500_00})]
        if not copied_first:
            calls.reverse()
        assert [shop.http.post(path, json=asked).status_code for path, asked in calls] == [201, 409]

    def test_nor_for_the_link_that_is_copied_or_with_another_code(self, shop: ShopDevice) -> None:
        link, new = shop.new_link(500_00)["id"], new_id("pl")
        copies = f"/v1/links/{link}/duplicate"
        assert shop.http.post(copies, json={"id": link}).status_code == 409
        assert shop.http.post(copies, json={"id": new}).status_code == 201
        assert shop.http.post(copies, json={"id": new, "code": shop.new_code()}).status_code == 409
