"""What the shopkeeper's app costs on the line: counted by a proxy, in a real browser with a cache of its own."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.browser.conftest import Town
from tests.browser.flet_page import FletPage
from tests.support.line import line_to
from tests.support.shop import ShopDevice

NEW_VISIT_BYTES = 4_300_000
RETURNING_BYTES = 150_000


def test_a_new_visit_and_one_that_comes_back_cost_little(town: Town, browser: Browser, karim: ShopDevice) -> None:
    with line_to(urlsplit(town.app_url).port or 0) as line:
        shop = FletPage(browser, token=karim.token)
        try:
            shop.open(f"{line.url}/", "balance")
            new_visit = line.passed_bytes
            shop.page.goto("about:blank")
            shop.open(f"{line.url}/", "balance")
            returning = line.passed_bytes - new_visit
        finally:
            shop.close()
    assert new_visit <= NEW_VISIT_BYTES
    assert returning <= RETURNING_BYTES
