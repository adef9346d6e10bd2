"""Money that arrives: seen, heard once, and told from money that did not."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from language import bangla_digits
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage, place_of
from tests.browser.scripts import SAID
from tests.browser.sounds import HEARD, heard
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.town import Town

AWAKE = """window.__awake = []; Object.defineProperty(navigator, 'wakeLock', {configurable: true, value: {request: async kind => {
  window.__awake.push(kind);
  return {release: async () => { window.__awake.push('released'); }, addEventListener: () => {}};
}}});"""
_BURST = 5
_UNSEEN_MS = 2_000
_FOCUSED = "() => document.activeElement.getAttribute('flt-semantics-identifier')"


def tab_to(shop: FletPage, ident: str) -> None:
    """Press Tab until this has the focus; each time only once the focus has moved, as a person does.

    It may rest on something that is not seen, which keeps it from falling back to the top of the screen.
    """
    for _ in range(30):
        before = shop.page.evaluate("() => document.activeElement.id")
        shop.page.keyboard.press("Tab")
        with suppress(NotInTime):
            moved = "before => document.activeElement.id !== before"
            shop.page.wait_for_function(moved, arg=before, timeout=_UNSEEN_MS)
        if shop.page.evaluate(_FOCUSED) == ident:
            return
    raise AssertionError(f"Tab never reaches {ident}")


class TestTheCounter:
    """What stands on the desk."""

    def test_the_keyboard_alone_is_enough_and_escape_leads_back(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="100", name="প্রথম")
        payer.pay(karim.store_url, amount="200", name="দ্বিতীয়")
        newest, older = karim.payments[0], karim.payments[1]
        shop = app(AWAKE, token=karim.token, size=DESKTOP, path="counter", ident="counter-waits")
        shop.sees(f"entry-{newest['id']}").sees("light-live")
        keys = shop.page.keyboard

        def press(*names: str) -> None:
            for name in names:
                keys.press(name)

        press("ArrowUp", "ArrowDown", "ArrowDown", "Enter")
        shop.reads("payer-name", "প্রথম")
        assert shop.page.url.endswith(f"/payments/{older['id']}")
        press("Escape")
        shop.sees(f"entry-{newest['id']}").sees("counter-waits")
        press("Enter")  # What was chosen before is chosen no more.
        press("n")
        shop.sees("create").fill("amount", "20")
        press("Escape")
        shop.sees("counter-waits")
        press("n")
        shop.sees("create").box("amount").wait_for()
        expect(shop.box("amount")).to_be_focused()
        keys.type("750", delay=20)
        press("Enter")
        shop.sees("share-url")
        (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
        assert made["amount"] == 75_000
        press("Escape")
        shop.sees("counter-waits")
        press("/")
        shop.sees(f"link-{made['id']}").box("search").wait_for()
        expect(shop.box("search")).to_be_focused()
        keys.type("n750", delay=20)  # No N of the keys here.
        shop.does_not_see(f"link-{made['id']}")
        press("Home", "Delete")
        shop.sees(f"link-{made['id']}")
        press("ArrowDown", "Enter")
        shop.sees("hand-over")
        assert shop.page.url.endswith(f"/links/{made['id']}")
        press("Escape")
        shop.sees("search")
        press("Escape")
        shop.sees("counter-waits")
        payer.pay(karim.store_url, amount="500")
        shop.sees("arrived")
        press("Escape")
        shop.does_not_see("arrived").sees("counter-waits")
        a_code_fills_the_screen_and_keeps_it_awake(shop)
        shop.visit("/history", "search")
        enter_is_for_what_has_the_focus_and_not_for_a_row_chosen_before(shop, karim)


def a_code_fills_the_screen_and_keeps_it_awake(shop: FletPage) -> None:
    """From the counter, and back to it by Escape."""
    shop.tap("full-qr").sees("qr-url").does_not_see("tab-nav.counter")
    code = place_of(shop.page.get_by_label("দোকানের পেমেন্ট QR কোড"))
    assert code["width"] > 520  # With the quiet around it.
    shop.page.wait_for_function("() => window.__awake.join() === 'screen'")
    shop.page.keyboard.press("Escape")
    shop.sees("counter-waits")
    shop.page.wait_for_function("() => window.__awake.join() === 'screen,released'")


def enter_is_for_what_has_the_focus_and_not_for_a_row_chosen_before(shop: FletPage, karim: ShopDevice) -> None:
    """In the history, with a payment in it."""
    shop.sees(f"entry-{karim.payments[0]['id']}")
    history, press = shop.page.url, shop.page.keyboard.press
    press("ArrowDown")
    press("/")
    expect(shop.box("search")).to_be_focused()
    press("Enter")
    expect(shop.box("search")).not_to_be_focused()
    assert shop.page.url == history
    press("ArrowDown")
    tab_to(shop, "see-day")
    press("Enter")
    shop.sees("day-total")
    press("Escape")
    shop.sees("search")
    tab_to(shop, "see-day")
    press("ArrowDown")
    shop.page.wait_for_timeout(300)
    press("Enter")
    shop.sees("pay-net")
    shop.page.go_back()
    shop.sees("search")
    assert shop.page.url == history  # The way to the day had the focus, and was not taken as well.


class TestManyAtOnce:
    """Market day: a payment every few seconds while somebody works."""

    def test_each_is_found_and_ticked_off_no_key_is_lost_and_the_focus_stays(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        shop = app(SAID, token=karim.token, size=DESKTOP, path="check", ident="search")
        page, press = shop.page, shop.page.keyboard.press
        shop.focus("search")
        for number in range(_BURST):
            payer.pay(karim.store_url, amount=str(100 + number))
            page.keyboard.type(f"{number}k", delay=15)
        shop.reads("paid-toast", bangla_taka(100 + _BURST - 1)).covers_nothing("paid-toast")
        expect(shop.box("search")).to_have_value("".join(f"{number}k" for number in range(_BURST)))
        expect(shop.box("search")).to_be_focused()
        # What came while the counter was not on the screen is not called just received there, and is not lost.
        shop.visit("/counter", "unticked").does_not_see("arrived").tap("unticked")
        shop.reads("arrived", bangla_taka(100 + _BURST - 1)).reads(
            "arrived-more", f"+{bangla_digits(str(_BURST - 1))} আরও"
        )
        tab_to(shop, "arrived-seen")
        press("Enter")
        shop.reads("arrived-more", f"+{bangla_digits(str(_BURST - 2))} আরও")
        shop.reads("arrived", bangla_taka(100 + _BURST - 2))
        page.wait_for_function(f"() => ({_FOCUSED})() === 'arrived-seen'")
        payer.pay(karim.store_url, amount="500")
        shop.reads("arrived", bangla_taka(500)).shows("এইমাত্র এসেছে")
        page.wait_for_function(f"() => ({_FOCUSED})() === 'arrived-seen'")
        for left in range(_BURST, 0, -1):
            expect(shop.page.locator("[flt-semantics-identifier='arrived-more']")).to_have_count(int(left > 1))
            if left > 1:
                shop.reads("arrived-more", f"+{bangla_digits(str(left - 1))} আরও")
            shop.tap("arrived-seen") if left > 1 else press_last(shop)
        shop.sees("counter-waits").does_not_see("arrived").does_not_see("unticked")
        press("Tab")
        assert not str(page.evaluate(_FOCUSED)).startswith("tab-"), "the focus fell back to the rail"
        said = [line for line in page.evaluate("window.__said") if "নতুন পেমেন্ট" in line or "শব্দ" in line]
        assert said
        assert [line for line in said if not re.fullmatch(r"নতুন পেমেন্ট: ৳[০-৯,.]+, [^,]+, পরিশোধিত", line)] == []

    def test_the_focus_stays_on_the_payment_that_has_it_while_others_come_in_above_it(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        for number in range(3):
            payer.pay(karim.store_url, amount=str(100 + number))
        paid = karim.payments[1]["id"]
        shop = app(token=karim.token, size=DESKTOP, path="history", ident=f"entry-{paid}")
        page = shop.sees("light-live").page
        for path, row in (("history", f"entry-{paid}"), ("", f"payment-{paid}"), ("counter", f"entry-{paid}")):
            shop.visit(f"/{path}", row)
            tab_to(shop, row)
            for number in range(2):
                payer.pay(karim.store_url, amount=str(500 + number))
                shop.sees(row.replace(paid, karim.payments[0]["id"]))
                # What moves the row is drawn in the frame after it: the focus would be gone by then.
                page.evaluate("() => new Promise(say => requestAnimationFrame(() => requestAnimationFrame(say)))")
                assert page.evaluate(_FOCUSED) == row
            page.keyboard.press("Enter")
            shop.sees("pay-net")
            assert page.url.endswith(f"/payments/{paid}")


def bangla_taka(taka: int) -> str:
    return f"৳{bangla_digits(str(taka))}.০০"


def press_last(shop: FletPage) -> None:
    """By the keyboard: Tab to the button of the last one, where it has not the focus yet, and Enter."""
    if shop.page.evaluate(_FOCUSED) != "arrived-seen":
        tab_to(shop, "arrived-seen")
    shop.page.keyboard.press("Enter")


class TestThePhone:
    """What lies beside the scales."""

    def test_what_arrives_is_heard_once_covers_no_form_and_is_silent_when_switched_off(
        self, town: Town, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        shop = app(HEARD, token=karim.token, size=PHONE)
        shop.sees("light-live")
        payer.pay(karim.store_url, amount="500")
        shop.reads("arrived", "৳৫০০.০০").tap("arrived-seen").does_not_see("arrived").reads("balance", "৳৪৮৭.৫০")
        heard(shop, 1)
        shop.tap("tab-nav.settings").tap("sound").tap("tab-nav.pay").tap("new-link").tap("key-7")
        payer.pay(karim.store_url, amount="600")
        shop.sees("paid-toast").covers_nothing("paid-toast").does_not_see("arrived").tap("key-5")
        shop.reads("amount", "৳৭৫").tap("back")
        # Switched on, it plays what it would have played: that is the next sound, and not the one after it.
        shop.tap("tab-nav.settings").tap("sound")
        heard(shop, 2)
        shop.page.goto("about:blank")
        payer.pay(karim.store_url, amount="100")
        payer.pay(karim.store_url, amount="200")
        # What was missed is one sentence, and is not said aloud.
        shop.open(town.app_url, "balance").reads("missed", "৳৩০০.০০").does_not_see("arrived")
        shop.covers_nothing("missed").sees("light-live")
        payer.pay(karim.store_url, amount="30")
        shop.reads("arrived", "৳৩০.০০").tap("arrived-seen")
        heard(shop, 1)
        # The sum is spoken when that is wished for.
        shop.tap("tab-nav.settings").tap("voice")
        shop.page.wait_for_function("() => window.__heard > 1")
