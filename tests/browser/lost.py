"""What a page says of a line that is lost, and that it is back."""

from playwright.sync_api import expect

from tests.browser.flet_page import FletPage

STRIP = "#line-lost"
# What is promised of a line that is back, with room for a machine that does much else; a benchmark measures it.
USABLE_MS = 15_000
LOST_MS = 9_000


def says_lost(shop: FletPage) -> None:
    expect(shop.page.locator(STRIP)).to_be_visible(timeout=LOST_MS)


def is_usable(shop: FletPage) -> None:
    expect(shop.page.locator(STRIP)).to_have_count(0, timeout=USABLE_MS)
