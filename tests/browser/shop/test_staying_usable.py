"""What goes wrong leaves the app usable, and loses no typed character."""

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from app.services import live_updates
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def turn(shop: FletPage, size: tuple[int, int]) -> None:
    shop.page.set_viewport_size({"width": size[0], "height": size[1]})


def test_no_key_is_lost_on_a_phone_while_payments_arrive_nor_on_a_tablet_that_is_turned(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token)
    shop.tap("new-link").sees("create")
    # Within one moment: nothing is drawn between them.
    boxes = [shop.place(f"key-{key}") for key in "1250"]
    for box in boxes:
        shop.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shop.reads("amount", "৳১,২৫০").tap("create").sees("share-url")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert made["amount"] == 125_000

    turn(shop, DESKTOP)
    shop.visit("/new", "note")
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

    # Turning it takes nothing of what was typed, and leaving does.
    shop.visit("/", "new-link").visit("/new", "note")
    shop.fill("note", "চাল ৫০ কেজি").fill("customer", "রহিমা ০১৭১১১১১১১১").fill("amount", "75").tap("term-7d")
    turn(shop, PHONE)
    shop.reads("amount", "৳৭৫").tap("key-0").reads("amount", "৳৭৫০")
    turn(shop, DESKTOP)
    expect(shop.does_not_see("key-0").box("amount")).to_have_value("৭৫০")
    # The panel is at the right when it has arrived: what is pressed before falls beside it.
    eventually(lambda: (shop.by("create").bounding_box() or {"x": 0})["x"] > PHONE[0])
    shop.tap("create").reads("message", "৳৭৫০.০০")
    made = karim.get("/v1/links")["data"][1]
    assert (made["note"], made["customer"]["name"]) == ("চাল ৫০ কেজি", "রহিমা")
    assert datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC) > timedelta(days=6)
    shop.visit("/new", "note")
    expect(shop.focus("note")).to_have_value("")


def test_nothing_is_asked_of_any_other_host_no_glyph_is_missing_and_what_is_chosen_is_kept(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, watches=True)
    for tab in ("tab-nav.history", "tab-nav.settings", "tab-nav.pay"):
        shop.tap(tab)
    # An address that opens nothing leads home.
    shop.sees("store-url").visit("/nowhere/at-all", "back").shows("পাতাটি পাওয়া গেল না").tap("back").sees("store-url")
    # Language and theme change at once, and outlive the page.
    shop.tap("tab-nav.settings").tap("language-en").shows("Settings").choose("theme-dark")
    shop.page.reload(wait_until="commit")
    shop.shows("Settings").tap("tab-nav.pay").shows("Digital balance")
    assert shop.outside == []
    assert shop.fallback_fonts == []


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
