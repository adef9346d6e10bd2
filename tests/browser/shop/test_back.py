"""Back, from what a form leads to: one step, to the form as it was, by the browser, by the arrow and by Escape."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.model.documents import Doc
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected
from tests.browser.conftest import Open, Town
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually

Back = Callable[[FletPage], object]
_BACKS: Final[tuple[Back, ...]] = (
    lambda shop: shop.page.go_back(),
    lambda shop: shop.page.keyboard.press("Escape"),
    lambda shop: shop.tap("back"),
)
SIZES: Final = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def is_at(shop: FletPage, path: str) -> None:
    """Until the address is this one."""
    eventually(lambda: urlsplit(shop.page.evaluate("location.href")).path == path)


def stands_in(shop: FletPage, **texts: str) -> None:
    """Until this stands in these boxes."""
    for ident, text in texts.items():
        expect(shop.focus(ident.replace("_", "-"))).to_have_value(text)


@SIZES
def test_from_what_a_payout_comes_to_back_leads_to_the_form_as_it_was(
    app: Open, karim: ShopDevice, payer: Payer, size: tuple[int, int]
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history", ident="pay-out", size=size)
    shop.tap("pay-out").fill("po-amount", "400").fill("po-wallet", "01712345678")
    for back in _BACKS:
        shop.tap("po-ask").reads("po-last", "৫৬৭৮")
        is_at(shop, "/history/payout/check")
        back(shop)
        shop.does_not_see("po-sure")
        is_at(shop, "/history/payout")
        stands_in(shop, po_amount="400", po_wallet="01712345678")
    # Who leaves from there leaves all of it.
    shop.tap("po-ask").sees("po-sure").visit("/history", "pay-out").tap("pay-out")
    stands_in(shop, po_amount="", po_wallet="")
    assert karim.get("/v1/payouts")["data"] == []


@SIZES
def test_from_the_sums_of_a_refund_back_leads_to_the_question_as_it_was(
    app: Open, karim: ShopDevice, payer: Payer, size: tuple[int, int]
) -> None:
    payer.pay(karim.store_url, amount="500")
    there = f"/payments/{karim.payments[0]['id']}"
    shop = app(token=karim.token, path=there[1:], ident="refund", size=size)
    shop.tap("refund").fill("rf-amount", "100").fill("rf-reason", "came back")
    for back in _BACKS:
        shop.tap("rf-next").reads("rf-gets", "৳১০০.০০")
        is_at(shop, f"{there}/refund/check")
        back(shop)
        shop.does_not_see("rf-yes")
        is_at(shop, f"{there}/refund")
        stands_in(shop, rf_amount="100", rf_reason="came back")
    shop.tap("rf-next").sees("rf-yes").tap("rf-yes").sees("refund-refunded")
    (given,) = karim.get("/v1/refunds")["data"]
    assert (given["amount"], given["reason"]) == (10_000, "came back")


def test_a_refund_that_is_refused_is_told_at_the_question(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> Doc:
        raise Rejected(409, "এখন নয়।")

    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path=f"payments/{karim.payments[0]['id']}/refund", ident="rf-amount")
    shop.fill("rf-amount", "100").tap("rf-next").sees("rf-yes")
    monkeypatch.setattr(CheckoutClient, "ask_refund", refuse)
    shop.tap("rf-yes").reads("rf-amount-error", "এখন নয়।")
    stands_in(shop, rf_amount="100")


def test_from_the_code_back_leads_step_by_step_to_the_form(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=town.second_token(karim), path="history/payout", ident="po-amount")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678")
    shop.tap("po-ask").sees("po-sure").tap("po-sure").sees("po-demo-code")
    shop.page.go_back()
    shop.reads("po-last", "৫৬৭৮").tap("po-sure").sees("po-code").tap("back").sees("po-sure")
    is_at(shop, "/history/payout/check")
    shop.tap("back").sees("po-ask")
    stands_in(shop, po_amount="400", po_wallet="01712345678")


def test_a_code_is_asked_for_only_for_what_was_looked_at_last(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=town.second_token(karim), path="history/payout", ident="po-amount")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678")
    shop.tap("po-ask").sees("po-sure").tap("po-sure").sees("po-code").tap("back").sees("po-sure").tap("back")
    shop.sees("po-ask").fill("po-wallet", "01898765432").tap("po-ask").reads("po-last", "৫৪৩২")
    # What the browser's arrows find again was for the other number.
    shop.visit("/history/payout/check/code", "po-sure").reads("po-last", "৫৪৩২").does_not_see("po-code")
    shop.tap("po-sure").sees("po-code")


def test_what_a_form_leads_to_is_the_form_where_nothing_was_typed(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history/payout/check", ident="po-ask")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").reads("po-last", "৫৬৭৮")


@pytest.mark.parametrize(("size", "number"), [(PHONE, "01999 999 981"), (DESKTOP, "01999 999 982")])
def test_from_the_code_of_a_sign_in_back_leads_to_the_number_and_on_to_where_one_was_going(
    app: Open, size: tuple[int, int], number: str
) -> None:
    shop = app(path="settings", ident="phone", size=size)
    shop.fill("phone", number).tap("send-code").sees("demo-code")
    for back, again in ((_BACKS[0], shop.page.go_forward), (_BACKS[1], shop.page.go_back)):
        back(shop)
        shop.does_not_see("demo-code")
        stands_in(shop, phone=number)
        again()
        shop.sees("demo-code")
    shop.tap("demo-code").sees("profile")
    eventually(lambda: shop.page.evaluate("location.pathname + location.search") == "/settings")
