"""The whole main job, step by step, in one language, one layout and one theme."""

import re
from collections.abc import Callable
from unittest.mock import patch

from playwright.sync_api import Browser, Page

from app.services import http_line
from checkout.commands.payouts import payout_sent
from checkout.ids import new_id
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.browser.pay import pay
from tests.browser.scripts import OPENED
from tests.screenshots.camera import FOLDER, Shot, camera, ending
from tests.support.shop import ShopDevice
from tests.support.town import Town


def take(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """The whole main job in one language, one layout and one theme."""
    name_ends = ending(size, language, dark=dark)
    shop = FletPage(browser, OPENED, size=size, dark=dark, language=language)
    shot = camera(shop, name_ends)

    def see(path: str, ident: str, name: str) -> None:
        shop.page.goto(f"{town.app_url}{path}")
        shop.sees(ident)
        shot(name)

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
    shop.fill("code", code[0]).sees("store-url")
    shot("03-home-empty")
    shop.tap("store-share").sees("share-url")
    shot("04-share-store-link")
    shop.tap("back").sees("store-share")

    payer = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    ).new_page()
    _payer_pages(payer, f"{karim.store_url}?lang={language}", name_ends)
    if size == PHONE:
        shop.sees("arrived")
        shot("07-arrived")
        shop.tap("arrived-seen").does_not_see("arrived")
    shop.tap("new-link").sees("create")
    if size == PHONE:
        for key in "1250":
            shop.tap(f"key-{key}")
        shop.tap_for("more", "note")
    else:
        shop.fill("amount", "1250")
    shop.fill("note", "থ্রি-পিস, নীল" if language == "bn" else "Three-piece, blue")
    shot("08-new-link")
    shop.fill("customer", "নুসরা").sees("customer-0")
    shot("08-new-link-customer")
    shop.tap("customer-0").does_not_see("customer-0")
    shop.tap("create").sees("share-url").sees("message")
    shot("09-link-created")
    fixed_url = f"http://{shop.text('share-url')}"
    oil = "তেল ৫ লিটার" if language == "bn" else "Oil, 5 litres"
    waiting = karim.new_link(65_000, oil, customer={"name": "সাব্বির আহমেদ", "phone": "01800000321"})
    held = karim.new_link(220_005, "প্রেশার কুকার" if language == "bn" else "Pressure cooker")
    shop.tap("back").sees("store-share")
    payer.goto(f"{fixed_url}?lang={language}")
    payer.screenshot(path=FOLDER / f"10-fixed-link-form-{name_ends}", full_page=True)
    pay(payer, f"{fixed_url}?lang={language}", "visacard")
    if size == PHONE:  # Not ticked off: the link's own screen still says that its goods may go out.
        shop.tap("arrived-close").does_not_see("arrived")
    pay(payer, f"{held['url']}?lang={language}", "nagad")
    payer.screenshot(path=FOLDER / f"11-held-{name_ends}", full_page=True)
    payer.goto(f"{fixed_url}?lang={language}")
    payer.screenshot(path=FOLDER / f"12-already-paid-{name_ends}", full_page=True)
    _declined(payer, f"{karim.store_url}?lang={language}", name_ends)
    shot("14-home-paid")
    fixed = next(link for link in karim.get("/v1/links")["data"] if link["url"] == fixed_url)
    shop.visit(f"/links/{fixed['id']}", "hand-over")  # The home screen lists what is awaited.
    shot("15-link-paid")
    (its,) = (one["id"] for one in karim.payments if one["link_id"] == fixed["id"])
    shop.tap(f"payment-{its}").sees("pay-net")
    shot("16-payment")
    see(f"links/{waiting['id']}", "link-share", "17-link-active")
    see(f"links/{held['id']}", "hand-over", "18-link-held")
    see(f"qr/{waiting['id']}", "back", "19-full-qr")
    see("history", "balance", "20-history")
    see("settings", "profile", "21-settings")
    see("links", "filter-paid", "22-all-links")
    _acts(shop, town, karim, waiting["id"], shot, see)
    if size == DESKTOP:
        shop.page.goto(f"{town.app_url}counter")
        shop.sees("light-live")
        pay(payer, f"{karim.store_url}?lang={language}", "bkash", amount="1250")
        shop.sees("arrived")
        shot("32-counter")
        shop.tap("arrived-seen").does_not_see("arrived")
    town.stop_checkout()
    # As a network that is gone looks; a checkout that is stopped is told from it.
    with patch.object(http_line, "missing_for", lambda error: "line"):
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


def _acts(
    shop: FletPage, town: Town, karim: ShopDevice, link_id: str, shot: Shot, see: Callable[[str, str, str], None]
) -> None:
    """What a shopkeeper does beyond selling."""
    paid = next(one for one in karim.payments if one["status"] == "paid")
    service = town.running.app.state.service

    see(f"payments/{paid['id']}/refund", "rf-amount", "24-give-back")
    shop.tap("rf-next").sees("rf-yes")
    shot("25-give-back-cost")
    shop.tap("rf-yes").sees("refund-refunded")
    shot("26-given-back")
    to = {"kind": "bkash", "account": "01712345678"}
    asked = karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 20_000, "to": to}).json()
    service.db.transact_now(payout_sent, asked["id"], "BK-4471")
    karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 10_000, "to": to})
    see("history/payout", "payout-asked", "27-pay-out")
    see(f"links/{link_id}/edit", "edit-note", "28-edit-link")
    see("check", "search", "29-check")
    shop.fill("search", str(karim.payments[-1]["gateway_ref"])[-6:]).sees("payment-" + karim.payments[-1]["id"])
    shop.does_not_see("check-checking")
    shot("29-check")
    see("history/day", "day-chart", "30-day")
    see("settings/devices", "device-mine", "31-devices")
    see("settings/help", "how-send", "35-help")
    place = {"id": new_id("out"), "kind": "sms", "address": "01712345678"}
    karim.http.post("/v1/outlets", json=place)
    notices = "settings/notifications"
    see(notices, "quiet", "36-notifications")
    see(f"{notices}/new", "place-address", "37-new-place")
    see(f"{notices}/place/{place['id']}", "place-test", "38-place")
    see(f"{notices}/quiet", "quiet-on", "39-quiet-hours")


def _payer_pages(payer: Page, url: str, name_ends: str) -> None:
    payer.goto(url)
    payer.screenshot(path=FOLDER / f"05-store-link-form-{name_ends}", full_page=True)
    payer.locator("button.btn").click()
    payer.screenshot(path=FOLDER / f"06-form-errors-{name_ends}", full_page=True)
    pay(payer, url, "bkash", amount="500")
    payer.screenshot(path=FOLDER / f"07-receipt-{name_ends}", full_page=True)


def _declined(payer: Page, url: str, name_ends: str) -> None:
    pay(payer, url, "bkash", amount="100.01")
    payer.screenshot(path=FOLDER / f"13-failed-{name_ends}", full_page=True)
