"""What is asked for is what is documented: anything else is refused by name, instead of being passed over."""

from typing import Any

import pytest

from checkout.ids import new_id
from tests.support.servers import World
from tests.support.shop import ShopDevice
from tests.support.strangers import places

LINK: dict[str, Any] = {"amount": 500_00}
BANK = {"kind": "bank", "account": "1234567890123", "bank": "b", "branch": "b", "holder": "h"}


def ask(shop: ShopDevice, path: str, body: dict[str, Any], method: str = "POST") -> list[dict[str, str]]:
    answer = shop.http.request(method, path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-fields"), answer.text
    return list(answer.json()["errors"])


@pytest.mark.parametrize(
    ("path", "body", "field", "near"),
    [
        ("/v1/links", {**LINK, "accept_partial": True}, "accept_partial", ""),
        ("/v1/links", {"amout": 500_00}, "amout", "amount"),
        ("/v1/links", {**LINK, "expire_at": None}, "expire_at", "expires_at"),
        ("/v1/links", {**LINK, "customer": {"nmae": "করিম"}}, "customer.nmae", "name"),
        ("/v1/payouts", {"amount": 100, "to": {**BANK, "brnch": "b"}}, "to.bank.brnch", "branch"),
        ("/v1/outlets", {"kind": "sms", "adress": "01712345678", "address": "01712345678"}, "adress", "address"),
        ("/v1/auth/otp", {"phone": "01712345678", "fone": "1"}, "fone", "phone"),
        ("/v1/auth/token", {"phone": "1", "code": "1", "request": "1", "device": "1"}, "device", "device_name"),
        ("/v1/receipts/read", {"image": "", "img": ""}, "img", "image"),
        ("/v1/payments/pay_1/refunds", {"amount": 100, "reasn": ""}, "reasn", "reason"),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest_known_name(
    shop: ShopDevice, path: str, body: dict[str, Any], field: str, near: str
) -> None:
    prefix = {"/v1/links": "pl", "/v1/payouts": "po", "/v1/outlets": "out"}.get(path, "rf")
    body = body if path.startswith(("/v1/auth", "/v1/receipts")) else {"id": new_id(prefix), **body}
    told = next(one for one in ask(shop, path, body) if one["field"] == field)
    assert told["code"] == "unknown_field"
    assert told["detail"].endswith(f"Did you mean {near}?" if near else "of this name.")


@pytest.mark.parametrize("path", ["/v1/merchant", "/v1/links/pl_1"])
def test_what_is_changed_is_known_by_name_too(shop: ShopDevice, path: str) -> None:
    assert ask(shop, path, {"adress": "x", "nme": 1, "nte": ""}, "PATCH")[0]["code"] == "unknown_field"


def test_every_call_of_the_api_refuses_a_parameter_that_it_does_not_know(live: World, shop: ShopDevice) -> None:
    calls = [place for place in places(live.checkout.app, ()) if place.path.startswith("/v1/")]
    assert len(calls) > 30
    for call in calls:
        known = {"amount": "50000"} if call.path == "/v1/fees" else {}
        answer = shop.http.request(call.method, call.address(), params={**known, "limt": "5"})
        assert (answer.status_code, answer.json()["errors"][-1]["field"]) == (422, "limt"), call
        assert answer.json()["errors"][-1]["code"] == "unknown_field", call
    near = shop.http.get("/v1/payments", params={"limt": "5"}).json()["errors"][0]["detail"]
    assert near.endswith("Did you mean limit?")


def test_no_call_of_the_api_takes_a_parameter_that_stands_twice(live: World, shop: ShopDevice) -> None:
    calls = [place for place in places(live.checkout.app, ()) if place.path.startswith("/v1/")]
    pairs = [(call, name) for call in calls for name in call.query]
    assert len(pairs) > 15
    for call, name in pairs:
        known = [("amount", "50000")] if call.path == "/v1/fees" and name != "amount" else []
        answer = shop.http.request(call.method, call.address(), params=[*known, (name, "1"), (name, "1")])
        told = [(one["field"], one["code"]) for one in answer.json()["errors"]]
        assert (answer.status_code, told) == (422, [(name, "repeated")]), call


@pytest.mark.parametrize(
    "moment", [1_793_000_000, 1_793_000_000_000, "1793000000", 1.5, True, "2027-01-01", "tomorrow"]
)
def test_a_time_is_written_out_with_its_zone(shop: ShopDevice, moment: Any) -> None:
    told = ask(shop, "/v1/links", {"id": new_id("pl"), **LINK, "expires_at": moment})
    assert [(one["field"], one["code"]) for one in told] == [("expires_at", "invalid")]
    if isinstance(moment, str):
        for name in ("since", "until"):
            assert shop.http.get("/v1/balance/statement", params={name: moment}).status_code == 422


@pytest.mark.parametrize("value", ["true", 1, "yes", 0])
def test_yes_and_no_are_booleans(shop: ShopDevice, value: Any) -> None:
    assert [one["field"] for one in ask(shop, "/v1/merchant", {"shows_phone": value}, "PATCH")] == ["shows_phone"]


@pytest.mark.parametrize("value", ["true", 1, "yes"])
def test_that_an_account_is_whole_is_said_by_a_boolean_too(shop: ShopDevice, value: Any) -> None:
    to = {**BANK, "account": "123456", "account_is_whole": value}
    told = ask(shop, "/v1/payouts", {"id": new_id("po"), "amount": 100, "to": to})
    assert [one["field"] for one in told] == ["to.bank.account_is_whole"]


@pytest.mark.parametrize("value", ["50000", 50_000.0, True])
def test_sums_are_whole_numbers(shop: ShopDevice, value: Any) -> None:
    assert ask(shop, "/v1/links", {"id": new_id("pl"), "amount": value})[0]["field"] == "amount"


def test_the_document_closes_what_is_asked_and_not_what_is_answered(live: World) -> None:
    document = live.checkout.app.openapi()
    schemas = document["components"]["schemas"]
    asked = {
        call["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path in document["paths"].values()
        for call in path.values()
        if "requestBody" in call
    } | {"ForCustomer", "PushKeys", "QuietAsked", "ToBank", "ToBkash"}
    assert len(asked) > 10
    for name, schema in schemas.items():
        assert (schema.get("additionalProperties") is False) == (name in asked), name
