"""A customer's bank app pays the shop's code, in each scenario of the stand-in: what the shop then has."""

from collections.abc import Iterator

import pytest

from checkout.commands.own_code import bind_own_account
from sandbox.bkash import told
from sandbox.customer.app import SCENARIOS, STATIC
from tests.conftest import NewUrl
from tests.support.customer import scan_and_pay
from tests.support.servers import World, bkash_at, world
from tests.support.shop import ShopDevice

SHORT_CODE = "50022"
NOTHING: list[tuple[int, bool]] = []
PAID = [(650_00, False)]


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("customer-app")
    gateways = {"bkash": lambda url: bkash_at(url, topic_arn=told.TOPIC, sns_url=f"{url}/sns", timeout_seconds=20)}
    with world(folder, database_url=new_sqlite(folder), gateways=gateways) as running:
        sns = running.gateway.app.state.sns
        sns.notices_url, sns.site = f"{running.url}/webhooks/bkash", f"{running.gateway.url}/sns"
        yield running


@pytest.fixture
def bound(live: World, shop: ShopDevice) -> Iterator[ShopDevice]:
    """A shop with the code of the stand-in's counter, whose account bKash tells of, for one test."""
    assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    live.db.transact_now(bind_own_account, shop.get("/v1/merchant")["id"], SHORT_CODE)
    yield shop
    live.db.transact_now(lambda uow: uow.conn.exec_driver_sql("DELETE FROM own_accounts"))


def after(shop: ShopDevice, link_id: str) -> tuple[str, list[tuple[int, bool]], list[int]]:
    """How the link stands, the payments with whether each is one too many, and what waits to be assigned."""
    payments = [(one["amount"], one["duplicate"]) for one in reversed(shop.payments)]
    waiting = [one["amount"] for one in shop.get("/v1/direct-payments", waiting=True)["data"]]
    return shop.get(f"/v1/links/{link_id}")["status"], payments, waiting


ENDS = {
    "": ("paid", PAID, []),
    "wrong_sum": ("active", NOTHING, [325_00]),
    "twice": ("paid", [*PAID, (650_00, True)], []),
    "late": ("paid", PAID, []),
    "notice_twice": ("paid", PAID, []),
    "forged": ("active", NOTHING, []),
    "wrong_topic": ("active", NOTHING, []),
    "other_shop": ("active", NOTHING, []),
    "unheard": ("active", NOTHING, []),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_links_code_is_paid_in_each_scenario(
    bound: ShopDevice, live: World, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    monkeypatch.setattr(told, "LATE_SECONDS", 0.1)
    link = bound.new_link(650_00)
    assert scan_and_pay(live.gateway.url, bound.get(f"/v1/links/{link['id']}/bangla-qr")["text"], scenario=scenario)
    assert after(bound, link["id"]) == ENDS[scenario]
    assert bound.balance == 0


def test_a_sum_typed_for_the_code_on_the_counter_waits_for_the_shops_word(bound: ShopDevice, live: World) -> None:
    link = bound.new_link(650_00)
    assert scan_and_pay(live.gateway.url, STATIC, amount="650")
    assert after(bound, link["id"]) == ("active", NOTHING, [650_00])


def test_a_code_of_a_bank_that_tells_nobody_turns_nothing_green(shop: ShopDevice, live: World) -> None:
    assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    link = shop.new_link(650_00)
    assert scan_and_pay(live.gateway.url, shop.get(f"/v1/links/{link['id']}/bangla-qr")["text"])
    assert after(shop, link["id"]) == ("active", NOTHING, [])
