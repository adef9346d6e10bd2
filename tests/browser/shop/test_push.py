"""Notices while the app is closed: what the worker says in Chromium, by a message as the checkout sealed it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.flet_page import new_profile
from tests.browser.shop.push_place import PUBLIC_KEY
from tests.browser.shop.push_place import app_url as app_url
from tests.browser.shop.push_place import live as live
from tests.browser.shop.push_place import shop as shop
from tests.support.browsers import Browser as ToldBrowser
from tests.support.browsers import new_browser
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice

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
# As the browser hands it to the worker: all at the same moment, and each until it was shown.
DELIVER = """async all => {
    const until = [], event = data => ({data: {json: () => JSON.parse(data)}, waitUntil: one => until.push(one)});
    for (const data of all) dispatchEvent(Object.assign(new Event('push'), event(data)));
    const late = new Promise((_, no) => setTimeout(no, 20_000, new Error('nothing was shown')));
    await Promise.race([Promise.all([...until]), late]);
    return registration.getNotifications();
}"""


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


@pytest.mark.parametrize(
    "broken",
    [
        "clients.matchAll = async () => { throw new Error('not now'); }",
        "registration.getNotifications = async () => { throw new Error('not now'); }",
        """const show = registration.showNotification;
        registration.showNotification = async (title, more) => {
            if (more.icon) throw new Error('not now');
            return show(title, more);
        }""",
    ],
    ids=["whose windows it cannot name", "whose notices it cannot name", "in which it fails to show it"],
)
def test_whatever_the_browser_fails_at_it_is_shown_that_there_is_news_and_the_next_is_told(
    phone: Phone, shop: ShopDevice, payer: Payer, broken: str
) -> None:
    payer.pay(shop.store_url, amount="500")
    (said,) = phone.told.wait_for(1)
    phone.page.evaluate(
        f"() => {{ const {{showNotification, getNotifications}} = registration, {{matchAll}} = clients; {broken};"
        " window.mend = () => { Object.assign(clients, {matchAll});"
        " Object.assign(registration, {showNotification, getNotifications}); }; }"
    )
    deliver = DELIVER.replace("return registration.getNotifications()", "return [...notices.values()]")
    shown = phone.page.evaluate(deliver, [json.dumps(said)])
    assert [(one["title"], one["data"]["seqs"]) for one in shown] == [("দোকানে নতুন খবর আছে", [said["seq"]])]
    phone.page.evaluate("mend(); notices.clear()")
    phone.deliver(said)
    phone.shows("৳৫০০.০০ পরিশোধিত")


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


def test_a_tap_opens_the_payment_in_the_app_that_is_open_or_anew_and_the_badge_counts_what_nobody_saw(
    phone: Phone, shop: ShopDevice, payer: Payer
) -> None:
    phone.page.evaluate(
        """() => {
            window.done = [];
            navigator.setAppBadge = async count => { done.push(`badge ${count}`); };
            navigator.clearAppBadge = async () => { done.push('no badge'); };
            clients.openWindow = async path => { done.push(`opened ${path}`); };
        }"""
    )
    for amount in ("500", "700"):
        payer.pay(shop.store_url, amount=amount)
    first, second = phone.told.wait_for(2)
    phone.deliver(first)
    (alone,) = phone.notices
    phone.deliver(second)
    (both,) = phone.notices
    tap = """async data => {
        const until = [], notification = {data, close: () => done.push('closed')};
        dispatchEvent(Object.assign(new Event('notificationclick'), {notification, waitUntil: one => until.push(one)}));
        await Promise.all(until);
    }"""
    phone.page.evaluate(tap, alone["data"])
    there = """clients.matchAll = async () => [{
        focus: async () => { done.push('in front'); }, navigate: async path => { done.push(`went to ${path}`); },
    }]"""
    phone.page.evaluate(there)
    phone.page.evaluate(tap, both["data"])
    assert phone.page.evaluate("done") == [
        "badge 1", "badge 2", "closed", "no badge", f"opened /payments/{first['payment']}",
        "closed", "no badge", "in front", "went to /",
    ]  # fmt: skip


def test_a_browser_that_its_push_service_gives_another_place_tells_it_and_is_told_there(
    phone: Phone, live: World, shop: ShopDevice, payer: Payer
) -> None:
    moved = new_browser(live.gateway.app.state.push, live.gateway.url, PUBLIC_KEY)
    phone.page.evaluate(
        """async ([told, key]) => {
            const raw = Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), one => one.charCodeAt(0));
            const made = {options: {applicationServerKey: raw.buffer}, toJSON: () => told}, until = [];
            registration.pushManager = {subscribe: async () => made};
            const event = new Event('pushsubscriptionchange');
            dispatchEvent(Object.assign(event, {oldSubscription: made, newSubscription: null, waitUntil: one => until.push(one)}));
            await Promise.all(until);
        }""",
        [{"endpoint": moved.endpoint, "keys": moved.keys.told}, PUBLIC_KEY],
    )
    payer.pay(shop.store_url, amount="500")
    (said,) = moved.wait_for(1)
    assert (said["amount"], phone.told.taken) == (500_00, [])
