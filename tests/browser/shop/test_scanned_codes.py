"""The Bangla QR as large as the screen lets it be, as customers' phones see it: far, turned, with noise, day and night."""

import io

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.emvqr.samples import STATIC
from tests.support.scanning import SIDES, TURNS, looks_at, read_by_zxing
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

# Until what was turned or lit otherwise is drawn: one picture is like any other to whoever asks whether it came.
_DRAWN_MS = 1_000


def screen_with(shop: FletPage, wanted: str) -> Image.Image | None:
    """The whole screen, once it has this code on it."""
    screen = Image.open(io.BytesIO(shop.page.screenshot())).convert("L")
    return screen if read_by_zxing(screen) == wanted else None


def test_it_is_read_from_near_and_far_turned_and_with_noise(browser: Browser, town: Town, karim: ShopDevice) -> None:
    assert karim.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    link = karim.new_link(650_00)
    wanted = karim.get(f"/v1/links/{link['id']}/bangla-qr")["text"]
    # A profile of its own: the lent ones draw a sixteenth of the dots.
    shop = FletPage(browser, token=karim.token)
    shop.open(f"{town.app_url}qr/{link['id']}", "qr-name")
    for dark in (False, True):
        shop.page.emulate_media(color_scheme="dark" if dark else "light")
        for wide, high in (PHONE, DESKTOP):
            shop.page.set_viewport_size({"width": wide, "height": high})
            shop.page.wait_for_timeout(_DRAWN_MS)
            looks = list(looks_at(eventually(lambda: screen_with(shop, wanted))))
            assert len(looks) == len(SIDES) * len(TURNS)
            unread = [name for name, look in looks if read_by_zxing(look) != wanted]
            assert unread == [], f"{wide} by {high}, dark: {dark}"
    shop.close()
