"""The event log, live and by polling."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually


def test_a_connected_app_hears_of_a_payment_as_it_happens(shop: ShopDevice, payer: Payer) -> None:
    with shop.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        payer.pay(shop.store_url, amount="500")
        types = []
        for line in lines:
            if line.startswith("event: ") and line != "event: ping":
                types.append(line.removeprefix("event: "))
            if len(types) == 5:
                break
    assert types == ["payment.pending", "payment.paid", "link.updated", "balance.entry", "balance.entry"]


def test_stream_and_poll_tell_the_same_numbered_log(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    polled = [(event["seq"], event["type"]) for event in shop.events]
    with shop.http.stream("GET", "/v1/events/stream", headers={"Last-Event-ID": "2"}) as stream:
        heard: list[int] = []
        for line in stream.iter_lines():
            if line.startswith("id: "):
                heard.append(int(line.removeprefix("id: ")))
            if len(heard) == len(polled) - 2:
                break
    assert [seq for seq, _ in polled] == list(range(1, len(polled) + 1))
    assert heard == [seq for seq, _ in polled[2:]]


def test_a_poll_is_written_as_all_answers_are(shop: ShopDevice) -> None:
    shop.new_link(1_000, 'থ্রি-পিস "নীল" \\ </script>')
    answer = shop.http.get("/v1/events")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":")).encode()


@pytest.fixture
def quiet(live: World) -> None:
    """Nobody listens any more; whoever did before is noticed to be gone within some seconds."""
    eventually(lambda: live.service.hub.listeners_count == 0)


@pytest.mark.usefixtures("quiet")
def test_a_poll_that_waits_answers_as_soon_as_something_happens(live: World, shop: ShopDevice) -> None:
    with (
        ThreadPoolExecutor(1) as pool,
        plain.client(base_url=live.url, headers=shop.http.headers) as http,
    ):
        waiting = pool.submit(http.get, "/v1/events", params={"after": 0, "wait": 20})
        eventually(lambda: live.service.hub.listeners_count)
        shop.new_link(1_000)
        assert waiting.result().json()["data"][0]["type"] == "link.created"


@pytest.mark.usefixtures("quiet")
def test_a_client_that_leaves_frees_its_place(live: World, shop: ShopDevice) -> None:
    with shop.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        assert eventually(lambda: live.service.hub.listeners_count) == 1
    shop.new_link(1_000)
    eventually(lambda: live.service.hub.listeners_count == 0)


def test_a_stream_says_that_its_line_ends_with_it(shop: ShopDevice) -> None:
    """A client that puts the line back for its next call would meet it closed, and that call is reset."""
    with shop.http.stream("GET", "/v1/events/stream") as stream:
        assert stream.headers["connection"] == "close"


@pytest.mark.parametrize("query", ["after=-1", "after=99999999999999999999", "after=x", "wait=61"])
def test_a_wrong_place_in_the_log_is_a_bad_field(shop: ShopDevice, query: str) -> None:
    assert shop.http.get(f"/v1/events?{query}").status_code == 422


def test_each_event_carries_the_whole_resource(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    assert shop.told("payment.paid") == shop.payments
    assert shop.told("link.updated")[0] == shop.get("/v1/links")["data"][0]
    assert shop.told("balance.entry")[::-1] == shop.get("/v1/balance/entries")["data"]
