"""A line that is lost and comes back: the app is usable at once, nothing on it is untrue and nothing typed is gone.

The line is really lost: a proxy between the browser and the app's server resets its connections, or lets nothing through.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from app import shell
from app.state import Account
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.browser.lost import STRIP, is_usable, says_lost
from tests.browser.scripts import LARGE, OPENED, SHARED
from tests.support.line import Line
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

LETTERS_THERE = "[...document.fonts].some(one => one.family.includes('Noto Sans Bengali') && one.status === 'loaded')"


def lose_and_find(shop: FletPage, line: Line) -> None:
    """Until it is usable again."""
    cuts_before = line.cuts_count
    line.cut()
    assert line.cuts_count > cuts_before
    says_lost(shop)
    line.mend()
    is_usable(shop)


def test_a_line_that_freezes_or_is_cut_is_told_within_seconds_takes_no_press_and_goes_on_where_it_was(
    app: Open, line: Line, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token, app_url=f"{line.url}/")
    shop.page.evaluate("window.__same = 1")
    line.freeze()
    says_lost(shop)
    expect(shop.page.locator(STRIP)).to_have_text("ইন্টারনেট নেই। লাইন ফিরলে নিজে থেকেই চলবে।")
    # Its Bangla has the app's own letters: not every machine has some, and now none can be fetched.
    assert shop.page.evaluate(LETTERS_THERE)
    assert shop.page.evaluate(f"getComputedStyle(document.querySelector('{STRIP}')).backdropFilter") == "grayscale(1)"
    box = shop.place("new-link")
    shop.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shop.page.keyboard.press("n")
    payer.pay(karim.store_url, amount="500")
    line.mend()
    is_usable(shop)
    shop.reads("balance", "৳৪৮৭.৫০")
    assert urlsplit(shop.page.url).path == "/"

    for (path, ident), balance in zip(
        (("check", "search"), ("settings", "profile"), ("history", "pay-out")),
        ("৳৯৭৫.০০", "৳১,৪৬২.৫০", "৳১,৯৫০.০০"),
        strict=True,
    ):
        shop.visit(f"/{path}", ident)
        line.cut()
        says_lost(shop)
        payer.pay(karim.store_url, amount="500")
        line.mend()
        is_usable(shop)
        shop.sees(ident)
        assert urlsplit(shop.page.url).path == f"/{path}"
        # Usable: it answers a press, and has heard of what came meanwhile.
        shop.visit("/", "store-url").reads("balance", balance)
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳২,৪৩৭.৫০")
    # Nothing was drawn anew: it is the page that it was.
    assert shop.page.evaluate("window.__same") == 1

    # A browser that may keep nothing says so too.
    refuses = "get() { throw new DOMException('nothing is kept here', 'SecurityError'); }"
    shop.page.evaluate(f"Object.defineProperty(window, 'localStorage', {{ {refuses} }})")
    line.cut()
    says_lost(shop)


def test_a_list_a_sheet_and_what_a_shop_writes_above_a_link_outlive_a_lost_line(
    town: Town, app: Open, line: Line, karim: ShopDevice
) -> None:
    made = [karim.new_link(65_000 + number) for number in range(25)]
    there = {"app_url": f"{line.url}/", "path": "links", "ident": f"link-{made[-1]['id']}"}
    shop = app(OPENED, SHARED, token=karim.token, mobile=True, **there)
    seen = f"link-{made[8]['id']}"
    shop.page.mouse.move(200, 600)
    shop.page.mouse.wheel(0, 900)
    eventually(lambda: re.search(r'"/links place": \[0, "[1-9]', town.kept_of_pages()))
    before = place_of(shop, seen)
    lose_and_find(shop, line)
    eventually(lambda: abs(place_of(shop, seen) - before) < 60)

    # A sheet that is open does not hold up the return.
    shop.visit(f"/links/{made[0]['id']}", "link-cancel").tap("link-cancel").sees("cancel-yes")
    lose_and_find(shop, line)
    shop.does_not_see("cancel-yes").tap("link-cancel").tap("cancel-yes")
    shop.reads("hand-over", "লিংকটি বাতিল। এই লিংকে আর পেমেন্ট আসবে না।")

    url = made[1]["url"]
    # What stands at the bottom is not among the ways above it as well.
    shop.visit(f"/share/{made[1]['id']}", "share-now").sees("share-copy").does_not_see("channel-copy")
    shop.tap_for("edit-message", "message-done")
    shop.reads("message-link", url.rpartition("/")[2]).fill("message-words", "ঈদের ছাড়")
    lose_and_find(shop, line)
    expect(shop.box("message-words")).to_have_value("ঈদের ছাড়")
    # It goes by every way.
    shop.tap("message-done").reads("message", "ঈদের ছাড়").tap("share-now").tap("channel-whatsapp")
    sent = f"ঈদের ছাড়\n{url}"
    shop.page.wait_for_function("() => window.__shared.length && window.__opened.length")
    assert shop.page.evaluate("window.__shared") == [sent]
    assert [unquote(url.partition("text=")[2]) for url in shop.opened] == [sent]
    shop.tap("share-copy").shows("কপি হয়েছে")
    assert shop.page.evaluate("navigator.clipboard.readText()") == sent
    shop.tap_for("edit-message", "message-done").tap("message-as-before").reads("message", "দিতে এই লিংকে চাপুন")


def place_of(shop: FletPage, ident: str) -> float:
    """How far down the screen it is; far below when it is not there."""
    box = shop.by(ident).bounding_box() if shop.by(ident).count() else None
    return box["y"] if box is not None else 10_000


def test_money_that_stood_large_stands_so_again_only_while_it_is_true_in_letters_as_large_as_before(
    app: Open, line: Line, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, accounts = list[float](), list[Account]()

    def account(**facts: Any) -> Account:
        begun.append(facts["text_scale"])
        accounts.append(Account(**facts))
        return accounts[-1]

    monkeypatch.setattr(shell, "Account", account)
    there = {"app_url": f"{line.url}/", "path": "counter", "ident": "counter-waits"}
    shop = app(LARGE, token=karim.token, size=DESKTOP, **there)
    eventually(lambda: accounts[-1].text_scale == 1.5)
    payer.pay(karim.store_url, amount="500")
    shop.sees("arrived")
    lose_and_find(shop, line)
    shop.sees("arrived").shows("৳৫০০.০০")
    # A page may be opened twice, or find its line at the second try: none of those is drawn small but the first.
    assert (begun[0], begun[-1]) == (1, 1.5)
    line.cut()
    says_lost(shop)
    paid = karim.payments[0]["id"]
    karim.http.post(f"/v1/payments/{paid}/refunds", json={"id": "rf_" + paid.removeprefix("pay_"), "amount": 50_000})
    eventually(lambda: karim.payments[0]["status"] == "refunded")
    line.mend()
    is_usable(shop)
    shop.does_not_see("arrived")

    shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shop.visit("/", "store-url").does_not_see("tab-nav.counter")
    payer.pay(karim.store_url, amount="600")
    shop.sees("arrived")
    lose_and_find(shop, line)
    shop.sees("arrived").shows("৳৬০০.০০")
