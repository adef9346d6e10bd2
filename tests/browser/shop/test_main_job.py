"""A shop's whole way on one page in Chromium: a link is paid, money goes back and out, and somebody is let in."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from checkout.words import say
from language import latin_digits
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.browser.pay import pay
from tests.browser.scripts import OPENED
from tests.support.payer import Payer
from tests.support.shop import eventually
from tests.support.town import Town

_COPIED = "navigator.clipboard.readText()"
_OPENS_BY_ANOTHER = "code => { localStorage.removeItem('flutter.aday.token'); location.hash = `join=${code}`; }"


def test_links_are_paid_and_seen_without_a_reload_money_goes_back_and_out_and_somebody_is_let_in(
    town: Town, browser: Browser, app: Open, payer: Payer
) -> None:
    town.start_checkout()
    shop = app(OPENED, ident="phone", language="bn", watches=True)
    sign_in(shop)
    store_link_is_paid(shop, payer)
    phone = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
    link_is_made_and_paid(shop, phone)
    phone.context.close()
    money_goes_back(shop)
    town.running.app.state.service.db.transact_now(
        # Long after its code: money goes out by a new one.
        lambda uow: uow.conn.execute(text("UPDATE devices SET confirmed_at = NULL"))
    )
    money_goes_out(shop)
    somebody_is_let_in(shop)
    assert shop.outside == []
    # Where text is measured in one thread and drawn in another, the page at times hangs.
    assert shop.page.evaluate("crossOriginIsolated") is False


def sign_in(shop: FletPage) -> None:
    """By phone and code."""
    shop.fill("phone", "01811000390").tap("send-code").sees("demo-code")
    shop.fill("code", code_in(shop.text("demo-code"))).sees("balance").sees("store-url")


def code_in(words: str) -> str:
    found = re.search(r"\d{6}", words)
    assert found is not None
    return latin_digits(found[0])


def store_link_is_paid(shop: FletPage, payer: Payer) -> None:
    """By bKash; the shop's screen tells it by itself."""
    shop.tap("store-share").sees("channel-whatsapp").tap("channel-whatsapp")
    store_url = f"http://{shop.text('share-url')}"
    assert shop.opened[0].startswith("https://wa.me/?text=")
    shop.tap("back").sees("store-share")
    payer.pay(store_url, amount="500")
    shop.sees("arrived").tap("arrived-seen").reads("store-url", "১টি পেমেন্ট · ৳৫০০.০০")


def link_is_made_and_paid(shop: FletPage, phone: Page) -> None:
    """One of ৳1,250 by Visa, in a browser too; the shop's screen turns by itself."""
    shop.tap("new-link").sees("create")
    for key in "1250":
        shop.tap(f"key-{key}")
    shop.tap_for("more", "note").fill("note", "থ্রি-পিস, নীল").tap("create").sees("share-url").sees("message")
    fixed_url = f"http://{shop.text('share-url')}"
    shop.tap("back").sees("store-share")
    pay(phone, f"{fixed_url}?lang=bn", "visacard")
    expect(phone.get_by_role("heading", name="পরিশোধ হয়েছে")).to_be_visible()

    # The badge, the balance, and both payments in the history.
    expect(shop.page.locator("[flt-semantics-identifier^='link-pl_']")).to_have_count(0)
    row = shop.page.locator("[flt-semantics-identifier^='payment-pay_']").first
    expect(row).to_contain_text("পরিশোধিত")
    shop.reads("balance", "৳১,৭০৬.২৫")
    shop.tap("tab-nav.history")
    entries = shop.page.locator("[flt-semantics-identifier^='entry-pay_']")
    expect(entries).to_have_count(2)
    entries.first.click()
    shop.sees("hand-over").reads("pay-fee", "৳৩১.২৫").reads("payer-name", "নুসরাত জাহান").reads("pay-method", "ভিসা")


def money_goes_back(shop: FletPage) -> None:
    """A part of the payment that is on the screen. What is agreed to stays asked for, though the window is narrowed."""
    resize(shop, DESKTOP)
    shop.sees("tab-nav.counter").tap("refund").fill("rf-amount", "২০০").tap("rf-next").reads("rf-gets", "৳২০০.০০")
    resize(shop, PHONE)
    shop.does_not_see("tab-nav.counter").reads("rf-cost", "৳২০০.০০").tap("rf-yes")
    shop.reads("refund-refunded", "৳২০০.০০")


def resize(shop: FletPage, size: tuple[int, int]) -> None:
    shop.page.set_viewport_size({"width": size[0], "height": size[1]})


def money_goes_out(shop: FletPage) -> None:
    """Asked for with the whole message pasted that brought the code."""
    shop.visit("/history/payout", "po-amount").fill("po-amount", "400").fill("po-wallet", "01712345678")
    shop.tap("po-ask").tap("po-sure").sees("po-demo-code")
    message = say("bn", "sms.payout_code", code=code_in(shop.text("po-demo-code")))
    shop.focus("po-code")
    shop.page.keyboard.insert_text(message)
    shop.reads("payout-asked", "৳৪০০.০০")


def somebody_is_let_in(shop: FletPage) -> None:
    """By a link that the owner copies. It is opened in the window where the app stands already, as on a phone of theirs."""
    shop.visit("/settings/devices", "staff-add").tap_for("staff-add", "staff-invite")
    shop.tap_for("staff-invite", "invitation").tap("staff-copy")
    code = eventually(lambda: str(shop.page.evaluate(_COPIED)).rpartition("#join=")[2])
    shop.visit("/settings", "profile")
    shop.page.evaluate(_OPENS_BY_ANOTHER, code)
    shop.sees("join-name")
    # In no address any more: that is kept, and sent on.
    assert "join" not in shop.page.url
    shop.fill("join-name", "রহিম").tap_for("join", "today").does_not_see("balance")
