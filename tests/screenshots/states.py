"""What a screen looks like when there is nothing yet, when something is wrong, and when it asks once more."""

import itertools
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import httpx
from playwright.sync_api import Browser

from app.services import http_line
from tests.browser.flet_page import DESKTOP, FletPage
from tests.screenshots.camera import camera, ending
from tests.support.payer import Payer
from tests.support.servers import free_socket
from tests.support.town import Town

# Another code for one phone has to be waited for.
_PHONES = (f"01799 999 {number}" for number in itertools.count(100))


def kept_apart(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """Empty, mistyped, asked once more."""
    karim, payer = town.new_shop(), Payer()
    shop = FletPage(browser, size=size, dark=dark, language=language)
    shot = camera(shop, ending(size, language, dark=dark))
    shop.open(town.app_url, "phone").fill("phone", "0171234").tap("send-code").sees("phone-error")
    shot("40-sign-in-wrong-number")
    shop.fill("phone", next(_PHONES)).tap("send-code").sees("demo-code")
    shop.fill("code", "000000").sees("code-error")
    shot("41-wrong-code")
    shop.close()
    shop = FletPage(browser, size=size, dark=dark, language=language, token=karim.token)
    shot = camera(shop, ending(size, language, dark=dark))
    shop.open(f"{town.app_url}history", "export")
    shot("42-history-empty")
    shop.tap("export").sees("export-csv")
    shot("43-export")
    shop.tap("export-no").tap("span-range")
    shop.page.wait_for_timeout(600)
    shot("44-pick-days")
    shop.page.keyboard.press("Escape")
    shop.sees("balance")
    shop.open(f"{town.app_url}new", "create")
    if size == DESKTOP:
        shop.fill("amount", "5")
    else:
        shop.tap("key-5")
    shop.tap("create").sees("amount-error")
    shot("45-new-link-too-little")
    link = karim.new_link(348_000, "চাল ৫০ কেজি" if language == "bn" else "Rice, 50 kg")
    shop.open(f"{town.app_url}links/{link['id']}", "link-cancel").tap("link-cancel").sees("cancel-no")
    shot("46-cancel")
    shop.tap("cancel-no")
    payer.to_gateway(link["url"], name="সাব্বির আহমেদ" if language == "bn" else "Sabbir Ahmed")
    shop.open(f"{town.app_url}links/{link['id']}", "hand-over").does_not_see("link-share")
    shot("47-processing")
    shop.open(f"{town.app_url}settings/shop", "shop-name")
    shot("48-shop-profile")
    shop.open(f"{town.app_url}settings", "signout").tap("signout").sees("signout-no")
    shot("49-sign-out")
    shop.close()
    payer.http.close()


def calm_states(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """Loading, nothing to be had, a full disk, a wrong clock, signed out elsewhere."""
    karim = town.new_shop()
    name_ends = ending(size, language, dark=dark)

    def open_app(app_url: str, ident: str) -> FletPage:
        shop = FletPage(browser, size=size, dark=dark, language=language, token=karim.token)
        return shop.open(app_url, ident)

    with free_socket() as silent, mock.patch.object(http_line, "_TIMEOUT", httpx.Timeout(4)):
        silent.listen()
        folder = tempfile.mkdtemp()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        app_url = town.app_with(data_dir=Path(folder), server_url=address)
        shop = open_app(app_url, "loading")
        camera(shop, name_ends)("50-loading")
        shop.sees("retry", timeout_ms=30_000)
        camera(shop, name_ends)("51-nothing-to-be-had")
        shop.close()
    no_folder = Path(tempfile.mkstemp()[1])
    app_url = town.app_with(data_dir=no_folder)
    shop = open_app(app_url, "disk-full").sees("store-url")
    camera(shop, name_ends)("52-disk-full")
    shop.close()
    app_url = town.app_with(data_dir=Path(tempfile.mkdtemp()), clock=lambda: datetime.now(UTC) + timedelta(days=1))
    shop = open_app(app_url, "clock-wrong").sees("store-url")
    camera(shop, name_ends)("53-clock-wrong")
    shop.close()
    shop = open_app(town.app_url, "store-url").sees("light-live" if size != DESKTOP else "store-url")
    mine = next(device for device in karim.get("/v1/devices")["data"] if device["this_device"])
    karim.http.delete(f"/v1/devices/{mine['id']}")
    shop.sees("phone", timeout_ms=30_000)
    camera(shop, name_ends)("54-signed-out-elsewhere")
    shop.close()
