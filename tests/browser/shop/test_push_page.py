"""The page's own script that turns notices on and off, in Chromium beside a real checkout."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.flet_page import new_profile
from tests.browser.shop.push_place import PUBLIC_KEY
from tests.browser.shop.push_place import app_url as app_url
from tests.browser.shop.push_place import live as live
from tests.browser.shop.push_place import shop as shop
from tests.support.browsers import Browser as ToldBrowser
from tests.support.browsers import new_browser
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

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
