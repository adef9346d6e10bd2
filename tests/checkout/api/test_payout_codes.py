"""Money leaves only where the shop's phone is at hand: a token alone, on a stolen device, empties nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from checkout.commands.sign_in import issue_device_token
from checkout.ids import new_id
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, close_devices, device, open_shop

TO = {"kind": "bkash", "account": "01712345678"}
CODE_FOR = "/problems/confirmation-required"


@pytest.fixture
def stolen(live: World, shop: ShopDevice, payer: Payer) -> ShopDevice:
    """A second device of a shop with money, whose token was made long after any code."""
    payer.pay(shop.store_url, amount="500")
    return another(live, shop)


def another(live: World, shop: ShopDevice) -> ShopDevice:
    token = live.db.transact_now(issue_device_token, shop.get("/v1/merchant")["id"], "stolen")
    return device(live.url, shop.slug, token)


def ask(shop: ShopDevice, payout_id: str = "", amount: int = 1_000) -> httpx.Response:
    return shop.http.post("/v1/payouts", json={"id": payout_id or new_id("po"), "amount": amount, "to": TO})


def send_code(live: World, shop: ShopDevice) -> str:
    # A minute has passed for the phone.
    past = text("UPDATE one_time_codes SET created_at = created_at - 61000000")
    live.db.transact_now(lambda uow: uow.conn.execute(past))
    answer = shop.http.post("/v1/payouts/otp")
    assert answer.status_code == 202, answer.text
    return str(answer.json()["demo_code"])


def give(shop: ShopDevice, code: str) -> httpx.Response:
    return shop.http.post("/v1/payouts/confirmation", json={"code": code})


def test_a_token_alone_takes_no_money_out(stolen: ShopDevice) -> None:
    refused = ask(stolen)
    assert (refused.status_code, refused.json()["type"]) == (403, CODE_FOR)
    assert refused.json()["detail"].startswith("Before money")
    assert stolen.get("/v1/payouts")["data"] == []
    assert stolen.balance == 48_750


def test_with_the_code_it_does_and_a_while_longer_without_another(live: World, stolen: ShopDevice) -> None:
    confirmed = give(stolen, send_code(live, stolen))
    assert (confirmed.status_code, confirmed.json()["how_many"]) == (200, "any")
    assert [ask(stolen).status_code for _ in range(2)] == [201, 201]
    a_quarter = text("UPDATE devices SET confirmed_at = confirmed_at - :span WHERE name = 'stolen'")
    span = live.settings.payout_code_good_for // timedelta(microseconds=1)
    live.db.transact_now(lambda uow: uow.conn.execute(a_quarter, {"span": span}))
    assert ask(stolen).status_code == 403


def test_a_wrong_amount_is_told_before_any_code_is_asked_for(stolen: ShopDevice) -> None:
    refused = ask(stolen, amount=10**9)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "amount")


def test_the_same_payout_sent_again_needs_no_code(live: World, stolen: ShopDevice) -> None:
    payout_id = new_id("po")
    give(stolen, send_code(live, stolen))
    assert ask(stolen, payout_id).status_code == 201
    live.db.transact_now(lambda uow: uow.conn.execute(text("UPDATE devices SET confirmed_at = NULL")))
    assert ask(stolen, payout_id).status_code == 200


def test_the_code_of_one_device_is_nothing_at_another_and_signs_nobody_in(live: World, stolen: ShopDevice) -> None:
    code, other = send_code(live, stolen), another(live, stolen)
    assert give(other, code).status_code == 422
    asked = {"phone": stolen.get("/v1/merchant")["phone"], "code": code, "request": "", "device_name": ""}
    assert plain.post(f"{live.url}/v1/auth/token", json=asked).status_code == 422
    assert give(stolen, code).status_code == 200
    assert ask(other).status_code == 403
    assert give(stolen, code).status_code == 422  # Used up.


def test_a_slow_message_that_comes_after_the_next_one_is_as_good(live: World, stolen: ShopDevice) -> None:
    first, second = send_code(live, stolen), send_code(live, stolen)
    assert first != second
    assert give(stolen, f"{first[:3]}-{first[3:]} ").status_code == 200
    assert ask(stolen).status_code == 201


def test_a_code_cannot_be_guessed(live: World, stolen: ShopDevice) -> None:
    code = send_code(live, stolen)
    wrong = "000000" if code != "000000" else "000001"
    assert [give(stolen, wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    assert give(stolen, code).status_code == 429
    assert ask(stolen).status_code == 403


def sent(live: World, shop: ShopDevice) -> int:
    return shop.http.post("/v1/payouts/otp").status_code


def test_a_second_device_at_the_same_counter_need_not_wait_for_its_code(live: World, stolen: ShopDevice) -> None:
    other = another(live, stolen)
    assert [sent(live, one) for one in (stolen, other)] == [202, 202]
    # Each for itself has to wait a minute for the next one.
    assert [sent(live, one) for one in (stolen, other)] == [429, 429]
    # Nor does somebody who signs in there, or the devices for them.
    phone = {"phone": stolen.get("/v1/merchant")["phone"]}
    assert plain.post(f"{live.url}/v1/auth/otp", json=phone).status_code == 202
    assert sent(live, another(live, stolen)) == 202


def test_who_has_just_signed_in_by_a_code_has_just_given_one(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    phone = shop.get("/v1/merchant")["phone"]
    sent: Any = plain.post(f"{live.url}/v1/auth/otp", json={"phone": phone}).json()
    asked = {"phone": phone, "code": sent["demo_code"], "request": sent["request"]}
    signed_in = plain.post(f"{live.url}/v1/auth/token", json=asked).json()
    assert ask(device(live.url, shop.slug, signed_in["token"])).status_code == 201


@pytest.fixture
def each_time(new_sqlite: NewUrl, tmp_path: Path) -> Iterator[World]:
    """A checkout whose operator wants a code for each payout."""
    with world(tmp_path, database_url=new_sqlite(tmp_path), payout_code_minutes=0) as running:
        yield running
        close_devices()


def test_where_each_payout_wants_a_code_one_code_is_good_for_one(each_time: World, payer: Payer) -> None:
    owner = open_shop(each_time.db, each_time.url)
    payer.pay(owner.store_url, amount="500")
    shop = another(each_time, owner)
    assert ask(shop).status_code == 403
    confirmed = give(shop, send_code(each_time, shop))
    assert confirmed.json()["how_many"] == "one"
    # One that is refused for its amount does not use it up.
    assert ask(shop, amount=10**9).status_code == 422
    assert [ask(shop).status_code for _ in range(2)] == [201, 403]
