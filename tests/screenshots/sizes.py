"""Every screen at every size, from the smallest phone to the widest window, light and dark, in ordinary and large letters."""

from collections.abc import Mapping
from itertools import product
from typing import Final

from playwright.sync_api import Browser

from codes import is_whole
from language import Language
from tests.browser.flet_page import FletPage
from tests.browser.screens import screens
from tests.browser.scripts import LARGE
from tests.screenshots.camera import camera
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.town import Town

_SIZES: Final = ((320, 568), (360, 640), (390, 844), (1024, 768), (1280, 800), (1920, 1080))
_WIDE_FROM: Final = 1000
_LONG_NAME: Final = "মোহাম্মদ আব্দুল্লাহ আল মামুন চৌধুরী"


def every_size(browser: Browser, town: Town, language: Language) -> None:
    """Each screen of the app in one language, the sign-in, and money that arrives."""
    karim, payer = town.new_shop(), Payer()
    town.second_token(karim)
    addresses = screens(karim, payer)
    for size, large, dark in product(_SIZES, (False, True), (False, True)):
        name_ends = f"{size[0]}x{size[1]}-{language}-{'dark' if dark else 'light'}-{150 if large else 100}.png"
        scripts = [LARGE] if large else []
        shop = FletPage(browser, *scripts, size=size, dark=dark, language=language, token=karim.token)
        _all(shop.open(town.app_url, "balance"), name_ends, addresses, karim, payer, is_wide=size[0] >= _WIDE_FROM)
        shop.close()
        door = FletPage(browser, *scripts, size=size, dark=dark, language=language).open(town.app_url, "phone")
        camera(door, name_ends)("sizes/00-sign-in")
        door.close()
    payer.http.close()


def _all(
    shop: FletPage, name_ends: str, addresses: Mapping[str, str], karim: ShopDevice, payer: Payer, *, is_wide: bool
) -> None:
    shot = camera(shop, name_ends)
    for number, (address, ident) in enumerate(addresses.items(), 1):
        shop.visit(f"/{address}", ident)
        shot(f"sizes/{number:02d}-{_name_of(address)}")
    if is_wide:
        shop.visit("/counter", "counter-waits")
        shot("sizes/30-counter")
    else:
        shop.visit("/", "store-url")
    payer.pay(karim.store_url, amount="499999.99", name=_LONG_NAME)
    shop.sees("arrived")
    shot("sizes/31-arrived")
    shop.tap("arrived-seen").does_not_see("arrived")


def _name_of(address: str) -> str:
    """What a picture of the screen at this address is called."""
    words = [part for part in address.split("/") if part and "_" not in part and not is_whole(part)]
    return "-".join(words) or "home"
