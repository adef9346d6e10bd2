"""While the server is away the app goes on from its own disk, and what was made meanwhile is sent once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.model.documents import Doc
from app.model.records import LinkDraft
from app.services.checkout_client import CheckoutClient
from tests.plain_pages.conftest import Open
from tests.support import plain
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_with_the_server_stopped_it_opens_with_its_links_says_offline_and_catches_up_by_itself(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    link = karim.new_link(125_000, "থ্রি-পিস, নীল")
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token)
    shop.reads("balance", "৳৪৮৭.৫০").sees(f"link-{link['id']}")
    town.stop_checkout()
    shop.sees("offline")
    # A new visit, with nobody at the other end: drawn from the app's own disk.
    shop.again().reads("balance", "৳৪৮৭.৫০").sees(f"link-{link['id']}").sees("offline")
    # One story: the device has a line, and nothing on the screen says that it is missing.
    shop.reads("offline", "সমস্যা").reads("notice", "এখন পেমেন্ট নিশ্চিত করা যাচ্ছে না").does_not_show("ইন্টারনেট")
    shop.tap("tab-nav.history").sees("balance").sees_so_many("entry-pay_", 1)
    shop.tap("tab-nav.pay")
    town.start_checkout()
    payer.pay(link["url"])
    shop.reads("balance", "৳১,৭০৬.২৫").does_not_see("offline")


def test_a_stream_that_is_cut_again_and_again_loses_nothing_and_tells_nothing_twice(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token, path="history")
    for count in (1, 3, 5):
        shop.sees("balance")
        payer.pay(karim.store_url, amount=str(100 * count))
        town.stop_checkout()
        town.start_checkout()
        payer.pay(karim.store_url, amount=str(100 * (count + 1)))
        shop.sees_so_many("entry-pay_", count + 1)
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
        shop.sees("offline").tap("new-link").fill("amount", "750").tap("create").sees("share-url")
        url = f"http://{shop.text('share-url')}"
        shop.sees("waiting-note").tap("back").shows("পাঠানোর অপেক্ষায়")
        shop.again().shows("পাঠানোর অপেক্ষায়")
        shop.tap("tab-nav.settings").tap("signout").sees("signout-waiting").tap("signout-no").tap("tab-nav.pay")
        town.start_checkout()
        link = eventually(lambda: next((one for one in karim.get("/v1/links")["data"] if one["url"] == url), None))
        shop.does_not_show("পাঠানোর অপেক্ষায়").sees(f"link-{link['id']}")
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

        shop = app(token=karim.token, size=DESKTOP, path="new", ident="note").sees("light-live")
        monkeypatch.setattr(CheckoutClient, "create_link", cut)
        shop.fill("amount", "750").tap("create").sees("share-url")
        monkeypatch.undo()
        town.start_checkout()
        shop.tap("back").sees("light-live").sees_so_many("link-pl_", 1)
        assert len(karim.get("/v1/links")["data"]) == 2

    def test_one_that_the_server_will_not_have_says_why_and_can_be_removed(
        self, town: Town, app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = app(token=karim.token)
        shop.sees("store-url")
        town.stop_checkout()
        shop.sees("offline").tap("new-link").tap("key-7").tap("key-5").tap("key-0").tap("create").sees("share-url")
        shop.tap("back").sees_so_many("link-pl_", 1)
        (row,) = shop.idents("link-pl_")
        create = CheckoutClient.create_link

        async def too_late(self: CheckoutClient, draft: LinkDraft) -> Doc:
            return await create(self, replace(draft, expires_at=datetime(2020, 1, 1, tzinfo=UTC)))

        monkeypatch.setattr(CheckoutClient, "create_link", too_late)
        town.start_checkout()
        shop.reads(row, "ব্যর্থ").tap(row)
        shop.sees("link-problem").does_not_see("link-share").tap("link-remove").sees("store-url")
        shop.sees_so_many("link-pl_", 0)
        assert plain.get(karim.store_url).status_code == 200
