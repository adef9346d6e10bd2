"""Who made a link, who gave money back and who handed goods over is told, kept with what was done."""

import io
from typing import Any

import openpyxl
import pytest

from checkout.ids import new_id
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice
from tests.support.staff import hired, id_of, program


def by(phone: ShopDevice, name: str) -> dict[str, str]:
    return {"device_id": id_of(phone), "name": name}


@pytest.fixture
def cashier(live: World, shop: ShopDevice) -> ShopDevice:
    return hired(live, shop, "cashier", "সাথী")


def test_a_link_says_who_made_it_and_a_copy_who_copied_it(shop: ShopDevice, cashier: ShopDevice) -> None:
    made = cashier.new_link(100_00)
    assert made["made_by"] == by(cashier, "সাথী")
    assert shop.get(f"/v1/links/{made['id']}")["made_by"] == by(cashier, "সাথী")
    copied = shop.http.post(f"/v1/links/{made['id']}/duplicate", json={"id": new_id("pl")}).json()
    assert copied["made_by"] == by(shop, "test")
    assert shop.get("/v1/links")["data"][-1]["made_by"]["name"] == "সাথী"
    assert shop.get("/v1/links")["data"][0]["made_by"] == {"device_id": "", "name": ""}


def test_a_refund_says_who_gave_it_back(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    manager, path = hired(live, shop, "manager", "রহিম"), f"/v1/payments/{shop.payments[0]['id']}/refunds"
    made = manager.http.post(path, json={"id": new_id("rf"), "amount": 100_00}).json()
    assert made["asked_by"] == by(manager, "রহিম")
    assert [one["asked_by"]["name"] for one in shop.get("/v1/refunds")["data"]] == ["রহিম"]
    assert shop.told("refund.pending")[0]["asked_by"] == by(manager, "রহিম")


def test_a_payment_says_who_handed_its_goods_over_and_the_first_time_stays(
    shop: ShopDevice, cashier: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    payment = shop.payments[0]
    assert (payment["handed_over_at"], payment["handed_over_by"]) == (None, {"device_id": "", "name": ""})
    path = f"/v1/payments/{payment['id']}/handover"
    first, second = cashier.http.post(path), shop.http.post(path)
    assert (first.status_code, second.status_code) == (200, 200)
    told = shop.get(f"/v1/payments/{payment['id']}")
    assert told == second.json()
    assert (told["handed_over_by"], told["handed_over_at"]) == (by(cashier, "সাথী"), first.json()["handed_over_at"])
    assert [one["handed_over_by"] for one in cashier.told("payment.handed_over")] == [by(cashier, "সাথী")]
    # What came of it later leaves it as it is.
    shop.http.post(f"/v1/payments/{payment['id']}/refunds", json={"id": new_id("rf"), "amount": 100_00})
    assert shop.wait_for_status("partly_refunded")["handed_over_by"] == by(cashier, "সাথী")


def test_no_goods_are_handed_over_for_what_is_not_paid(shop: ShopDevice, payer: Payer) -> None:
    payer.to_gateway(shop.store_url, amount="500")
    answer = shop.http.post(f"/v1/payments/{shop.payments[0]['id']}/handover")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/wrong-state")


def test_a_name_stays_with_what_was_done_when_its_device_is_gone(live: World, shop: ShopDevice) -> None:
    robot = program(live, shop, "links.write")
    made = robot.new_link(100_00)
    (token,) = shop.get("/v1/tokens")["data"]
    shop.http.delete(f"/v1/tokens/{token['id']}")
    assert shop.get(f"/v1/links/{made['id']}")["made_by"] == {"device_id": token["id"], "name": "till"}


def test_the_workbook_has_all_three(live: World, shop: ShopDevice, cashier: ShopDevice, payer: Payer) -> None:
    manager = hired(live, shop, "manager", "রহিম")
    payer.pay(cashier.new_link(500_00)["url"])
    payer.pay(shop.store_url, amount="200")
    for payment in shop.payments:
        if payment["amount"] == 500_00:
            cashier.http.post(f"/v1/payments/{payment['id']}/handover")
            manager.http.post(f"/v1/payments/{payment['id']}/refunds", json={"id": new_id("rf"), "amount": 100_00})
    answer = shop.http.get("/v1/balance/statement", params={"format": "xlsx"})
    sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[6], row[7], row[11], row[12]) for row in rows] == [
        ("Payment", 500, "সাথী", "সাথী"),
        ("Payment", 200, None, None),
        ("Refund", -100, "সাথী", "রহিম"),
    ]
