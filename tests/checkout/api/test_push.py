"""Notices in browsers, where an operator set them up and where not."""

from collections.abc import Iterator

import pytest

from checkout.notify.push_message import Sender, new_private_key
from sandbox.push.state import State
from tests.conftest import NewUrl
from tests.support.browsers import new_browser
from tests.support.servers import World, free_socket, serving_checkout, settings_for
from tests.support.shop import ShopDevice, open_shop

KEY, CONTACT = new_private_key(), "mailto:aday@example.com"
PUBLIC_KEY = Sender(KEY, CONTACT).public_key
APP = "https://app.shop.example"


@pytest.fixture(scope="module")
def in_production(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("push")
    listening = free_socket()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    more = {"database_url": new_sqlite(folder), "push_private_key": KEY, "push_contact": CONTACT, "app_url": f"{APP}/"}
    settings = settings_for(url, url, folder / "checkout.db", **more).model_copy(update={"demo": False})
    with serving_checkout(settings, listening) as checkout:
        yield World(checkout, checkout, settings)


def test_without_a_key_it_says_that_it_is_off_and_takes_no_browser(shop: ShopDevice) -> None:
    assert shop.get("/v1/push") == {"public_key": None, "is_on": False}
    browser = new_browser(State(), "https://push.example", PUBLIC_KEY)
    answer = browser.turn_on(shop)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_set_up")
    assert shop.http.delete("/v1/push").status_code == 204


@pytest.mark.parametrize(
    "origin", ["https://app.shop.example.evil.example", "https://evil.example", "http://app.shop.example", ""]
)
def test_a_subscription_that_another_page_asked_for_is_refused(in_production: World, origin: str) -> None:
    shop = open_shop(in_production.db, in_production.url)
    browser = new_browser(State(), "https://push.example", PUBLIC_KEY)
    taken = shop.http.put("/v1/push", json=browser.subscription(origin=APP))
    assert taken.status_code == 200, taken.text
    refused = shop.http.put("/v1/push", json=browser.subscription(origin=origin))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "push_origin")


@pytest.mark.parametrize("endpoint", ["http://push.example/x", "https://127.0.0.1/x", "https://push/x"])
def test_in_production_no_browser_can_have_us_call_our_own_network(in_production: World, endpoint: str) -> None:
    shop = open_shop(in_production.db, in_production.url)
    browser = new_browser(State(), "https://push.example", PUBLIC_KEY)
    answer = shop.http.put("/v1/push", json=browser.subscription(origin=APP, endpoint=endpoint))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "endpoint")


def test_a_device_that_turns_it_on_and_off_without_an_end_is_stopped(in_production: World) -> None:
    """Each leaves a row, at which every payment of the shop looks."""
    shop, other = (open_shop(in_production.db, in_production.url) for _ in range(2))
    asked = new_browser(State(), "https://push.example", PUBLIC_KEY).subscription(origin=APP)
    assert [shop.http.put("/v1/push", json=asked).status_code for _ in range(31)] == [200] * 30 + [429]
    assert other.http.put("/v1/push", json=asked).status_code == 200
