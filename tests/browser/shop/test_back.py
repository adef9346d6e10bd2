"""Back, from what a form leads to: one step, to the form as it was, by the browser, by the arrow and by Escape."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

Back = Callable[[FletPage], object]
_BACKS: Final[tuple[Back, ...]] = (
    lambda shop: shop.page.go_back(),
    lambda shop: shop.page.keyboard.press("Escape"),
    lambda shop: shop.tap("back"),
)


def is_at(shop: FletPage, path: str) -> None:
    """Until the address is this one."""
    eventually(lambda: urlsplit(shop.page.evaluate("location.href")).path == path)


def stands_in(shop: FletPage, **texts: str) -> None:
    """Until this stands in these boxes."""
    for ident, text in texts.items():
        expect(shop.focus(ident.replace("_", "-"))).to_have_value(text)


def test_from_what_a_payout_or_a_refund_comes_to_back_leads_to_the_form_as_it_was(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=town.second_token(karim), path="history", ident="pay-out", size=PHONE)
    shop.tap("pay-out").fill("po-amount", "400").fill("po-wallet", "01712345678")
    for back in _BACKS:
        shop.tap("po-ask").reads("po-last", "৫৬৭৮")
        is_at(shop, "/history/payout/check")
        back(shop)
        shop.does_not_see("po-sure")
        is_at(shop, "/history/payout")
        stands_in(shop, po_amount="400", po_wallet="01712345678")
    # From the code, step by step.
    shop.tap("po-ask").sees("po-sure").tap("po-sure").sees("po-demo-code")
    shop.page.go_back()
    shop.reads("po-last", "৫৬৭৮").tap("po-sure").sees("po-code").tap("back").sees("po-sure")
    is_at(shop, "/history/payout/check")
    shop.tap("back").sees("po-ask")
    stands_in(shop, po_amount="400", po_wallet="01712345678")
    # Who leaves from there leaves all of it.
    shop.tap("po-ask").sees("po-sure").visit("/history", "pay-out").tap("pay-out")
    stands_in(shop, po_amount="", po_wallet="")
    assert karim.get("/v1/payouts")["data"] == []

    shop.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    there = f"/payments/{karim.payments[0]['id']}"
    shop.sees("tab-nav.counter").visit(there, "refund").tap("refund")
    shop.fill("rf-amount", "100").fill("rf-reason", "came back")
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
