"""What goes wrong leaves the app usable, and loses no typed character."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from app import routes
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.payer import Payer
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
    shop.context.new_page().close()
    again = shop.page
    again.evaluate("sessionStorage.clear()")
    again.reload(wait_until="commit")
    shop.reads("balance", "৳৪৮৭.৫০").sees(f"link-{link['id']}").sees("offline")
    # One story: the device has a line, and nothing on the screen says that it is missing.
    shop.reads("offline", "সমস্যা").reads("notice", "এখন পেমেন্ট নিশ্চিত করা যাচ্ছে না")
    expect(again.get_by_text("ইন্টারনেট")).to_have_count(0)
    shop.tap("tab-nav.history").sees("balance")
    expect(again.locator("[flt-semantics-identifier^='entry-pay_']")).to_have_count(1)
    shop.tap("tab-nav.pay")
    town.start_checkout()
    payer.pay(link["url"])
    shop.reads("balance", "৳১,৭০৬.২৫").does_not_see("offline")


def test_typing_while_payments_arrive_loses_no_character(app: Open, karim: ShopDevice, payer: Payer) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident="note")
    words = "three-piece, blue, size 42, for Nusrat of Mirpur 10; to be fetched on Friday before noon"
    shop.focus("note")
    for number, part in enumerate(re.findall(".{1,12}", words)):
        shop.page.keyboard.type(part, delay=15)
        if number % 2:
            karim.new_link(1_000 + number)
        else:
            payer.to_gateway(karim.store_url, amount="50")
    expect(shop.box("note")).to_have_value(words)
    shop.fill("amount", "100").tap("create").reads("message", "৳১০০.০০")
    assert karim.get("/v1/links")["data"][1]["note"] == words


def test_keys_struck_faster_than_the_screen_is_drawn_are_all_taken(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token)
    shop.tap("new-link").sees("create")
    # Within one moment: nothing is drawn between them.
    boxes = [shop.by(f"key-{key}").bounding_box() for key in "1250"]
    for box in boxes:
        assert box is not None
        shop.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shop.reads("amount", "৳১,২৫০").tap("create").sees("share-url")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert made["amount"] == 125_000


def test_a_turned_tablet_takes_nothing_of_what_was_typed_and_leaving_does(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident="note")
    shop.fill("note", "চাল ৫০ কেজি").fill("customer", "রহিমা ০১৭১১১১১১১১").fill("amount", "75").tap("term-7d")
    shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shop.reads("amount", "৳৭৫").tap("key-0").reads("amount", "৳৭৫০")
    shop.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    expect(shop.does_not_see("key-0").box("amount")).to_have_value("৭৫০")
    # The panel is at the right when it has arrived: what is pressed before falls beside it.
    eventually(lambda: (shop.by("create").bounding_box() or {"x": 0})["x"] > PHONE[0])
    shop.tap("create").reads("message", "৳৭৫০.০০")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert (made["note"], made["customer"]["name"]) == ("চাল ৫০ কেজি", "রহিমা")
    assert datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC) > timedelta(days=6)
    shop.visit("/new", "note")
    expect(shop.focus("note")).to_have_value("")


def test_back_leads_where_it_should_and_a_deep_link_opens(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(65_000, "তেল ৫ লিটার")
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="hand-over")
    shop.reads("hand-over", "এখনো পেমেন্ট আসেনি। পণ্য দেবেন না।")
    shop.tap("back").sees("store-url")
    shop.tap("see-all").sees(f"link-{link['id']}").tap(f"link-{link['id']}").sees("hand-over")
    shop.page.go_back()
    shop.sees("filter-paid")
    shop.tap("filter-paid").shows("এই ধরনের কোনো লিংক নেই")


def test_nothing_is_asked_of_any_other_host_and_no_glyph_is_missing(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, watches=True)
    for tab in ("tab-nav.history", "tab-nav.settings", "tab-nav.pay"):
        shop.tap(tab)
    # An address that opens nothing leads home.
    shop.sees("store-url").visit("/nowhere/at-all", "back").shows("পাতাটি পাওয়া গেল না").tap("back").sees("store-url")
    assert shop.outside == []
    assert shop.fallback_fonts == []


def test_language_and_theme_change_at_once_and_are_kept(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings", ident="profile")
    shop.tap("language-en").shows("Settings").tap("theme-dark")
    shop.page.reload(wait_until="commit")
    shop.shows("Settings")
    shop.tap("tab-nav.pay").shows("Digital balance")


def test_at_a_wrong_code_and_a_wrong_number_one_sentence_says_so(town: Town, app: Open, karim: ShopDevice) -> None:
    shop = app(ident="phone")
    shop.fill("phone", "0171234").tap("send-code").reads("phone-error", "১১ সংখ্যার সঠিক মোবাইল নম্বর লিখুন।")
    expect(shop.box("phone")).to_have_value("0171234")
    shop.fill("phone", "০১৯৯৯ ৯৯৯ ৯৯৯").tap("send-code").sees("demo-code")
    shop.fill("code", "১২৩").tap("verify").reads("code-error", "কোডটি মেলেনি।")
    shop.fill("code", "000000" if "০০০০০০" not in shop.text("demo-code") else "111111")
    locked = shop.by("code-error").filter(has_text="অনেকবার ভুল হয়েছে। ৪ মিনিট")
    for _ in range(12):  # Five tries, and some presses that may fall upon a button at work.
        shop.tap("verify")
        with suppress(AssertionError):
            expect(locked).to_be_attached(timeout=1_000)
            break
    expect(locked).to_be_attached()
    # One wrong digit is corrected, not eleven typed anew.
    expect(shop.tap("change-number").focus("phone")).to_have_value("০১৯৯৯ ৯৯৯ ৯৯৯")


def test_a_drawing_loop_that_died_is_begun_again(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("outside every guard")

    shop = app(token=karim.token)
    shop.sees("store-url")
    monkeypatch.setattr(routes, "use_palette", broken)
    shop.page.set_viewport_size({"width": 400, "height": 844})
    shop.page.wait_for_timeout(500)
    monkeypatch.undo()
    shop.page.set_viewport_size({"width": 390, "height": 844})
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")
    shop.tap("tab-nav.settings").sees("profile")


def test_a_tab_closed_while_it_loads_leaves_no_stream_behind(town: Town, browser: Browser, karim: ShopDevice) -> None:
    for moment_ms in (150, 400, 700, 1000, 1300, 1700):
        shop = FletPage(browser, token=karim.token)
        shop.page.goto(town.app_url, wait_until="commit")
        shop.page.wait_for_timeout(moment_ms)
        shop.close()
    hub = town.running.app.state.service.hub
    eventually(lambda: hub.listeners_count == 0)
