"""Notices while the app is closed: what the worker says in Chromium, by a message as the checkout sealed it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from checkout.notify.push_message import Sender, new_private_key
from tests.browser.flet_page import new_profile
from tests.support.browsers import Browser as ToldBrowser
from tests.support.browsers import new_browser
from tests.support.payer import Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, eventually, open_shop
from tests.support.town import Town

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
# What a browser with a push service of its maker's has: it gives out a place, once its person says yes.
WILLING = """([told, token, permission]) => {
    localStorage.setItem('flutter.aday.token', JSON.stringify(token));
    window.aday = {keeps: true};
    window.made = null;
    Notification.requestPermission = async () => permission;
    Object.defineProperty(Notification, 'permission', {get: () => permission});
    PushManager.prototype.getSubscription = async () => window.made;
    PushManager.prototype.subscribe = async wanted => window.made = {
        options: wanted, toJSON: () => told, unsubscribe: async () => { window.made = null; },
    };
}"""
# As the browser hands it to the worker: all at the same moment, and each until it was shown.
DELIVER = """async all => {
    const until = [], event = data => ({data: {json: () => JSON.parse(data)}, waitUntil: one => until.push(one)});
    for (const data of all) dispatchEvent(Object.assign(new Event('push'), event(data)));
    const late = new Promise((_, no) => setTimeout(no, 20_000, new Error('nothing was shown')));
    await Promise.race([Promise.all([...until]), late]);
    return registration.getNotifications();
}"""


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
        self.told, self.page = told, page
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

    def deliver(self, *all_said: dict[str, Any] | str) -> None:
        """As the push service's own line has them, once the browser has opened them."""
        self.notices = self.page.evaluate(
            DELIVER, [one if isinstance(one, str) else json.dumps(one) for one in all_said]
        )

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
    for all_said in ([first], [second, second], [first]):
        phone.deliver(*all_said)
    shown = phone.shows("২টি পেমেন্ট, পরিশোধিত মোট ৳১,২০০.০০")
    assert (shown["data"]["path"], shown["data"]["seqs"]) == ("/", [first["seq"], second["seq"]])


def test_what_is_sent_twice_rings_once_though_its_notice_was_put_away(
    phone: Phone, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    phone.deliver(said)
    rang = phone.shows("৳৫০০.০০ পরিশোধিত")
    phone.page.evaluate("notices.clear()")
    phone.deliver(said)
    again = phone.shows("৳৫০০.০০ পরিশোধিত")
    assert [(one["renotify"], one["silent"]) for one in (rang, again)] == [(True, False), (False, True)]


def test_what_lies_there_is_no_answer_about_what_came_and_one_that_nobody_gives_holds_up_no_other(
    phone: Phone, shop: ShopDevice, payer: Payer
) -> None:
    heard: list[str | None] = []
    phone.page.route("**/push/heard", lambda route: heard.append(route.request.post_data))
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    phone.deliver(said)
    phone.deliver({**said, "seq": 999})
    phone.shows("দোকানে নতুন খবর আছে")
    assert heard == [f'{{"seqs":[{said["seq"]}]}}']


def test_without_an_answer_that_can_be_read_no_sum_is_told(phone: Phone, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    answers = [(200, "<html>"), (200, "{}"), (200, "[]"), (401, '{"title": "x", "seqs": [1]}'), (500, "")]
    titles = []

    def answer(route: Route) -> None:
        status, body = answers.pop()
        route.fulfill(status=status, body=body)

    phone.page.route("**/push/told?*", answer)
    while answers:
        phone.deliver(said)
        titles += [one["title"] for one in phone.notices]
    phone.page.context.set_offline(True)
    phone.page.unroute_all()
    phone.deliver(said)
    assert [*titles, phone.notices[0]["title"]] == ["দোকানে নতুন খবর আছে"] * 6


def test_what_the_shops_log_does_not_have_is_never_called_paid(phone: Phone) -> None:
    for said in ('{"seq": 999, "type": "payment.paid", "amount": 5000000, "word": "আম"}', "{", "5"):
        phone.page.evaluate("notices.clear()")
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


def test_a_test_is_shown_in_front_too_names_no_sum_and_is_no_last_news(phone: Phone, shop: ShopDevice) -> None:
    last = "async () => { const found = await (await caches.open(RUNG)).match('/last'); return found && found.json(); }"
    phone.page.evaluate("clients.matchAll = async () => [{visibilityState: 'visible'}]")
    answer = shop.http.post("/v1/push/test").json()
    (said,) = phone.told.wait_for(1)
    heard = """new Promise(done => {
        new BroadcastChannel('aday-test').onmessage = event => done(event.data);
        setTimeout(done, 20_000, 'nothing');
    })"""
    phone.page.evaluate(f"window.heard = {heard}; null")
    phone.deliver(said)
    shown = phone.shows("পরীক্ষা: নোটিফিকেশন ঠিকমতো আসছে")
    assert (shown["body"], shown["data"]["seqs"]) == ("এটি কোনো পেমেন্টের খবর নয়।", [])
    assert (phone.page.evaluate("heard"), phone.page.evaluate(last)) == (answer["id"], None)
    # One that cannot be shown holds up no payment that came with it.
    phone.page.evaluate(
        """() => {
            const show = registration.showNotification;
            registration.showNotification = async (title, more) => {
                if (more.tag === TEST_TAG) throw new Error('not now');
                return show(title, more);
            };
            clients.matchAll = async () => [];
            notices.clear();
        }"""
    )
    phone.deliver(said, {"seq": 999, "type": "payment.paid"})
    phone.shows("দোকানে নতুন খবর আছে")
    assert phone.page.evaluate(last) > 0


class ThePage:
    """The page's script in a browser whose person may say yes, and whose time goes on when a test says so."""

    def __init__(self, browser: Browser, app_url: str, token: str, told: ToldBrowser, permission: str) -> None:
        self.page = new_profile(browser, keeps=True).new_page()
        self.page.clock.install()
        self.page.goto(f"{app_url}healthz")
        asked = {"endpoint": told.endpoint, "keys": told.keys.told}
        self.page.evaluate(WILLING, [asked, token, permission])
        self.is_loaded()

    def is_loaded(self) -> None:
        self.page.add_script_tag(url="/push.js")

    def says(self, *asked: str) -> list[str]:
        return [self.page.evaluate(f"aday.push('{one}')") for one in asked]

    @property
    def keeps_token(self) -> bool:
        return any(one.get("name") == "aday_push" for one in self.page.context.cookies())

    def later(self, seconds: int) -> None:
        self.page.clock.run_for(seconds * 1_000)


class TestThePage:
    """What the page's script does when the app asks it to, and by itself."""

    @pytest.fixture
    def told(self, live: World) -> ToldBrowser:
        return new_browser(live.gateway.app.state.push, live.gateway.url, PUBLIC_KEY)

    @pytest.fixture
    def opened(self, browser: Browser, told: ToldBrowser) -> Iterator[Callable[..., ThePage]]:
        pages: list[ThePage] = []

        def open_page(app_url: str, token: str, permission: str = "granted") -> ThePage:
            pages.append(ThePage(browser, app_url, token, told, permission))
            return pages[-1]

        yield open_page
        for one in pages:
            one.page.context.close()

    def test_it_turns_on_and_off_and_says_how_it_is(
        self, opened: Callable[..., ThePage], app_url: str, shop: ShopDevice
    ) -> None:
        page = opened(app_url, shop.token)
        assert (page.says("state", "on", "state"), shop.get("/v1/push")["is_on"]) == (["off", "on", "on"], True)
        assert (page.says("off", "state"), shop.get("/v1/push")["is_on"]) == (["off", "off"], False)
        assert (page.page.evaluate("made"), page.keeps_token) == (None, False)

    def test_a_test_says_when_the_worker_has_shown_it_and_where_nothing_is_on_that_it_is_gone(
        self, opened: Callable[..., ThePage], app_url: str, shop: ShopDevice, told: ToldBrowser
    ) -> None:
        page = opened(app_url, shop.token)
        assert page.says("test", "on", "last") == ["gone", "on", "0"]
        page.page.evaluate("window.tried = aday.push('test'); null")
        (said,) = told.wait_for(1)
        page.page.evaluate(f"new BroadcastChannel('aday-test').postMessage('{said['test']}')")
        assert re.fullmatch(r"came \d+", page.page.evaluate("tried"))

    def test_who_signs_out_is_told_nothing_there_any_more_and_leaves_no_token(
        self, opened: Callable[..., ThePage], app_url: str, shop: ShopDevice
    ) -> None:
        page = opened(app_url, shop.token)
        assert (page.says("on"), page.keeps_token) == (["on"], True)
        page.page.route("**/push", lambda route: route.abort())
        page.page.evaluate("localStorage.removeItem('flutter.aday.token')")
        page.later(3)
        eventually(lambda: page.page.evaluate("made === null"))
        assert page.keeps_token
        # The app's server was away; it hears of it at the next visit.
        page.page.unroute_all()
        page.is_loaded()
        eventually(lambda: not page.keeps_token)
        assert shop.get("/v1/push")["is_on"] is False

    def test_what_was_turned_on_is_turned_on_again_with_the_operators_new_key_and_where_it_was_forgotten(
        self, opened: Callable[..., ThePage], app_url: str, shop: ShopDevice
    ) -> None:
        page = opened(app_url, shop.token)
        page.says("on")
        page.page.evaluate("made.options = {applicationServerKey: new Uint8Array(65).buffer}")
        assert page.says("state") == ["off"]
        page.later(10)
        eventually(lambda: page.says("state") == ["on"])
        assert shop.http.delete("/v1/push").status_code == 204
        page.is_loaded()
        page.later(10)
        eventually(lambda: shop.get("/v1/push")["is_on"])

    @pytest.mark.parametrize(
        ("token", "permission", "said"),
        [("", "denied", "denied"), ("", "default", "off"), ("aday_wrong", "granted", "failed")],
    )
    def test_who_says_no_or_is_not_known_is_told_so(
        self, opened: Callable[..., ThePage], app_url: str, shop: ShopDevice, token: str, permission: str, said: str
    ) -> None:
        page = opened(app_url, token or shop.token, permission)
        assert (page.says("on", "state"), shop.get("/v1/push")["is_on"]) == ([said, said], False)

    @pytest.mark.parametrize("permission", ["granted", "denied"])
    def test_where_nothing_is_told_nobody_is_sent_to_the_browsers_settings(
        self, opened: Callable[..., ThePage], town: Town, permission: str
    ) -> None:
        assert opened(town.app_url, town.new_shop().token, permission).says("state") == ["unset"]
