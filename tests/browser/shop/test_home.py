"""What the first screen shows without a touch: who paid, what is open, and one tap to each."""

from typing import Final

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, FletPage, place_of
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

# No head of one line is higher; two lines of a title are.
_ONE_LINE_MOST: Final = 40
_ROWS: Final = "[flt-semantics-identifier^='payment-pay_'], [flt-semantics-identifier^='link-pl_']"
# The bar begins some pixels above its tabs; what ends there is a row that the bar cuts, not a whole one.
_LAID_OUT: Final = """([rows, least]) => {
  const bar = document.querySelector("[flt-semantics-identifier='tab-nav.pay']").getBoundingClientRect();
  const whole = [...document.querySelectorAll(rows)].map(row => row.getBoundingClientRect())
    .filter(box => box.top >= 0 && box.bottom <= bar.top - 6 && box.left >= 0 && box.right <= innerWidth);
  return whole.length >= least && whole.every(box => box.height >= 48);
}"""


def test_the_first_screen_shows_who_paid_and_what_is_open_however_small_the_phone(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500", name="প্রথম")
    first = karim.payments[0]
    waiting = karim.new_link(65_000, "তেল ৫ লিটার")
    shop = app(token=karim.token, size=(360, 640))
    shop.sees("light-live")
    # One of each is seen on a small phone, though each stands under a head of its own.
    rows_are_seen(shop, (360, 640), 2)
    assert shop.text("open-count") == "১"

    others = ["মো. রফিকুল ইসলাম", "সুমাইয়া খাতুন", "মাহমুদুল হাসান", "কামরুল হুদা"]
    fixed = karim.new_link(125_000, "থ্রি-পিস, নীল")
    payer.pay(fixed["url"], "visacard", name=others[0])
    for name in others[1:]:
        payer.pay(karim.store_url, amount="700", name=name)
    held = karim.new_link(220_005)
    payer.pay(held["url"], name="নুসরাত জাহান")
    told = [shop.page.locator(f"[flt-semantics-identifier='payment-{one['id']}']") for one in karim.payments]
    expect(told[0]).to_be_attached()
    for name in reversed(others):
        shop.reads("arrived", name).tap("arrived-seen")
    shop.does_not_see("arrived")
    # The last five, and the one before them not; the newest on top, held as it is.
    shop.does_not_see(f"payment-{first['id']}")
    tops = [place_of(one)["y"] for one in told[:5]]
    assert tops == sorted(tops)
    shop.reads(f"payment-{karim.payments[0]['id']}", "হোল্ডে আছে").reads(f"payment-{karim.payments[-2]['id']}", "ভিসা")
    # A link that is paid is open no more, one whose money is held is.
    shop.does_not_see(f"link-{fixed['id']}").sees(f"link-{waiting['id']}").sees(f"link-{held['id']}")
    assert shop.text("open-count") == "২"

    # News of the hold take room of their own for some seconds.
    shop.does_not_see("held-toast")
    rows_are_seen(shop, (320, 568), 1)
    assert shop.place("head")["height"] < _ONE_LINE_MOST
    rows_are_seen(shop, (360, 640), 2)
    rows_are_seen(shop, (390, 844), 4)

    shop.tap(f"payment-{karim.payments[0]['id']}").reads("payer-name", "নুসরাত জাহান").visit("/", "open-count")
    shop.tap(f"link-{waiting['id']}").sees("hand-over").visit("/", "open-count")

    # On a desktop the last payments have the right pane until a link is chosen, and stand below the links then.
    shop.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    shop.sees("tab-nav.counter").sees(f"payment-{first['id']}").does_not_see("hand-over")
    assert shop.place(f"payment-{first['id']}")["x"] > shop.place(f"link-{waiting['id']}")["x"]
    shop.tap(f"link-{waiting['id']}").sees("hand-over").does_not_see(f"payment-{first['id']}")
    newest = f"payment-{karim.payments[0]['id']}"
    assert shop.place(newest)["x"] == shop.place(f"link-{waiting['id']}")["x"]


def rows_are_seen(shop: FletPage, size: tuple[int, int], least: int) -> None:
    """As many rows are whole on the screen above the tab bar, with nothing scrolled."""
    shop.page.set_viewport_size({"width": size[0], "height": size[1]})
    shop.page.wait_for_function(_LAID_OUT, arg=[_ROWS, least])
