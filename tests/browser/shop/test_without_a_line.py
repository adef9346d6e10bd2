"""The installed app where nobody answers: it opens from what the browser keeps, says so, and opens itself when there is a line."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.flet_page import FletPage
from tests.support.line import line_to
from tests.support.shop import ShopDevice
from tests.support.town import Town

# As first.js has the worker keep what a visit loaded, some seconds after the app is drawn.
_KEEPS_LETTERS = """async () => {
    const path = performance.getEntriesByType('resource').map(one => one.name).find(one => one.endsWith('/Text400.woff2'));
    (await navigator.serviceWorker.ready).active.postMessage({keep: [new URL(path).pathname]});
    const cache = await caches.open('aday-kept-1');
    while (!(await cache.match(path))) await new Promise(done => setTimeout(done, 50));
}"""
_CONTROLS = "navigator.serviceWorker.register('/keeper.js').then(() => navigator.serviceWorker.ready).then(() => null)"


@pytest.mark.parametrize("language", ["bn", "en"])
def test_without_a_line_it_opens_with_whose_it_is_and_no_sum_and_goes_on_by_itself(
    town: Town, browser: Browser, karim: ShopDevice, language: str
) -> None:
    said = {"bn": ("সংযোগ নেই", "শেষ খোলা ছিল"), "en": ("No connection", "Last open")}[language]
    name = karim.get("/v1/merchant")["name"]
    with line_to(urlsplit(town.app_url).port or 0) as line:
        shop = FletPage(browser, token=karim.token, language=language, keeps=True, size=(320, 568))
        try:
            page = shop.open(f"{line.url}/", "balance").page
            page.evaluate(_CONTROLS)
            page.evaluate(_KEEPS_LETTERS)
            page.goto("about:blank")
            line.cut()
            page.goto(f"{line.url}/settings")
            expect(page.get_by_role("heading")).to_have_text(said[0])
            expect(page.locator("#shop")).to_have_text(name)
            expect(page.locator("#last")).to_have_text(re.compile(f"^{said[1]} .*[0-9০-৯]"))
            assert not re.search("৳", page.locator("body").inner_text())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.wait_for_function(
                "() => document.fonts.check('16px \"Noto Sans Bengali\"', 'আ') && document.fonts.size === 1"
            )
            line.mend()
            shop.sees("devices")
        finally:
            shop.close()
