"""Pictures of every step of the main job, for the documentation and for looking at: `make screenshots`."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

from checkout.acts import payouts
from checkout.ids import new_id
from checkout.setting_types import FeeRate
from tests.browser.conftest import Town
from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, OPENED, PHONE, FletPage
from tests.browser.test_main_job import pay
from tests.support.gallery import pages_of
from tests.support.servers import world
from tests.support.shop import ShopDevice, close_devices

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
MESSENGER = {"User-Agent": "WhatsApp/2.23"}
# The semantics tree, which finds things, is there one or two frames before the paint.
_PAINT_MS = 700


def main() -> None:
    """Take them all anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    town = Town(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language, size, dark in (
                ("bn", PHONE, False),
                ("en", PHONE, False),
                ("bn", DESKTOP, False),
                ("en", DESKTOP, False),
                ("bn", PHONE, True),
                ("bn", DESKTOP, True),
            ):
                take(browser, town, language, size, dark)
            payer_pages(browser)
            browser.close()
    finally:
        close_devices()
        town.close()


def payer_pages(browser: Browser) -> None:
    """Every page a payer can meet in its state, the receipt as a document, and a link's picture in a messenger."""
    folder = FOLDER / "payer"
    folder.mkdir()
    with world(Path(tempfile.mkdtemp()), gateway_fees={"*": FeeRate(basis_points=250)}) as live:
        gallery = pages_of(live)
        for language, size, dark in (("bn", PHONE, False), ("en", PHONE, True), ("bn", DESKTOP, False)):
            theme = "dark" if dark else "light"
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)  # type: ignore[arg-type]
            page = context.new_page()
            ending = f"{'phone' if size == PHONE else 'desktop'}-{language}-{theme}.png"
            for name, url in gallery.items():
                live.forget_strangers()
                page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
                page.screenshot(path=folder / f"{name}-{ending}", full_page=True)
            context.close()
        for language in ("bn", "en"):
            document: Any = pypdfium2.PdfDocument(httpx.get(f"{gallery['receipt']}.pdf?lang={language}").content)  # type: ignore[no-untyped-call]
            document[0].render(scale=2).to_pil().save(folder / f"receipt-document-{language}.png")
            document.close()
        for name in ("form-store", "form-fixed", "link-paid", "link-expired"):
            found = re.search(r'og:image" content="([^"]+)"', httpx.get(gallery[name], headers=MESSENGER).text)
            assert found is not None
            (folder / f"preview-{name}.png").write_bytes(httpx.get(found[1].replace("&amp;", "&")).content)
        close_devices()


def take(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """The whole main job in one language, one layout and one theme."""
    layout = "phone" if size == PHONE else "desktop"
    ending = f"{layout}-{language}-{'dark' if dark else 'light'}.png"
    shop = FletPage(browser, OPENED, size=size, dark=dark, language=language)

    def shot(name: str) -> None:
        shop.page.mouse.move(0, 0)
        shop.page.wait_for_timeout(_PAINT_MS)
        shop.page.screenshot(path=FOLDER / f"{name}-{ending}")

    karim = town.new_shop()
    service = town.running.app.state.service
    phone = service.db.read_now(
        lambda conn: conn.exec_driver_sql("SELECT phone FROM merchants ORDER BY created_at DESC").scalar()
    )
    shop.open(town.app_url, "phone")
    shot("01-sign-in")
    shop.fill("phone", phone.replace("+880", "0")).tap("send-code").sees("demo-code")
    shot("02-code")
    code = re.search(r"[0-9০-৯]{6}", shop.text("demo-code"))
    assert code is not None
    shop.fill("code", code[0]).tap("verify").sees("store-url")
    shot("03-home-empty")
    shop.tap("store-share").sees("share-url")
    shot("04-share-store-link")
    shop.tap("back").sees("store-share")

    payer = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    ).new_page()
    _payer_pages(payer, f"{karim.store_url}?lang={language}", ending)
    if size == PHONE:
        shop.sees("arrived")
        shot("07-arrived")
        shop.tap("arrived-seen").does_not_see("arrived")
    shop.tap("new-link").sees("create")
    if size == PHONE:
        for key in "1250":
            shop.tap(f"key-{key}")
    else:
        shop.fill("amount", "1250")
    shop.fill("note", "থ্রি-পিস, নীল" if language == "bn" else "Three-piece, blue")
    shot("08-new-link")
    shop.tap("create").sees("share-url").sees("message")
    shot("09-link-created")
    fixed_url = f"http://{shop.text('share-url')}"
    waiting = karim.new_link(65_000, "তেল ৫ লিটার" if language == "bn" else "Oil, 5 litres")
    held = karim.new_link(220_005, "প্রেশার কুকার" if language == "bn" else "Pressure cooker")
    shop.tap("back").sees("store-share")
    payer.goto(f"{fixed_url}?lang={language}")
    payer.screenshot(path=FOLDER / f"10-fixed-link-form-{ending}", full_page=True)
    pay(payer, f"{fixed_url}?lang={language}", "visacard")
    if size == PHONE:
        shop.tap("arrived-seen").does_not_see("arrived")
    pay(payer, f"{held['url']}?lang={language}", "nagad")
    payer.screenshot(path=FOLDER / f"11-held-{ending}", full_page=True)
    payer.goto(f"{fixed_url}?lang={language}")
    payer.screenshot(path=FOLDER / f"12-already-paid-{ending}", full_page=True)
    _declined(payer, f"{karim.store_url}?lang={language}", ending)
    shot("14-home-paid")
    fixed = next(link for link in karim.get("/v1/links")["data"] if link["url"] == fixed_url)
    shop.tap(f"link-{fixed['id']}").sees("hand-over")
    shot("15-link-paid")
    shop.page.locator("[flt-semantics-identifier^='payment-pay_']").first.click()
    shop.sees("pay-net")
    shot("16-payment")
    shop.page.goto(f"{town.app_url}links/{waiting['id']}")
    shop.sees("hand-over").sees("link-share")
    shot("17-link-active")
    shop.page.goto(f"{town.app_url}links/{held['id']}")
    shop.sees("hand-over")
    shot("18-link-held")
    shop.page.goto(f"{town.app_url}qr/{waiting['id']}")
    shop.sees("back")
    shot("19-full-qr")
    shop.page.goto(f"{town.app_url}history")
    shop.sees("balance")
    shot("20-history")
    shop.page.goto(f"{town.app_url}settings")
    shop.sees("profile")
    shot("21-settings")
    shop.page.goto(f"{town.app_url}links")
    shop.sees("filter-paid")
    shot("22-all-links")
    _acts(shop, town, karim, waiting["id"], shot)
    if size == DESKTOP:
        shop.page.goto(f"{town.app_url}counter")
        shop.sees("light-live")
        pay(payer, f"{karim.store_url}?lang={language}", "bkash", amount="1250")
        shop.sees("arrived")
        shot("32-counter")
        shop.tap("arrived-seen").does_not_see("arrived")
    town.stop_checkout()
    shop.page.goto(town.app_url)
    shop.sees("offline", timeout_ms=30_000)
    shot("23-offline")
    if size == DESKTOP:
        shop.page.goto(f"{town.app_url}counter")
        shop.sees("counter-waits").sees("light-offline", timeout_ms=30_000)
        shot("33-counter-offline")
        shop.page.goto(f"{town.app_url}new")
        shop.sees("create").fill("amount", "750")
    else:
        shop.tap("new-link").sees("create").tap("key-7").tap("key-5").tap("key-0")
    shop.tap("create").sees("waiting-note")
    shot("34-link-waiting")
    town.start_checkout()
    payer.context.close()
    shop.close()


def _acts(shop: FletPage, town: Town, karim: ShopDevice, link_id: str, shot: Callable[[str], None]) -> None:
    """What a shopkeeper does beyond selling."""
    paid = next(one for one in karim.payments if one["status"] == "paid")
    service = town.running.app.state.service

    def see(path: str, ident: str, name: str) -> None:
        shop.page.goto(f"{town.app_url}{path}")
        shop.sees(ident)
        shot(name)

    see(f"payments/{paid['id']}/refund", "rf-amount", "24-give-back")
    shop.tap("rf-next").sees("rf-yes")
    shot("25-give-back-cost")
    shop.tap("rf-yes").sees("refund-refunded")
    shot("26-given-back")
    to = {"kind": "bkash", "account": "01712345678"}
    asked = karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 20_000, "to": to}).json()
    service.db.act_now(payouts.payout_sent, asked["id"], "BK-4471")
    karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 10_000, "to": to})
    see("history/payout", "payout-asked", "27-pay-out")
    see(f"links/{link_id}/edit", "edit-note", "28-edit-link")
    see("check", "search", "29-check")
    shop.fill("search", str(karim.payments[-1]["gateway_ref"])[-6:]).sees("payment-" + karim.payments[-1]["id"])
    shot("29-check")
    see("history/day", "day-chart", "30-day")
    see("settings/devices", "device-mine", "31-devices")


def _payer_pages(payer: Page, url: str, ending: str) -> None:
    payer.goto(url)
    payer.screenshot(path=FOLDER / f"05-store-link-form-{ending}", full_page=True)
    payer.locator("button.btn").click()
    payer.screenshot(path=FOLDER / f"06-form-errors-{ending}", full_page=True)
    pay(payer, url, "bkash", amount="500")
    payer.screenshot(path=FOLDER / f"07-receipt-{ending}", full_page=True)


def _declined(payer: Page, url: str, ending: str) -> None:
    pay(payer, url, "bkash", amount="100.01")
    payer.screenshot(path=FOLDER / f"13-failed-{ending}", full_page=True)


if __name__ == "__main__":
    main()
