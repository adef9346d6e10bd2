"""The shop's own Bangla QR: read, refused, kept and shown, and the money that comes by it."""

import itertools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from checkout.commands.direct_payments import take_told
from checkout.commands.own_code import bind_own_account
from checkout.core.direct_payment import ToldPayment
from checkout.ids import new_id, new_tran_id
from money import Money
from tests.browser.flet_page import FletPage
from tests.emvqr.samples import STATIC
from tests.screenshots.camera import camera, ending
from tests.support.qr import qr_file
from tests.support.town import Town

# Of one account two shops cannot be told.
_SHORT_CODES = (str(number) for number in itertools.count(50_099))


def own_code(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """First of a bank that tells nobody, then of an account of which bKash tells."""
    karim = town.new_shop()
    shop_id, short_code = karim.get("/v1/merchant")["id"], next(_SHORT_CODES)
    shop = FletPage(browser, size=size, dark=dark, language=language, token=karim.token)
    shot = camera(shop, ending(size, language, dark=dark))

    def picked(text: str, ident: str) -> None:
        picture = Path(tempfile.mkstemp(suffix=".png")[1])
        picture.write_bytes(qr_file(text))
        with shop.page.expect_file_chooser() as chooser:
            shop.tap("own-picture")
        chooser.value.set_files(picture)
        shop.sees(ident)

    shop.open(f"{town.app_url}history/own-account", "own-empty-nocode")
    shot("70-own-account-empty")
    shop.visit("/settings/own-code", "own-picture")
    shot("71-own-code")
    picked(karim.store_url, "own-error")
    shot("72-own-code-refused")
    picked(STATIC, "own-keep")
    shot("73-own-code-read")
    shop.tap("own-keep").sees("own-remove")
    link = karim.new_link(65_000, "চাল ১০ কেজি" if language == "bn" else "Rice, 10 kg")
    shop.visit(f"/qr/{link['id']}", "qr-other")
    shot("74-full-qr-nobody-tells")
    karim.http.post(f"/v1/links/{link['id']}/seen", json={"id": new_id("dp")})
    shop.visit(f"/links/{link['id']}", "seen-in-bank")
    shot("75-seen-in-the-banks-app")
    town.operate(bind_own_account, shop_id, short_code)
    told = ToldPayment(new_tran_id(), Money(65_000), datetime.now(UTC), short_code, "", by_qr=True)
    town.operate(take_told, told)
    shop.open(f"{town.app_url}settings/own-code", "own-told")
    shot("76-own-code-told")
    shop.visit(f"/share/{link['id']}", "message")
    shot("77-share-own-code")
    shop.visit("/history/own-account", f"assign-{link['id']}")
    shot("78-money-that-waits")
    shop.tap(f"assign-{link['id']}").sees("assign-yes")
    shot("79-money-to-a-link")
    shop.close()
