"""What is wrong with the device, the line or the server is told in one calm sentence, and nothing is shown that is not so."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app.model.documents import Doc
from app.model.records import LinkDraft
from app.services import live_updates
from app.services.checkout_client import CheckoutClient
from app.services.store_file import CannotKeep, StoreFile
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.browser.forms import make_link
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_with_a_full_disk_it_says_so_shows_no_green_and_goes_on_when_there_is_space(
    town: Town, app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_full = threading.Event()
    really_write = StoreFile.writing

    @contextmanager
    def write(self: StoreFile) -> Iterator[sqlite3.Connection]:
        if is_full.is_set():
            raise CannotKeep("database or disk is full")
        with really_write(self) as conn:
            yield conn

    monkeypatch.setattr(StoreFile, "writing", write)
    shop = app(token=karim.token)
    shop.sees("light-live")
    is_full.set()
    payer.pay(karim.store_url, amount="500")
    shop.sees("disk-full").shows("এই ডিভাইসে জায়গা নেই").does_not_see("arrived").reads("balance", "৳০.০০")
    shop.tap("tab-nav.settings").sees("profile").sees("disk-full")
    shop.visit("/links", "search").sees("disk-full")
    shop.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    for screen, there in (("/counter", "counter-waits"), ("/history", "export"), ("/settings", "profile")):
        shop.visit(screen, there).sees("disk-full").does_not_see("reconnecting")
    shop.visit("/counter", "counter-waits").reads("counter-waits", "পণ্য দেওয়ার আগে পেমেন্ট স্ট্যাটাস নিশ্চিত করুন।")
    shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shop.visit("/", "new-link")
    shop.tap_for("new-link", "key-7").tap("key-7").tap("key-5").tap("create")
    shop.reads("amount-error", "এই ডিভাইসে জায়গা নেই").reads("amount", "৳৭৫").tap("back")
    is_full.clear()
    shop.does_not_see("disk-full").reads("balance", "৳৪৮৭.৫০")


def test_who_hosts_a_server_of_their_own_names_it_on_the_sign_in_screen(town: Town, app: Open) -> None:
    app_url = town.app_with("own", server_url=town.gateway_url, may_choose_server=True)
    shop = app(app_url=app_url, ident="own-server")
    shop.tap("own-server").fill("server", "http://pay.example.com").tap("server-save")
    shop.reads("server-error", "এই ঠিকানায় আদায় পাওয়া গেল না")
    expect(shop.box("server")).to_have_value("http://pay.example.com")
    shop.fill("server", app_url).tap("server-save").reads("server-error", "এই ঠিকানায় আদায় পাওয়া গেল না")
    shop.tap("server-no").does_not_see("server").tap("own-server")
    shop.fill("server", f"{town.url}/").tap("server-save").does_not_see("server")
    shop.fill("phone", "01711223344").tap("send-code").sees("demo-code")
    shop.page.evaluate("sessionStorage.clear()")
    shop.open(app_url, "own-server").reads("own-server", town.url.partition("://")[2])


def test_when_the_network_returns_it_does_not_wait_out_its_pause(
    town: Town, app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = iter([0.1])
    monkeypatch.setattr(live_updates, "rest", lambda seconds: asyncio.sleep(next(pauses, 600)))
    shop = app(token=karim.token)
    shop.sees("light-live")
    town.stop_checkout()
    shop.sees("offline").reads("offline", "সমস্যাটা আমাদের, আপনার নয়। আপনার টাকা নিরাপদ আছে।")
    town.start_checkout()
    for _ in range(10):
        # The browser tells of a line that was gone for a moment only if that moment was long enough.
        shop.context.set_offline(True)
        shop.page.wait_for_timeout(500)
        shop.context.set_offline(False)
        with suppress(AssertionError):
            shop.sees("light-live", timeout_ms=2_000)
            break
    shop.sees("light-live").does_not_see("offline")


def test_a_stream_that_is_cut_again_and_again_loses_nothing_and_tells_nothing_twice(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token, path="history", ident="balance")
    for count in (1, 3, 5):
        shop.sees("balance")
        payer.pay(karim.store_url, amount=str(100 * count))
        town.stop_checkout()
        town.start_checkout()
        payer.pay(karim.store_url, amount=str(100 * (count + 1)))
        rows = shop.page.locator("[flt-semantics-identifier^='entry-pay_']")
        expect(rows).to_have_count(count + 1)
    # 97.5 % of 100 + 200 + 300 + 400 + 500 + 600 taka.
    shop.reads("balance", "৳২,০৪৭.৫০")
    assert karim.balance == 204_750


class TestLinksThatWait:
    """Made without the server; shared at once, sent exactly once."""

    def test_made_offline_it_waits_is_shared_and_is_sent_once_when_the_server_is_back(
        self, town: Town, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        shop = app(token=karim.token, size=DESKTOP)
        shop.sees("store-url")
        town.stop_checkout()
        shop.sees("offline").tap("new-link").sees("create")
        make_link(shop, "750", DESKTOP)
        url = f"http://{shop.text('share-url')}"
        shop.sees("waiting-note").tap("back").shows("পাঠানোর অপেক্ষায়")
        again(shop).shows("পাঠানোর অপেক্ষায়")
        shop.tap("tab-nav.settings").tap("signout").sees("signout-waiting").tap("signout-no").tap("tab-nav.pay")
        town.start_checkout()
        link = eventually(lambda: next((one for one in karim.get("/v1/links")["data"] if one["url"] == url), None))
        expect(shop.page.get_by_text("পাঠানোর অপেক্ষায়")).to_have_count(0)
        shop.sees(f"link-{link['id']}")
        payer.pay(url)
        shop.reads("balance", "৳৭৩১.২৫")
        assert len(karim.get("/v1/links")["data"]) == 2

    def test_a_server_that_dies_as_the_link_is_made_gets_it_later_and_once(
        self, town: Town, app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create = CheckoutClient.create_link

        async def cut(self: CheckoutClient, draft: LinkDraft) -> Doc:
            await create(self, draft)
            town.stop_checkout()
            return await create(self, draft)

        shop = app(token=karim.token, size=DESKTOP, path="new", ident="note")
        monkeypatch.setattr(CheckoutClient, "create_link", cut)
        make_link(shop, "750", DESKTOP)
        monkeypatch.undo()
        town.start_checkout()
        shop.tap("back").sees("light-live")
        expect(shop.page.locator("[flt-semantics-identifier^='link-pl_']")).to_have_count(1)
        assert len(karim.get("/v1/links")["data"]) == 2

    def test_one_that_the_server_will_not_have_says_why_and_can_be_removed(
        self, town: Town, app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = app(token=karim.token)
        shop.sees("store-url")
        town.stop_checkout()
        shop.sees("offline").tap("new-link").sees("create")
        make_link(shop, "750", PHONE)
        shop.tap("back")
        create = CheckoutClient.create_link

        async def too_late(self: CheckoutClient, draft: LinkDraft) -> Doc:
            return await create(self, replace(draft, expires_at=datetime(2020, 1, 1, tzinfo=UTC)))

        monkeypatch.setattr(CheckoutClient, "create_link", too_late)
        town.start_checkout()
        row = shop.page.locator("[flt-semantics-identifier^='link-pl_']").last
        expect(row).to_contain_text("ব্যর্থ")
        row.click()
        shop.sees("link-problem").does_not_see("link-share").tap("link-remove").sees("store-url")
        expect(shop.page.locator("[flt-semantics-identifier^='link-pl_']")).to_have_count(0)
        assert plain.get(karim.store_url).status_code == 200


def again(shop: FletPage) -> FletPage:
    """A new visit of the same device."""
    shop.page.evaluate("sessionStorage.clear()")
    shop.page.reload(wait_until="commit")
    return shop.sees("balance")
