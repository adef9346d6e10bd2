"""A browser hears of payments while the app is closed, and only while its device is signed in."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from checkout.commands.sign_in import issue_device_token
from checkout.ids import new_id
from checkout.notify import outward
from checkout.notify.push_message import Sender, new_private_key
from checkout.store import outlets
from sandbox.push.state import State, Trouble
from tests.conftest import NewUrl
from tests.support.browsers import Browser, new_browser
from tests.support.payer import NAME, PHONE, Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, device, eventually, open_shop

KEY = new_private_key()
CONTACT = "mailto:aday@example.com"
PUBLIC_KEY = Sender(KEY, CONTACT).public_key


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("push")
    with world(folder, database_url=new_sqlite(folder), push_private_key=KEY, push_contact=CONTACT) as running:
        yield running


@pytest.fixture
def service(live: World) -> Iterator[State]:
    state: State = live.gateway.app.state.push
    yield state
    state.troubles.clear()
    state.let_go.set()
    state.let_go.clear()


@pytest.fixture
def browser(live: World, service: State) -> Browser:
    return new_browser(service, live.gateway.url, PUBLIC_KEY)


def second_device(live: World, shop: ShopDevice) -> ShopDevice:
    token = live.db.transact_now(issue_device_token, shop.get("/v1/merchant")["id"], "second")
    return device(live.url, shop.slug, token)


def deliveries(live: World, shop: ShopDevice) -> list[Any]:
    """Status, tries and last error of what the shop's browsers are told, oldest first."""
    query = text(
        "SELECT d.status, d.tries_count, d.last_error FROM deliveries d JOIN outlets o ON o.id = d.outlet_id"
        " WHERE o.kind = 'push' AND d.merchant_id = :m ORDER BY d.id"
    )
    shop_id = shop.get("/v1/merchant")["id"]
    return live.db.read_now(lambda conn: [tuple(row) for row in conn.execute(query, {"m": shop_id})])


class Texts:
    """What the staff is told by SMS."""

    def __init__(self, live: World, outlet_id: str) -> None:
        self._live, self._outlet_id = live, outlet_id

    @property
    def all(self) -> list[Any]:
        query = text("SELECT status, tries_count, last_error FROM deliveries WHERE outlet_id = :o ORDER BY id")
        return self._live.db.read_now(lambda conn: [tuple(row) for row in conn.execute(query, {"o": self._outlet_id})])

    def time_is_up(self) -> None:
        due = text("UPDATE deliveries SET next_try_at = 1 WHERE outlet_id = :o")
        self._live.db.transact_now(lambda uow: uow.conn.execute(due, {"o": self._outlet_id}))


def at_once(live: World) -> None:
    """Let everything that is to be tried again be due now."""
    due = text("UPDATE deliveries SET next_try_at = 1 WHERE status = 'waiting' AND tries_count > 0")
    live.db.transact_now(lambda uow: uow.conn.execute(due))


class TestTelling:
    """What a browser gets."""

    def test_it_is_told_the_sum_the_number_and_the_word_of_the_day_and_not_who_paid(
        self, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        assert shop.get("/v1/push") == {"public_key": PUBLIC_KEY, "is_on": False}
        assert browser.turn_on(shop).json() == {"public_key": PUBLIC_KEY, "is_on": True}
        payer.pay(shop.store_url, amount="500")
        (said,) = browser.wait_for(1)
        paid = next(event for event in shop.events if event["type"] == "payment.paid")
        assert (said["seq"], said["payment"], said["amount"]) == (paid["seq"], paid["data"]["id"], 500_00)
        assert said["word"]
        headers = browser.taken[0].headers
        assert (headers["urgency"], headers["ttl"], len(headers["topic"])) == ("high", "900", 32)
        for private in (NAME, PHONE):
            assert private not in json.dumps(said)
        assert service.refused == []

    def test_it_is_told_of_held_money_as_held(self, shop: ShopDevice, payer: Payer, browser: Browser) -> None:
        browser.turn_on(shop)
        payer.pay(shop.store_url, amount="100.05")
        assert browser.wait_for(1)[0]["type"] == "payment.on_hold"

    def test_each_device_of_the_shop_is_told_once(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        other = new_browser(service, live.gateway.url, PUBLIC_KEY)
        browser.turn_on(shop)
        other.turn_on(second_device(live, shop))
        payer.pay(shop.store_url, amount="500")
        payer.pay(shop.store_url, amount="700")
        eventually(lambda: [one for one, *_ in deliveries(live, shop)] == ["delivered"] * 4)
        for told in (browser, other):
            assert [one["amount"] for one in told.wait_for(2)] == [500_00, 700_00]
            assert len(told.taken) == 2

    def test_turned_on_again_with_the_same_it_is_told_once_and_with_another_there_alone(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        other = new_browser(service, live.gateway.url, PUBLIC_KEY)
        for one in (browser, browser, other, other):
            assert one.turn_on(shop).status_code == 200
        payer.pay(shop.store_url, amount="500")
        other.wait_for(1)
        assert (len(deliveries(live, shop)), browser.taken) == (1, [])

    def test_browsers_are_no_places_that_the_shop_named(self, shop: ShopDevice, browser: Browser) -> None:
        browser.turn_on(shop)
        assert shop.get("/v1/outlets")["data"] == []


class TestTrouble:
    """What a push service answers instead."""

    @pytest.mark.parametrize("status", [404, 410])
    def test_where_the_browser_is_gone_nothing_is_told_any_more(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State, status: int
    ) -> None:
        browser.turn_on(shop)
        service.troubles[:] = [Trouble(status)]
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: shop.get("/v1/push")["is_on"] is False)
        payer.pay(shop.store_url, amount="700")
        assert deliveries(live, shop) == [("given_up", 1, f"HTTP {status}")]

    def test_what_is_too_large_is_given_up_and_the_next_is_told(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        browser.turn_on(shop)
        service.troubles[:] = [Trouble(413)]
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: deliveries(live, shop) == [("given_up", 1, "HTTP 413")])
        payer.pay(shop.store_url, amount="700")
        assert [one["amount"] for one in browser.wait_for(1)] == [700_00]

    def test_one_that_has_too_much_to_do_is_left_alone_for_as_long_as_it_says(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        browser.turn_on(shop)
        service.troubles[:] = [Trouble(429, "3600")]
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: deliveries(live, shop) == [("waiting", 1, "HTTP 429")])
        waits = (
            "SELECT d.next_try_at - d.created_at FROM deliveries d JOIN outlets o ON o.id = d.outlet_id"
            " WHERE o.kind = 'push' AND d.merchant_id = :m"
        )
        (waits_for,) = live.row(waits, m=shop.get("/v1/merchant")["id"])
        assert 3_600_000_000 <= waits_for < 3_720_000_000
        at_once(live)
        assert browser.wait_for(1)[0]["amount"] == 500_00

    def test_one_that_hangs_is_tried_again_and_the_shop_is_told_once(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(outward, "_TIMEOUT_SECONDS", 0.3)
        browser.turn_on(shop)
        service.troubles[:] = [Trouble(0)]
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: deliveries(live, shop) == [("waiting", 1, "no answer in time")])
        at_once(live)
        eventually(lambda: deliveries(live, shop) == [("delivered", 2, "")])
        assert len(browser.taken) == 1


class TestTheLadder:
    """Where a browser is told, a text waits whether somebody hears of it."""

    @pytest.fixture
    def texts(self, live: World, shop: ShopDevice, monkeypatch: pytest.MonkeyPatch) -> Texts:
        # However slow the machine is, time is up when the test says so.
        monkeypatch.setattr(outlets, "LAST_RUNG_AFTER", timedelta(hours=1))
        body = {"id": new_id("out"), "kind": "sms", "address": "01712345678"}
        assert shop.http.post("/v1/outlets", json=body).status_code == 201
        return Texts(live, body["id"])

    def test_without_a_browser_it_goes_out_at_once(self, shop: ShopDevice, payer: Payer, texts: Texts) -> None:
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: texts.all == [("delivered", 1, "")])

    def test_heard_in_time_it_is_not_sent(self, shop: ShopDevice, payer: Payer, browser: Browser, texts: Texts) -> None:
        browser.turn_on(shop)
        payer.pay(shop.store_url, amount="500")
        seq = browser.wait_for(1)[0]["seq"]
        assert shop.http.post("/v1/events/heard", json={"seq": seq - 1}).status_code == 204
        assert texts.all == [("waiting", 0, "")]
        assert shop.http.post("/v1/events/heard", json={"seq": seq, "by": "push"}).status_code == 204
        assert texts.all == [("given_up", 0, "heard in the app")]

    def test_heard_by_nobody_it_is_sent(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, texts: Texts
    ) -> None:
        browser.turn_on(shop)
        payer.pay(shop.store_url, amount="500")
        browser.wait_for(1)
        texts.time_is_up()
        eventually(lambda: texts.all == [("delivered", 1, "")])
        assert shop.http.post("/v1/events/heard", json={"seq": 10_000}).status_code == 204
        assert texts.all == [("delivered", 1, "")]

    def test_what_another_shop_heard_is_nothing_to_this_one(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State, texts: Texts
    ) -> None:
        other = open_shop(live.db, live.url)
        new_browser(service, live.gateway.url, PUBLIC_KEY).turn_on(other)
        browser.turn_on(shop)
        payer.pay(shop.store_url, amount="500")
        browser.wait_for(1)
        assert other.http.post("/v1/events/heard", json={"seq": 10_000}).status_code == 204
        assert texts.all == [("waiting", 0, "")]

    @pytest.mark.parametrize("seq", [0, -1, "1", None, 2**63])
    def test_only_a_number_of_an_event_is_heard(self, shop: ShopDevice, seq: Any) -> None:
        assert shop.http.post("/v1/events/heard", json={"seq": seq}).status_code == 422

    def test_each_rung_is_counted(self, live: World, shop: ShopDevice, payer: Payer, browser: Browser) -> None:
        def counted(name: str) -> float:
            lines = shop.http.get("/metrics").text.splitlines()
            return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

        names = ('aday_told_total{channel="push",outcome="taken"}', 'aday_heard_total{by="app"}')
        before = [counted(name) for name in names]
        browser.turn_on(shop)
        payer.pay(shop.store_url, amount="500")
        seq = browser.wait_for(1)[0]["seq"]
        shop.http.post("/v1/events/heard", json={"seq": seq})
        eventually(lambda: [counted(name) for name in names] == [one + 1 for one in before])


class TestWhoIsTold:
    """A browser's notices belong to a device's token, and end with it."""

    def test_a_device_that_signs_out_is_told_nothing_any_more_nor_what_was_still_to_be_told(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        leaving = second_device(live, shop)
        browser.turn_on(leaving)
        service.troubles[:] = [Trouble(503)]
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: deliveries(live, shop) == [("waiting", 1, "HTTP 503")])
        mine = next(one["id"] for one in leaving.get("/v1/devices")["data"] if one["this_device"])
        assert shop.http.delete(f"/v1/devices/{mine}").status_code == 204
        assert deliveries(live, shop) == [("given_up", 1, "HTTP 503")]
        payer.pay(shop.store_url, amount="700")
        assert len(deliveries(live, shop)) == 1
        assert live.row("SELECT 1 FROM push_subscriptions WHERE endpoint = :e", e=browser.endpoint) is None
        assert leaving.http.put("/v1/push", json=browser.subscription()).status_code == 401

    def test_a_device_turns_it_off_and_nobody_elses(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser, service: State
    ) -> None:
        other, second = new_browser(service, live.gateway.url, PUBLIC_KEY), second_device(live, shop)
        browser.turn_on(shop)
        other.turn_on(second)
        assert [shop.http.delete("/v1/push").status_code for _ in range(2)] == [204, 204]
        assert (shop.get("/v1/push")["is_on"], second.get("/v1/push")["is_on"]) == (False, True)
        payer.pay(shop.store_url, amount="500")
        other.wait_for(1)
        assert browser.taken == []

    def test_a_browser_that_another_shop_signed_in_with_is_told_of_that_ones_payments_alone(
        self, live: World, shop: ShopDevice, payer: Payer, browser: Browser
    ) -> None:
        before = open_shop(live.db, live.url)
        browser.turn_on(before)
        browser.turn_on(shop)
        payer.pay(before.store_url, amount="900")
        payer.pay(shop.store_url, amount="500")
        assert [one["amount"] for one in browser.wait_for(1)] == [500_00]
        assert before.get("/v1/push")["is_on"] is False
        assert deliveries(live, before) == []


class TestWhatIsRefused:
    """What is no subscription of a browser that has this app open."""

    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"endpoint": "ftp://push.example/x"}, "endpoint", "push_endpoint"),
            ({"endpoint": "https://push.example/"}, "endpoint", "push_endpoint"),
            ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "keys.p256dh", "push_key"),
            ({"public_key": Sender(new_private_key(), CONTACT).public_key}, "public_key", "push_other_key"),
        ],
    )
    def test_it_is_told_which_field(
        self, shop: ShopDevice, browser: Browser, changes: dict[str, Any], field: str, code: str
    ) -> None:
        answer = shop.http.put("/v1/push", json=browser.subscription(**changes))
        assert answer.status_code == 422, answer.text
        assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)
        assert shop.get("/v1/push")["is_on"] is False
