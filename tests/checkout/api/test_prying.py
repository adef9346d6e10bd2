"""What a program with one scope finds out beside it, and what is left to whom the owner has let go."""

import io
from typing import Any

import openpyxl
import pytest

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import issue_device_token, sign_out
from checkout.commands.staff import invite
from checkout.commands.webhooks_out import add_outlet
from checkout.core.access import Grant, Role
from checkout.core.outlet import WEBHOOK
from checkout.errors import NotSignedIn
from checkout.ids import new_id
from checkout.store import merchants
from checkout.store.database import Database
from tests.support.payer import NAME, PHONE, Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, device, open_shop
from tests.support.staff import come_in, id_of, invited, program


def test_a_program_that_gives_back_is_not_told_the_balance_by_it(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    robot, path = program(live, shop, "refunds.write"), f"/v1/payments/{shop.payments[0]['id']}/refunds"
    assert robot.get(f"{path}/quote")["balance_after"] is None
    assert shop.get(f"{path}/quote")["balance_after"] == -12_50
    payout = {"id": new_id("po"), "amount": 480_00, "to": {"kind": "bkash", "account": "01712345678"}}
    assert shop.http.post("/v1/payouts", json=payout).status_code == 201
    wanted = {"id": new_id("rf"), "amount": 250_00}
    refused = robot.http.post(path, json=wanted)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "amount")
    assert "7.5" not in refused.text
    assert "7.5" in shop.http.post(path, json=wanted).text


def test_a_statement_names_no_payers_to_a_program_that_may_not_read_payments(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    for scopes, rows in ((("balance.read",), [(None, None)]), (("balance.read", "payments.read"), [(NAME, PHONE)])):
        robot = program(live, shop, *scopes)
        answer = robot.http.get("/v1/balance/statement", params={"format": "xlsx"})
        sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert [row[2:4] for row in sheet.iter_rows(min_row=2, values_only=True)] == rows


def test_the_secret_of_another_ones_server_is_told_to_no_program(live: World, shop: ShopDevice) -> None:
    asked = {"id": new_id("out"), "kind": "webhook", "address": "https://shop.example/paid"}
    secret = shop.http.post("/v1/outlets", json=asked).json()["secret"]
    robot = program(live, shop, "outlets.write")
    (listed,) = robot.get("/v1/outlets")["data"]
    again = robot.http.post("/v1/outlets", json={name: listed[name] for name in asked})
    assert (again.status_code, again.json()["secret"]) == (200, None)
    assert shop.http.post("/v1/outlets", json=asked).json()["secret"] == secret


def test_a_programs_server_is_told_no_more_when_its_token_is_taken_back(live: World, shop: ShopDevice) -> None:
    robot = program(live, shop, "outlets.write")
    for phone in (shop, robot):
        asked = {"id": new_id("out"), "kind": "webhook", "address": "https://shop.example/paid"}
        first, again = (phone.http.post("/v1/outlets", json=asked).json()["secret"] for _ in range(2))
        assert first == again
        assert first.startswith("whsec_")
    (mine,) = (one["id"] for one in shop.get("/v1/outlets")["data"] if one["id"] != asked["id"])
    (token,) = shop.get("/v1/tokens")["data"]
    assert shop.http.delete(f"/v1/tokens/{token['id']}").status_code == 204
    assert [one["id"] for one in shop.get("/v1/outlets")["data"]] == [mine]


def test_who_is_signed_out_as_an_owner_has_no_invitation_left_to_come_back_by(live: World, shop: ShopDevice) -> None:
    code = invited(shop, "manager", gives_back_most=10_000_00)
    assert shop.http.delete(f"/v1/devices/{id_of(shop)}").status_code == 204
    assert come_in(live, code).status_code == 410


def test_an_owner_lets_nobody_go_who_is_another_shops(live: World, shop: ShopDevice) -> None:
    other, robot = open_shop(live.db, live.url), program(live, shop, "links.read")
    made = shop.http.post("/v1/invitations", json={"role": "cashier"}).json()
    (token,) = shop.get("/v1/tokens")["data"]
    for path in (f"invitations/{made['id']}", f"tokens/{token['id']}", f"devices/{id_of(shop)}"):
        assert other.http.delete(f"/v1/{path}").status_code == 404, path
    came = come_in(live, made["code"]).json()
    cashier = device(live.url, shop.slug, came["token"])
    assert other.http.patch(f"/v1/devices/{id_of(cashier)}", json={"role": "cashier"}).status_code == 404
    assert [one.http.get("/v1/merchant").status_code for one in (shop, robot, cashier)] == [200] * 3


def test_what_is_let_go_as_it_invites_or_sets_up_a_server_has_done_neither(db: Database) -> None:
    shop = db.transact_now(create_merchant, "+8801712345678", slug="karim")
    db.transact_now(issue_device_token, shop.id, "phone")
    (phone,) = db.read_now(merchants.list_devices, shop.id)
    db.transact_now(sign_out, shop.id, phone.device.id)
    with pytest.raises(NotSignedIn):
        db.transact_now(invite, shop.id, phone.device.id, Grant(Role.CASHIER))
    with pytest.raises(NotSignedIn):
        db.transact_now(add_outlet, shop.id, new_id("out"), WEBHOOK, "https://shop.example/paid", phone.device.id)
