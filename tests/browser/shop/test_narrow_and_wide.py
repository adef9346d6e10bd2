"""The narrowest phone, the widest screen and large letters: heads in one line, sums whole, words where they are read."""

from collections.abc import Sequence
from typing import Final

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.flet_page import FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually

_SMALL: Final = (320, 568)
_TALL: Final = (390, 1_400)
_WIDE: Final = (1920, 1080)
_OLD_MONITOR: Final = (1024, 768)
# The head's letters are 20 high, half as large again here, and no line of them is as high as two.
_ONE_LARGE_LINE_MOST: Final = 60
_ONE_SUM_MOST: Final = 60
_ONE_LINE_MOST: Final = 36
_TARGET_LEAST: Final = 48
_READ_AT_EASE_MOST: Final = 640


def resize(shop: FletPage, width: int, height: int) -> None:
    shop.page.set_viewport_size({"width": width, "height": height})


def test_on_wide_screens_settings_are_read_at_ease_and_in_large_letters_the_head_of_a_phone_is_one_line(
    app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, size=_WIDE, path="settings", ident="profile")
    profile, rail = shop.place("profile"), shop.place("tab-nav.settings")
    assert profile["width"] < _READ_AT_EASE_MOST
    before, after = profile["x"] - rail["x"] - rail["width"], _WIDE[0] - profile["x"] - profile["width"]
    assert abs(before - after) < 30
    # Nobody is told to pick from nothing.
    shop.tap("tab-nav.pay").shows("পেমেন্ট এলে এখানে দেখা যাবে")
    expect(shop.page.get_by_text("বাঁ দিক থেকে")).to_have_count(0)
    karim.new_link(65_000)
    shop.shows("বাঁ দিক থেকে")

    shop.page.evaluate("document.documentElement.style.fontSize = '24px'")
    resize(shop, 390, 700)
    expect(shop.by("head")).to_be_in_viewport(ratio=1)
    is_one_large_line(shop)
    shop.visit("/settings", "language-en").tap("language-en").shows("Settings").visit("/", "new-link")
    is_one_large_line(shop)


def is_one_large_line(shop: FletPage) -> None:
    """The head of the home screen, on phones of every width."""
    for width in (390, 360, 320):
        resize(shop, width, 700)
        # Until the screen is drawn for this width: its button goes from edge to edge.
        shop.page.wait_for_function(
            "([width, least]) => { const at = one => document.querySelector(`[flt-semantics-identifier='${one}']`)"
            "?.getBoundingClientRect(), button = at('new-link'); return button && button.right < width"
            " && button.width > width * 0.8 && at('head').height > least; }",
            arg=[width, _ONE_LARGE_LINE_MOST / 2],
        )
        assert shop.place("head")["height"] < _ONE_LARGE_LINE_MOST
        assert shop.place("new-link")["y"] >= shop.place("head")["y"] + shop.place("head")["height"] - 1


def test_a_balance_and_a_payment_of_lakhs_and_an_e_mail_address_have_a_line_of_their_own(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    for _ in range(3):
        payer.pay(karim.new_link(4_99_999_50)["url"], email="nusrat@example.com")
    shop = app(token=karim.token, size=_SMALL, path="history", ident="pay-out")
    shop.reads("balance", "৳১৪,৬২,৪৯৮.৫৩")
    balance, button = shop.place("balance"), shop.place("pay-out")
    assert balance["height"] < _ONE_SUM_MOST
    assert button["y"] >= balance["y"] + balance["height"]
    assert button["x"] + button["width"] <= _SMALL[0]
    the_kinds_stand_in_one_row_whichever_is_chosen(shop)
    # The list has the whole of a low screen.
    shop.choose("kind-all").page.mouse.move(_SMALL[0] / 2, _SMALL[1] / 2)
    shop.page.mouse.wheel(0, 400)
    expect(shop.by("head")).not_to_be_in_viewport()
    resize(shop, *_TALL)
    shop.visit(f"/payments/{karim.payments[0]['id']}", "payer-email")
    assert shop.place("payer-email")["height"] < _ONE_LINE_MOST
    resize(shop, *_OLD_MONITOR)
    shop.visit("/counter", f"entry-{karim.payments[0]['id']}")
    assert shop.place(f"entry-{karim.payments[0]['id']}")["height"] < _ONE_SUM_MOST

    # In large letters too what a customer scans is whole there, with all that is below it.
    shop.page.evaluate("document.documentElement.style.fontSize = '24px'")
    expect(shop.by("store-share")).to_be_in_viewport(ratio=1)
    shop.page.evaluate("document.documentElement.style.fontSize = ''")

    # On the lowest phone all that green says is read without scrolling.
    resize(shop, *_SMALL)
    shop.visit("/settings", "language-en").tap("language-en").visit("/history", "kind-hold")
    the_kinds_stand_in_one_row_whichever_is_chosen(shop)
    shop.visit("/settings", "language-bn").tap("language-bn").visit("/", "store-url")
    payer.pay(karim.store_url, amount="499999.99", name="মোহাম্মদ আব্দুল্লাহ আল মামুন চৌধুরী")
    # What is cut off is told as so much lower.
    assert shop.place("word-known")["height"] >= _TARGET_LEAST


def the_kinds_stand_in_one_row_whichever_is_chosen(shop: FletPage) -> None:
    """Those of the history, on narrow phones."""
    kinds = ("kind-all", "kind-in", "kind-out", "kind-hold")
    for width in (360, _SMALL[0]):
        resize(shop, width, _SMALL[1])
        for kind in kinds:
            shop.choose(kind)
            # As it is once it is drawn for this width.
            eventually(lambda: is_one_row(shop, kinds))


def is_one_row(shop: FletPage, idents: Sequence[str]) -> bool:
    """Whether they stand beside each other, all of them on the screen."""
    boxes = [shop.place(one) for one in idents]
    size = shop.page.viewport_size
    assert size is not None
    return len({round(box["y"]) for box in boxes}) == 1 and boxes[-1]["x"] + boxes[-1]["width"] <= size["width"]
