"""What a shop chooses of notices over the API, and what is refused of it."""

from typing import Any

import pytest

from checkout.ids import new_id
from tests.conftest import NewUrl
from tests.support.servers import World
from tests.support.shop import ShopDevice, open_shop
from tests.support.staff import program

QUIET = {"begins": "23:00", "ends": "07:00", "paid_breaks": True}
USUAL = ["paid", "held", "returned"]


@pytest.fixture(scope="session")
def new_url(new_sqlite: NewUrl) -> NewUrl:
    """One kind of database: the rules are tried over both elsewhere."""
    return new_sqlite


def changed(shop: ShopDevice, **changes: Any) -> Any:
    answer = shop.http.patch("/v1/notices", json=changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def added(shop: ShopDevice, **more: Any) -> Any:
    asked = {"id": new_id("out"), "kind": "sms", "address": "01712345678", **more}
    answer = shop.http.post("/v1/outlets", json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_who_chose_nothing_is_told_of_payments_at_any_hour(shop: ShopDevice) -> None:
    told = {"channels": ["webhook", "sms"], "browsers_count": 0, "browsers_tell": USUAL, "quiet": None}
    assert shop.get("/v1/notices") == told


def test_what_is_left_out_stays_and_null_ends_quiet_hours(live: World, shop: ShopDevice) -> None:
    assert changed(shop, quiet=QUIET)["quiet"] == QUIET
    assert changed(shop, browsers_tell=["payout_sent", "paid"])["quiet"] == QUIET
    assert changed(shop)["browsers_tell"] == ["paid", "payout_sent"]
    assert changed(shop, quiet=None) == {**shop.get("/v1/notices"), "quiet": None}
    assert open_shop(live.db, live.url).get("/v1/notices")["browsers_tell"] == USUAL


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"browsers_tell": []}, "browsers_tell", "tells_none"),
        ({"browsers_tell": ["everything"]}, "browsers_tell.0", "invalid"),
        ({"quiet": {**QUIET, "ends": "23:00"}}, "quiet.ends", "quiet_same"),
        ({"quiet": {**QUIET, "begins": "11 pm"}}, "quiet.begins", "clock"),
        ({"quiet": {**QUIET, "ends": "24:00"}}, "quiet.ends", "clock"),
        ({"quiet": {"begins": "23:00"}}, "quiet.ends", "missing"),
        ({"quiet": {**QUIET, "paid_breaks": "yes"}}, "quiet.paid_breaks", "invalid"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field_and_changes_nothing(
    shop: ShopDevice, changes: dict[str, Any], field: str, code: str
) -> None:
    before = shop.get("/v1/notices")
    answer = shop.http.patch("/v1/notices", json=changes)
    assert answer.status_code == 422, answer.text
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
    assert shop.get("/v1/notices") == before


def test_of_what_a_place_is_told_is_chosen_when_it_is_named_or_later(live: World, shop: ShopDevice) -> None:
    usual, chosen = added(shop), added(shop, address="01812345678", tells=["payout_sent"])
    assert (usual["tells"], chosen["tells"], chosen["last_told_at"]) == (USUAL, ["payout_sent"], None)
    path = f"/v1/outlets/{usual['id']}"
    assert shop.http.patch(path, json={"tells": ["returned", "held"]}).json()["tells"] == ["held", "returned"]
    assert [one["tells"] for one in shop.get("/v1/outlets")["data"]] == [["held", "returned"], ["payout_sent"]]
    assert shop.http.patch(path, json={"tells": []}).json()["errors"][0]["code"] == "tells_none"
    # What was chosen since makes it no other one: asked for again it is the same.
    asked = {"id": usual["id"], "kind": "sms", "address": "01712345678"}
    assert shop.http.post("/v1/outlets", json=asked).json()["tells"] == ["held", "returned"]
    assert open_shop(live.db, live.url).http.patch(path, json={"tells": ["paid"]}).status_code == 404


def test_a_program_has_payouts_told_only_where_it_may_read_them(live: World, shop: ShopDevice) -> None:
    robot, reader = program(live, shop, "outlets.write"), program(live, shop, "outlets.write", "payouts.read")
    asked = {"id": new_id("out"), "kind": "webhook", "address": "https://shop.example/x", "tells": ["payout_sent"]}
    assert robot.http.post("/v1/outlets", json=asked).status_code == 403
    assert reader.http.post("/v1/outlets", json=asked).status_code == 201
    assert robot.http.patch(f"/v1/outlets/{asked['id']}", json={"tells": ["payout_sent"]}).status_code == 403


def test_a_place_is_tried_so_often_and_no_oftener_since_each_text_costs(live: World, shop: ShopDevice) -> None:
    path = f"/v1/outlets/{added(shop)['id']}/test"
    first, *_, last = (shop.http.post(path) for _ in range(13))
    assert (first.json()["is_taken"], first.json()["why_not"], last.status_code) == (True, "", 429)
    assert first.json()["took_ms"] >= 0
    # Its own server costs nobody a text, and was tried by nobody yet.
    server = added(shop, kind="webhook", address="https://127.0.0.1:1/x")
    assert shop.http.post(f"/v1/outlets/{server['id']}/test").json()["is_taken"] is False
    other = open_shop(live.db, live.url)
    assert other.http.post(path).status_code == 404
    assert other.http.post("/v1/push/test").status_code == 404
