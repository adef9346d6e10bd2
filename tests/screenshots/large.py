"""Text half as large again."""

from playwright.sync_api import Browser

from codes import is_whole
from tests.browser.conftest import Town
from tests.browser.flet_page import DESKTOP, LARGE, FletPage
from tests.browser.screens import screens
from tests.screenshots.camera import FOLDER, camera, ending
from tests.support.payer import Payer


def large_text(browser: Browser, town: Town, language: str, size: tuple[int, int]) -> None:
    """Every screen of the app, and the sign-in."""
    (FOLDER / "large").mkdir(exist_ok=True)
    karim, payer = town.new_shop(), Payer()
    addresses = dict(screens(karim, payer))
    if size == DESKTOP:
        addresses["counter"] = "counter-waits"
    shop = FletPage(browser, LARGE, size=size, language=language, token=karim.token)
    shot = camera(shop, ending(size, language, dark=False))
    for number, (address, ident) in enumerate(addresses.items(), 1):
        shop.open(town.app_url + address, ident)
        words = [part for part in address.split("/") if part and "_" not in part and not is_whole(part)] or ["home"]
        shot(f"large/{number:02d}-{'-'.join(words)}")
    if size == DESKTOP:
        payer.pay(karim.store_url, amount="3480")
        shop.sees("arrived")
        shot("large/20-counter-arrived")
    payer.http.close()
    shop.close()
    door = FletPage(browser, LARGE, size=size, language=language).open(town.app_url, "phone")
    camera(door, ending(size, language, dark=False))("large/00-sign-in")
    door.close()
