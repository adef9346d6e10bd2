"""The narrowest phone, the widest screen and large letters: heads in one line, sums whole, words where they are read."""

from typing import Final

import pytest
from playwright.sync_api import FloatRect, expect

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, LARGE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

_SMALL: Final = (320, 568)
_WIDE: Final = (1920, 1080)
# The head's letters are 20 high, half as large again here, and no line of them is as high as two.
_ONE_LARGE_LINE_MOST: Final = 60
_ONE_SUM_MOST: Final = 60
_ONE_LINE_MOST: Final = 36
_READ_AT_EASE_MOST: Final = 640


def place(shop: FletPage, ident: str) -> FloatRect:
    box = shop.by(ident).bounding_box()
    assert box is not None
    return box


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("width", [320, 360, 390])
def test_in_large_letters_the_head_of_the_home_screen_is_one_line(
    app: Open, karim: ShopDevice, width: int, language: str
) -> None:
    shop = app(LARGE, token=karim.token, size=(width, 700), language=language)
    expect(shop.by("head")).to_be_in_viewport(ratio=1)
    shop.page.wait_for_function(
        f"() => document.querySelector(\"[flt-semantics-identifier='head']\").getBoundingClientRect().height > {_ONE_LARGE_LINE_MOST / 2}"
    )
    assert place(shop, "head")["height"] < _ONE_LARGE_LINE_MOST
    assert place(shop, "new-link")["y"] >= place(shop, "head")["y"] + place(shop, "head")["height"] - 1


def test_a_balance_of_lakhs_has_a_line_of_its_own_on_the_narrowest_phone(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    for _ in range(3):
        payer.pay(karim.new_link(4_99_999_50)["url"])
    shop = app(token=karim.token, size=_SMALL, path="history", ident="pay-out")
    shop.reads("balance", "৳১৪,৬২,৪৯৮.৫৩")
    balance, button = place(shop, "balance"), place(shop, "pay-out")
    assert balance["height"] < _ONE_SUM_MOST
    assert button["y"] >= balance["y"] + balance["height"]
    assert button["x"] + button["width"] <= _SMALL[0]


def test_the_settings_stand_in_the_middle_of_a_wide_screen_no_wider_than_is_read_at_ease(
    app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, size=_WIDE, path="settings", ident="profile")
    profile, rail = place(shop, "profile"), place(shop, "tab-nav.settings")
    assert profile["width"] < _READ_AT_EASE_MOST
    before, after = profile["x"] - rail["x"] - rail["width"], _WIDE[0] - profile["x"] - profile["width"]
    assert abs(before - after) < 30


def test_a_counter_without_a_link_is_not_told_to_pick_one(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP)
    shop.shows("পেমেন্ট এলে এখানে দেখা যাবে")
    expect(shop.page.get_by_text("বাঁ দিক থেকে")).to_have_count(0)
    karim.new_link(65_000)
    shop.shows("বাঁ দিক থেকে")


def test_an_e_mail_address_is_one_line_on_a_common_phone(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.new_link(125_000)["url"], email="nusrat@example.com")
    shop = app(token=karim.token, size=(390, 1_400), path=f"payments/{karim.payments[0]['id']}", ident="payer-email")
    assert place(shop, "payer-email")["height"] < _ONE_LINE_MOST
