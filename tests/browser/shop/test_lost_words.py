"""What is typed while a line is lost and comes back: no character is gone, and no code is asked for twice."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import forms
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE
from tests.browser.lost import STRIP, is_usable, says_lost
from tests.support.app_process import app_process
from tests.support.line import Line
from tests.support.payer import Payer
from tests.support.servers import free_port
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_the_button_says_what_is_missing_and_is_heard_before_the_server_has_drawn_the_sum(
    app: Open, line: Line, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, size=DESKTOP, app_url=f"{line.url}/", path="new", ident="create")
    shop.tap("create").reads("amount-error", "টাকার পরিমাণ লিখুন")
    # On a slow line it takes as long as this: a finger is faster.
    line.freeze()
    shop.fill("amount", "750").tap("create")
    line.mend()
    shop.reads("message", "৳৭৫০.০০")


def test_what_is_typed_before_while_and_after_the_line_is_cut_is_all_there(
    app: Open, line: Line, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, size=DESKTOP, app_url=f"{line.url}/", path="new", ident="note")
    shop.fill("amount", "1250").focus("note")
    keyboard = shop.page.keyboard
    keyboard.type("abc ", delay=30)
    line.cut()
    keyboard.type("defg ", delay=30)
    says_lost(shop)
    keyboard.type("hij ", delay=30)
    line.mend()
    for word in ("klm ", "nop ", "qrs ", "tuv ", "wxyz"):
        keyboard.type(word, delay=60)
    is_usable(shop)
    expect(shop.box("note")).to_have_value("abc defg hij klm nop qrs tuv wxyz")
    shop.tap("create").reads("message", "৳১,২৫০.০০")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert (made["amount"], made["note"]) == (125_000, "abc defg hij klm nop qrs tuv wxyz")


@pytest.mark.parametrize(
    ("forms_there", "size"),
    [((forms.profile, forms.store_link), PHONE), ((forms.edited_link, forms.refund), DESKTOP)],
    ids=["phone", "desktop"],
)
def test_no_form_loses_a_letter_that_was_typed_around_a_cut(
    app: Open,
    line: Line,
    karim: ShopDevice,
    payer: Payer,
    forms_there: tuple[Callable[..., forms.Form], ...],
    size: tuple[int, int],
) -> None:
    shop = app(token=karim.token, size=size, app_url=f"{line.url}/")
    keyboard = shop.page.keyboard
    for form in forms_there:
        filled = form(karim, payer)
        shop.visit(f"/{filled.path}", filled.box).fill(filled.box, "ab ")
        line.cut()
        keyboard.type("cd ", delay=30)
        says_lost(shop)
        keyboard.type("ef ", delay=30)
        line.mend()
        for word in ("gh ", "ij ", "kl ", "mn"):
            keyboard.type(word, delay=60)
        is_usable(shop)
        expect(shop.box(filled.box)).to_have_value("ab cd ef gh ij kl mn")
        for ident in filled.presses:
            shop.tap(ident)
        eventually(partial(filled.has, "ab cd ef gh ij kl mn"))
        shop.does_not_see(filled.box)


def test_a_line_that_is_cut_again_and_again_loses_nothing(app: Open, line: Line, karim: ShopDevice) -> None:
    shop = app(token=karim.token, app_url=f"{line.url}/", path="new", ident="create")
    shop.tap("key-7").tap("key-5").tap_for("more", "term-3d").choose("term-3d").fill("note", "চাল ")
    for number in range(5):
        line.cut()
        says_lost(shop)
        line.mend()
        is_usable(shop)
        shop.page.keyboard.type(f"{number} ", delay=20)
    expect(shop.focus("note")).to_have_value("চাল 0 1 2 3 4 ")
    shop.reads("amount", "৳৭৫").tap("more").reads("more", "চাল 0 1 2 3 4 · ৩ দিন")


def test_the_number_and_the_code_of_a_sign_in_stay(town: Town, app: Open, line: Line) -> None:
    shop = app(app_url=f"{line.url}/", ident="phone")
    shop.fill("phone", "01999 999 998")
    line.cut()
    says_lost(shop)
    line.mend()
    is_usable(shop)
    expect(shop.focus("phone")).to_have_value("01999 999 998")
    shop.tap("send-code").sees("demo-code")
    shop.fill("code", "12")
    line.cut()
    says_lost(shop)
    line.mend()
    is_usable(shop)
    shop.sees("code").shows("০১৯৯৯ ৯৯৯ ৯৯৮")
    expect(shop.focus("code")).to_have_value("12")
    # A demo's code goes in by one press, and is sent by none.
    shop.tap("demo-code").does_not_see("code")


def test_the_code_that_a_payout_waits_for_is_still_asked_for(
    town: Town, app: Open, line: Line, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    path, token = "history/payout", town.second_token(karim)
    shop = app(token=token, app_url=f"{line.url}/", path=path, ident="po-amount", language="en")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").tap("po-sure").sees("po-demo-code")
    shop.fill("po-code", "12")
    line.cut()
    says_lost(shop)
    expect(shop.page.locator(STRIP)).to_have_text("No internet. It goes on by itself when the line is back.")
    line.mend()
    is_usable(shop)
    expect(shop.focus("po-code")).to_have_value("12")
    code = re.search(r"\d{6}", shop.text("po-demo-code"))
    assert code is not None
    shop.fill("po-code", code[0]).sees("payout-asked")
    (asked,) = karim.get("/v1/payouts")["data"]
    assert (asked["amount"], asked["to"]["account"]) == (40_000, "01712345678")


def test_a_server_that_is_killed_takes_no_typed_character_with_it(
    town: Town, app: Open, karim: ShopDevice, tmp_path: Path
) -> None:
    port = free_port()
    with ExitStack() as stack:
        running = stack.enter_context(app_process(port, town.url, tmp_path))
        url = f"http://127.0.0.1:{port}/"
        shop = app(token=karim.token, size=DESKTOP, app_url=url, path="new", ident="note")
        shop.fill("amount", "1250").fill("customer", "রহিমা").focus("note")
        shop.page.keyboard.type("three-piece, ", delay=20)
        running.kill()
        says_lost(shop)
        shop.page.keyboard.type("blue, ", delay=20)
        stack.enter_context(app_process(port, town.url, tmp_path))
        is_usable(shop)
        shop.page.keyboard.type("size 42", delay=20)
        expect(shop.box("note")).to_have_value("three-piece, blue, size 42")
        shop.tap("create").reads("message", "৳১,২৫০.০০")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert (made["amount"], made["note"], made["customer"]["name"]) == (125_000, "three-piece, blue, size 42", "রহিমা")


def test_what_was_typed_is_forgotten_with_the_sign_out(town: Town, app: Open, line: Line, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, app_url=f"{line.url}/", path="new", ident="note")
    words = "ডাল ৫০ কেজি"
    shop.fill("note", words)
    line.cut()
    says_lost(shop)
    line.mend()
    is_usable(shop)
    eventually(lambda: words in town.kept_of_pages())
    shop.visit("/settings", "signout").tap("signout").tap_for("signout-yes", "phone")
    eventually(lambda: words not in town.kept_of_pages())
