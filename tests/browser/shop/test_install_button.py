"""The app is put among a phone's own by a press where the browser allows it, and an iPhone's person sees how."""

import pytest
from playwright.sync_api import Browser

from tests.browser.flet_page import FletPage
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

_OFFERS = """() => { const offer = new Event('beforeinstallprompt', {cancelable: true}); window.done = [];
    offer.prompt = async () => { done.push('asked'); }; dispatchEvent(offer); return offer.defaultPrevented; }"""
_IPHONE = "Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)'});"
_STANDS_ALONE = "Object.defineProperty(navigator, 'standalone', {get: () => true});"


def test_a_press_installs_it_where_the_browser_offers_that_and_is_gone_afterwards(
    town: Town, browser: Browser, karim: ShopDevice
) -> None:
    shop = FletPage(browser, token=karim.token)
    try:
        shop.open(town.app_url, "balance")
        assert shop.page.evaluate(_OFFERS) is True
        shop.visit("/settings/notifications", "install").tap("install").does_not_see("install")
        assert eventually(lambda: shop.page.evaluate("done")) == ["asked"]
        shop.does_not_see("install-how")
    finally:
        shop.close()


@pytest.mark.parametrize(("is_installed", "seen"), [(False, 1), (True, 0)])
def test_an_iphones_person_sees_how_until_it_is_there(
    town: Town, browser: Browser, karim: ShopDevice, seen: int, *, is_installed: bool
) -> None:
    scripts = (_IPHONE, _STANDS_ALONE) if is_installed else (_IPHONE,)
    shop = FletPage(browser, *scripts, token=karim.token, size=(320, 568))
    try:
        shop.open(f"{town.app_url}settings/notifications", "place-new")
        assert eventually(lambda: shop.page.evaluate("aday.push('installable')")) == (
            "none" if is_installed else "iphone"
        )
        if seen:
            shop.sees("install-how").reads("install-how", "শেয়ার")
        else:
            shop.does_not_see("install-how")
    finally:
        shop.close()
