"""Notices while the app is closed: what the worker says in Chromium, by a message as the checkout sealed it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from checkout.notify.push_message import Sender, new_private_key
from tests.browser.conftest import Town
from tests.browser.flet_page import FletPage, new_profile
from tests.support.browsers import Browser as ToldBrowser
from tests.support.browsers import new_browser
from tests.support.payer import Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, open_shop

KEY, CONTACT = new_private_key(), "mailto:aday@example.com"
PUBLIC_KEY = Sender(KEY, CONTACT).public_key
# The headless browser has no glass to show a notice on, allows none, and stops a worker that has no page whenever it likes:
# so the worker's own script runs in a page, and what it shows is kept here, one to a tag.
GLASS = """
    const notices = new Map();
    window.registration = {
        showNotification: async (title, more) => { notices.set(more.tag, {title, ...more}); },
        getNotifications: async () => [...notices.values()],
    };
    window.clients = {matchAll: async () => []};
"""
DELIVER = "async data => { await pushed({json: () => JSON.parse(data)}); return registration.getNotifications(); }"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("push"), push_private_key=KEY, push_contact=CONTACT) as running:
        yield running


@pytest.fixture(scope="module")
def app_url(town: Town, live: World) -> str:
    return town.app_with("app-of-push", server_url=live.url)


class Phone:
    """A browser with the app's worker in it and no page of the app open."""

    def __init__(self, page: Page, app_url: str, told: ToldBrowser, shop: ShopDevice) -> None:
        self.told, self._page = told, page
        self.notices: list[dict[str, Any]] = []
        # The app's own origin without the app: what it draws is tested elsewhere.
        page.goto(f"{app_url}healthz")
        asked = told.subscription()
        del asked["origin"]
        status = page.evaluate(
            """async ([asked, token]) => {
                await navigator.serviceWorker.register('/keeper.js');
                await navigator.serviceWorker.ready;
                const headers = {Authorization: `Bearer ${token}`};
                return (await fetch('/push', {method: 'PUT', body: JSON.stringify(asked), headers})).status;
            }""",
            [asked, shop.token],
        )
        assert status == 200
        page.add_script_tag(content=GLASS)
        page.add_script_tag(url="/notices.js")

    def deliver(self, said: dict[str, Any] | str) -> None:
        """As the push service's own line has it, once the browser has opened it."""
        self.notices = self._page.evaluate(DELIVER, said if isinstance(said, str) else json.dumps(said))

    def shows(self, title: str) -> dict[str, Any]:
        """The only notice there is, which has this title."""
        assert [one["title"] for one in self.notices] == [title]
        return self.notices[0]


@pytest.fixture
def phone(browser: Browser, live: World, app_url: str, shop: ShopDevice) -> Iterator[Phone]:
    context = new_profile(browser, keeps=True)
    told = new_browser(live.gateway.app.state.push, live.gateway.url, PUBLIC_KEY)
    yield Phone(context.new_page(), app_url, told, shop)
    context.close()


@pytest.fixture
def shop(live: World) -> ShopDevice:
    return open_shop(live.db, live.url)


def test_a_paid_sum_is_told_in_bangla_with_the_word_of_the_day(phone: Phone, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    phone.deliver(said)
    shown = phone.shows("৳৫০০.০০ পরিশোধিত")
    assert shown["body"] == f"বিকাশ\nআজকের শব্দ: {said['word']}"
    assert (shown["data"]["path"], shown["lang"]) == (f"/payments/{said['payment']}", "bn")


def test_held_money_is_told_as_held(phone: Phone, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.05")
    phone.deliver(phone.told.wait_for(1)[0])
    phone.shows("৳১০০.০৫ যাচাইয়ে আছে, পণ্য দেবেন না")


def test_many_that_come_together_are_one_notice_and_the_same_again_changes_nothing(
    phone: Phone, shop: ShopDevice, payer: Payer
) -> None:
    for amount in ("500", "700"):
        payer.pay(shop.store_url, amount=amount)
    first, second = phone.told.wait_for(2)
    for said in (first, second, first):
        phone.deliver(said)
    assert phone.shows("২টি পেমেন্ট, পরিশোধিত মোট ৳১,২০০.০০")["data"]["path"] == "/payments"


@pytest.mark.parametrize("said", ['{"seq": 999, "type": "payment.paid", "amount": 5000000, "word": "আম"}', "{", "5"])
def test_what_the_shops_log_does_not_have_is_never_called_paid(phone: Phone, said: str) -> None:
    phone.deliver(said)
    shown = phone.shows("দোকানে নতুন খবর আছে")
    assert shown["body"] == "নিশ্চিত হতে অ্যাপে দেখুন। তার আগে পণ্য দেবেন না।"


def test_a_device_that_was_signed_out_is_told_no_sum(phone: Phone, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    mine = next(one["id"] for one in shop.get("/v1/devices")["data"] if one["this_device"])
    assert shop.http.delete(f"/v1/devices/{mine}").status_code == 204
    phone.deliver(said)
    phone.shows("দোকানে নতুন খবর আছে")


def test_a_browser_that_allows_no_notices_is_told_so_only_where_there_are_some(
    browser: Browser, town: Town, app_url: str, shop: ShopDevice
) -> None:
    """Nobody is sent to the browser's settings for what this checkout does not have."""
    found = {}
    for url, token in ((app_url, shop.token), (town.app_url, town.new_shop().token)):
        page = FletPage(browser, token=token, keeps=True)
        page.open(url, "store-url")
        found[url] = page.page.evaluate("aday.push('state')")
        page.visit("/settings", "devices")
        if found[url] == "denied":
            page.sees("push")
        else:
            page.does_not_see("push")
        page.close()
    assert found == {app_url: "denied", town.app_url: "unset"}
