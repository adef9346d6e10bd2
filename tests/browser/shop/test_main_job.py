"""From a shared link to পরিশোধিত, in Chromium: both links, both languages, both layouts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE
from tests.browser.pay import pay
from tests.browser.scripts import OPENED
from tests.support.shop import close_devices
from tests.support.town import Town

WORDS = {
    "bn": {
        "paid": "পরিশোধিত",
        "balance": "৳১,৭০৬.২৫",
        "fee": "৳৩১.২৫",
        "done": "পরিশোধ হয়েছে",
        "method": "ভিসা",
        "store": "১টি পেমেন্ট · ৳৫০০.০০",
    },
    "en": {
        "paid": "Paid",
        "balance": "৳1,706.25",
        "fee": "৳31.25",
        "done": "Payment complete",
        "method": "Visa",
        "store": "1 payment · ৳500.00",
    },
}


@pytest.mark.parametrize(("size", "language"), [(PHONE, "bn"), (DESKTOP, "en")], ids=["phone-bn", "desktop-en"])
def test_a_payer_pays_both_kinds_of_link_and_the_shop_sees_it_without_a_reload(
    town: Town, browser: Browser, app: Open, size: tuple[int, int], language: str
) -> None:
    town.start_checkout()
    words = WORDS[language]
    phone = f"0181{'1' if language == 'bn' else '2'}{size[0]:06d}"
    shop = app(OPENED, ident="phone", size=size, language=language, watches=True)

    # Sign in by phone and code.
    shop.fill("phone", phone).tap("send-code").sees("demo-code")
    code = re.search(r"[0-9০-৯]{6}", shop.text("demo-code"))
    assert code is not None
    shop.fill("code", code[0]).sees("balance").sees("store-url")

    # The store link, shared and opened in a second browser, is paid by bKash.
    shop.tap("store-share").sees("channel-whatsapp").tap("channel-whatsapp")
    store_url = f"http://{shop.text('share-url')}"
    assert shop.opened[0].startswith("https://wa.me/?text=")
    shop.tap("back").sees("store-share")
    payer = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    pay(payer, f"{store_url}?lang={language}", "bkash", amount="500")
    expect(payer.get_by_role("heading", name=words["done"])).to_be_visible()
    shop.reads("store-url", words["store"])

    # A fixed link of ৳1,250 is made, and paid by Visa.
    shop.tap("new-link").sees("create")
    if size == PHONE:
        for key in "1250":
            shop.tap(f"key-{key}")
        shop.tap_for("more", "note")
    else:
        shop.fill("amount", "১২৫০").shows("৳1,250 · one thousand two hundred fifty taka")
    shop.fill("note", "থ্রি-পিস, নীল").tap("create").sees("share-url").sees("message")
    fixed_url = f"http://{shop.text('share-url')}"
    shop.tap("back").sees("store-share")
    pay(payer, f"{fixed_url}?lang={language}", "visacard")
    expect(payer.get_by_role("heading", name=words["done"])).to_be_visible()

    # The shop's screen turns by itself: the badge, the balance, and both payments in the history.
    expect(shop.page.locator("[flt-semantics-identifier^='link-pl_']")).to_have_count(0)
    row = shop.page.locator("[flt-semantics-identifier^='payment-pay_']").first
    expect(row).to_contain_text(words["paid"])
    shop.reads("balance", words["balance"])
    shop.tap("tab-nav.history")
    expect(shop.page.locator("[flt-semantics-identifier^='entry-pay_']")).to_have_count(2)
    shop.page.locator("[flt-semantics-identifier^='entry-pay_']").first.click()
    shop.sees("hand-over").reads("pay-fee", words["fee"]).reads("payer-name", "নুসরাত জাহান")
    shop.reads("pay-method", words["method"])
    assert shop.outside == []
    # Where text is measured in one thread and drawn in another, the page at times hangs.
    assert shop.page.evaluate("crossOriginIsolated") is False
    payer.context.close()
    close_devices()
