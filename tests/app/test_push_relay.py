"""What a browser's worker asks of the app's own server before it says that a sum is paid."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.navigation import screen_of
from app.push_relay import what_to_say
from app.shell import AppConfig
from app.web import create_web_app
from checkout.ids import new_id
from checkout.notify.push_message import Sender, new_private_key
from sandbox.push.state import State
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.browsers import Browser, new_browser
from tests.support.payer import NAME, PHONE, Payer
from tests.support.servers import Running, World, serving, world
from tests.support.shop import ShopDevice

KEY, CONTACT = new_private_key(), "mailto:aday@example.com"
PUBLIC_KEY = Sender(KEY, CONTACT).public_key
NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("push")
    with world(folder, database_url=new_sqlite(folder), push_private_key=KEY, push_contact=CONTACT) as running:
        yield running


@pytest.fixture(scope="module")
def web(live: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(create_web_app(AppConfig(live.url, tmp_path_factory.mktemp("app")))) as running:
        yield running


@pytest.fixture
def page(web: Running) -> Iterator[httpx.Client]:
    """A browser with the app open; the token of the device it brings itself."""
    with plain.client(base_url=web.url) as found:
        yield found


@pytest.fixture
def browser(live: World) -> Browser:
    state: State = live.gateway.app.state.push
    return new_browser(state, live.gateway.url, PUBLIC_KEY)


def turn_on(page: httpx.Client, shop: ShopDevice, browser: Browser, **headers: str) -> httpx.Response:
    asked = browser.subscription()
    del asked["origin"]
    return page.put("/push", json=asked, headers={"Authorization": f"Bearer {shop.token}", **headers})


def last_seq(shop: ShopDevice, event_type: str) -> int:
    return int(next(one["seq"] for one in reversed(shop.events) if one["type"] == event_type))


def test_turned_on_by_the_page_the_worker_can_ask_without_a_token_of_its_own(
    page: httpx.Client, shop: ShopDevice, payer: Payer, browser: Browser
) -> None:
    answer = turn_on(page, shop, browser)
    assert answer.json() == {"public_key": PUBLIC_KEY, "is_on": True}
    kept = answer.headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "path=/push;"):
        assert word in f"{kept};", kept
    payer.pay(shop.store_url, amount="500")
    (said,) = browser.wait_for(1)
    told = page.get("/push/told", params={"seqs": said["seq"], "language": said["language"]})
    assert told.headers["cache-control"] == "no-store"
    path = f"/payments/{said['payment']}"
    assert told.json() == {"title": "৳৫০০.০০ পরিশোধিত", "body": "বিকাশ", "path": path, "seqs": [said["seq"]]}
    for private in (NAME, PHONE):
        assert private not in told.text
    assert page.post("/push/heard", json={"seqs": [said["seq"]]}).status_code == 204


def test_a_token_that_came_by_https_goes_by_nothing_else(
    page: httpx.Client, web: Running, shop: ShopDevice, browser: Browser
) -> None:
    origin = web.url.replace("http://", "https://")
    assert "; secure" in turn_on(page, shop, browser, Origin=origin).headers["set-cookie"].lower()


def test_what_went_back_meanwhile_is_not_called_paid(
    page: httpx.Client, shop: ShopDevice, payer: Payer, browser: Browser
) -> None:
    turn_on(page, shop, browser)
    payer.pay(shop.store_url, amount="500")
    seq = browser.wait_for(1)[0]["seq"]
    path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
    shop.http.post(path, json={"id": new_id("rf"), "amount": 500_00})
    browser.wait_for(2)
    told = page.get("/push/told", params={"seqs": seq, "language": "en"}).json()
    assert told["title"] == "৳500.00 was refunded"


def test_many_that_came_together_are_one_notice(
    page: httpx.Client, shop: ShopDevice, payer: Payer, browser: Browser
) -> None:
    turn_on(page, shop, browser)
    for amount in ("500", "100.05", "700"):
        payer.pay(shop.store_url, amount=amount)
    seqs = sorted(one["seq"] for one in browser.wait_for(3))
    told = page.get("/push/told", params={"seqs": ",".join(map(str, seqs)), "language": "en"}).json()
    assert (told["title"], told["path"], told["seqs"]) == ("3 payments, ৳1,200.00 paid in all", "/", seqs)
    assert "৳100.05 is on hold, keep the goods" in told["body"].splitlines()


def test_a_device_that_was_signed_out_is_told_nothing(
    page: httpx.Client, shop: ShopDevice, payer: Payer, browser: Browser
) -> None:
    turn_on(page, shop, browser)
    payer.pay(shop.store_url, amount="500")
    seq = browser.wait_for(1)[0]["seq"]
    mine = next(one["id"] for one in shop.get("/v1/devices")["data"] if one["this_device"])
    assert shop.http.delete(f"/v1/devices/{mine}").status_code == 204
    assert page.get("/push/told", params={"seqs": seq}).status_code == 401


def test_turned_off_the_browser_keeps_no_token(page: httpx.Client, shop: ShopDevice, browser: Browser) -> None:
    turn_on(page, shop, browser)
    assert page.cookies.get("aday_push") == shop.token
    assert page.delete("/push").status_code == 204
    assert page.cookies.get("aday_push") is None
    assert shop.get("/v1/push")["is_on"] is False
    assert page.get("/push/told", params={"seqs": 1}).status_code == 401


def test_no_other_page_turns_it_on_or_off(page: httpx.Client, shop: ShopDevice, browser: Browser) -> None:
    assert turn_on(page, shop, browser, Origin="https://evil.example").status_code == 403
    assert shop.get("/v1/push")["is_on"] is False
    turn_on(page, shop, browser)
    assert page.delete("/push", headers={"Origin": "https://evil.example"}).status_code == 403
    assert shop.get("/v1/push")["is_on"] is True


def test_what_is_refused_is_told_and_nothing_is_kept(page: httpx.Client, shop: ShopDevice) -> None:
    headers = {"Authorization": f"Bearer {shop.token}"}
    for body in (b"", b"[]", b"{", b'{"endpoint": "x"}', b"{" + b" " * 9_000 + b"}"):
        answer = page.put("/push", content=body, headers=headers)
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
    assert page.put("/push", json={"endpoint": "x"}).status_code == 401


@pytest.mark.parametrize("seqs", ["", "x", "0", "1,", "1,,2", "-1", "1" * 19, ",".join("1" * 51), "১"])
def test_only_numbers_of_events_are_asked_about(page: httpx.Client, shop: ShopDevice, seqs: str) -> None:
    assert page.get("/push/told", params={"seqs": seqs}).status_code == 422


def test_an_event_that_the_log_does_not_have_is_nothing_to_tell(
    page: httpx.Client, shop: ShopDevice, browser: Browser
) -> None:
    turn_on(page, shop, browser)
    assert page.get("/push/told", params={"seqs": 999}).status_code == 404
    paid: Any = {"id": "pay_1", "amount": 100, "refunded": 0, "method": "", "gateway": "bkash"}
    assert what_to_say([{"seq": 1, "type": "payment.pending", "data": paid}], {1}, "bn", NOW) is None


def test_while_the_checkout_is_away_the_worker_is_told_that_nobody_knows(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    config = AppConfig("http://127.0.0.1:9", tmp_path_factory.mktemp("away"))
    with serving(create_web_app(config)) as web, plain.client(base_url=web.url) as page:
        assert page.get("/push/told", params={"seqs": 1}).status_code == 502


PAID: Any = {"id": "pay_1", "amount": 500_00, "refunded": 0, "method": "bkash", "gateway": "bkash"}
SENT: Any = {"id": "po_1", "amount": 300_00, "status": "sent", "to": {"kind": "bkash", "account": "01712345678"}}


def test_a_payout_is_told_without_its_account_and_beside_payments_it_is_none_of_them() -> None:
    paid: Any = {"seq": 1, "type": "payment.paid", "data": PAID}
    sent: Any = {"seq": 2, "type": "payout.sent", "data": SENT}
    alone = what_to_say([sent], {2}, "en", NOW)
    assert alone == {"title": "৳300.00 was sent to your account", "body": "", "path": "/history", "seqs": [2]}
    both = what_to_say([paid, sent], {1, 2}, "en", NOW)
    assert both is not None
    assert (both["title"], both["seqs"]) == ("2 updates, ৳500.00 paid in all", [1, 2])


def test_a_paid_sum_that_is_no_news_any_more_stands_there_with_its_time() -> None:
    """As money at the shop's own account, of which the shop says a day later for which link it came."""
    came = {"pay_1": NOW - timedelta(days=1), "pay_2": NOW - timedelta(minutes=9)}
    logged: Any = [
        {"seq": seq, "type": "payment.paid", "data": {**PAID, "id": name, "paid_at": at.isoformat()}}
        for seq, (name, at) in enumerate(came.items(), 1)
    ]
    titles = [(what_to_say(logged, {seq}, "bn", NOW) or {})["title"] for seq in (1, 2)]
    assert titles == ["৳৫০০.০০ পরিশোধিত · গতকাল সকাল ১০:৪২", "৳৫০০.০০ পরিশোধিত"]
    both = what_to_say(logged, {1, 2}, "en", NOW)
    assert both is not None
    assert str(both["body"]).splitlines() == ["৳500.00 paid", "৳500.00 paid · yesterday 10:42 AM"]


def test_what_a_tap_opens_is_a_screen() -> None:
    of = ("payment.paid", PAID), ("payment.paid", PAID), ("payout.sent", SENT)
    logged: Any = [{"seq": n, "type": kind, "data": {**data, "id": f"x_{n}"}} for n, (kind, data) in enumerate(of, 1)]
    for wanted in ({1}, {3}, {1, 2}):
        notice = what_to_say(logged, wanted, "bn", NOW)
        assert notice is not None
        assert screen_of(str(notice["path"])) is not None, notice


def test_a_test_is_sent_to_this_browser_and_says_which_it_is(
    page: httpx.Client, shop: ShopDevice, browser: Browser
) -> None:
    headers = {"Authorization": f"Bearer {shop.token}"}
    assert page.post("/push/test", headers=headers).status_code == 404
    turn_on(page, shop, browser)
    answer = page.post("/push/test").json()
    (said,) = browser.wait_for(1)
    assert answer["is_taken"]
    assert said == {"test": answer["id"], "language": "bn"}
