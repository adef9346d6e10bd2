"""What of a shopkeeper's day only a browser has: pictures from the device, calendars, Escape, and files that it keeps."""

import re
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from app.model.link_expiry import end_of_day
from language import DHAKA, day_month
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage, place_of
from tests.browser.sounds import HEARD, heard
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

_TITLE_HIGH, _CALENDAR_FROM = 60, 170


def test_pictures_are_picked_from_the_device_and_money_that_frees_no_goods_is_told_above_a_form_and_not_aloud(
    app: Open, browser: Browser, karim: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    link = karim.new_link(50_000)
    first, second = (payer.to_gateway(link["url"], phone=phone) for phone in ("01811222333", "01811222444"))
    payer.come_back(payer.pay_there(first))
    receipt = payer.pay(karim.store_url, amount="500").url
    screen = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    screen.goto(str(receipt))
    screen.screenshot(path=tmp_path / "receipt.png", full_page=True)
    screen.close()
    (tmp_path / "notes.png").write_bytes(b"no picture")
    Image.linear_gradient("L").convert("RGB").save(tmp_path / "logo.png")
    shop = app(HEARD, token=karim.token, path="check", ident="check-picture")
    for name, said in (
        ("notes.png", "ছবিটি পড়া গেল না। JPG বা PNG ছবি দিন।"),
        ("logo.png", "ছবিতে আমাদের কোনো রসিদের QR নেই।"),
        ("receipt.png", "আসল পেমেন্ট, আগে মেলানো হয়নি।"),
    ):
        picks(shop, "check-picture", tmp_path / name)
        shop.shows(said)
    shop.sees("check-new").does_not_see("picture-error").reads(f"payment-{karim.payments[0]['id']}", "৳৫০০.০০")

    payer.pay(karim.store_url, amount="220.05")
    shop.covers_nothing("held-toast")
    # Nor over what is below the title: on the form for a new link that is the sum.
    over = shop.place("held-toast")
    assert over["y"] + over["height"] <= _TITLE_HIGH
    payer.come_back(payer.pay_there(second))
    shop.reads("paid-toast", "একই পণ্য আবার দেবেন না")
    payer.pay(karim.store_url, amount="600")
    shop.reads("paid-toast", "৳৬০০.০০")
    heard(shop, 1)

    shop.visit("/settings/shop", "logo-pick").does_not_see("logo-remove")
    for name, ident in (("notes.png", "logo-error"), ("logo.png", "logo-remove")):
        picks(shop, "logo-pick", tmp_path / name)
        shop.sees(ident)
    shop.does_not_see("logo-error")
    assert "data:image/webp" in plain.get(karim.store_url).text
    shop.tap("logo-remove").does_not_see("logo-remove")
    assert "data:image/webp" not in plain.get(karim.store_url).text


def picks(shop: FletPage, ident: str, path: Path) -> None:
    """The file that the button asks for."""
    with shop.page.expect_file_chooser() as chooser:
        shop.tap(ident)
    chooser.value.set_files(path)


def test_days_are_picked_in_calendars_escape_leads_back_and_the_row_that_the_arrows_chose_is_in_sight(
    app: Open, town: Town, karim: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(karim.store_url, amount="500")
    made = [karim.new_link(100_00 + number, "চাল") for number in range(30)]
    today = town.running.app.state.service.clock().astimezone(DHAKA).date()
    shop = app(token=karim.token, path="history", ident="export", language="en", size=DESKTOP)
    history = shop.page.url
    shop.tap("span-range").does_not_see("export")
    shop.page.keyboard.press("Escape")
    shop.sees("export").tap("export").sees("export-csv")
    shop.page.keyboard.press("Escape")
    shop.does_not_see("export-csv").sees("export")
    assert shop.page.url == history

    # The files hold just these days.
    pick(shop, today - timedelta(days=1), today - timedelta(days=1))
    shop.shows("No transactions in this period")
    assert len(saved(shop, "export-csv", tmp_path).decode("utf-8-sig").splitlines()) == 1
    pick(shop, today - timedelta(days=1), today)
    expect(shop.page.locator("[flt-semantics-identifier^='entry-pay_']")).to_have_count(1)
    document: Any = pypdfium2.PdfDocument(saved(shop, "export-pdf", tmp_path))  # type: ignore[no-untyped-call]
    words = document[0].get_textpage().get_text_range()
    assert day_month(today - timedelta(days=1), "en", year=True) in words
    assert "৳500.00" in words
    document.close()
    shop.page.keyboard.press("Escape")
    shop.sees("store-share")

    the_arrows_choose(shop, [f"link-{one['id']}" for one in reversed(made)])
    link = made[-2]["id"]
    assert shop.page.url.endswith(f"/links/{link}")
    shop.tap("link-edit").tap("edit-term-3d").tap("edit-term-date")
    shop.page.get_by_role("button", name="Done").click()
    shop.shows("11:59").tap("save").sees("link-edit")
    ends_at = datetime.fromisoformat(karim.get(f"/v1/links/{link}")["expires_at"]).astimezone(DHAKA)
    assert ends_at == end_of_day(datetime.now(DHAKA).date())


def the_arrows_choose(shop: FletPage, rows: list[str]) -> None:
    """Down a list that is longer than the screen and up again; the second row is opened."""
    shop.sees(rows[0]).sees("light-live")
    keys = shop.page.keyboard
    for _ in range(25):
        keys.press("ArrowDown")
    expect(shop.by(rows[24])).to_be_in_viewport(ratio=0.9)
    expect(shop.by(rows[0])).not_to_be_in_viewport()
    for _ in range(25):
        keys.press("ArrowUp")
    expect(shop.by("store-share")).to_be_in_viewport(ratio=0.9)
    keys.press("ArrowDown")
    keys.press("Enter")
    shop.sees("hand-over")
    # Large enough to be scanned across the counter.
    code = place_of(shop.page.get_by_label("QR code"))
    assert code["width"] >= 200


def _comes_into_sight(shop: FletPage, day: Locator) -> bool:
    """Turns the wheel a little where it is not."""
    is_in_sight = place_of(day)["y"] > _CALENDAR_FROM
    if not is_in_sight:
        shop.page.mouse.move(DESKTOP[0] / 2, DESKTOP[1] / 2)
        shop.page.mouse.wheel(0, -5)
    return is_in_sight


def pick(shop: FletPage, first: date, last: date) -> None:
    """Press two days in the calendar."""
    shop.tap("span-range")
    for day in (first, last):
        named = shop.page.get_by_role("button", name=re.compile(rf"{day:%B} {day.day}, {day.year}"))
        # On the first of a month the day before it is above what is in sight.
        eventually(partial(_comes_into_sight, shop, named.last))
        named.last.click()
    shop.page.get_by_role("button", name="Done").click()


def saved(shop: FletPage, how: str, folder: Path) -> bytes:
    """The file that the browser keeps."""
    with shop.page.expect_download() as download:
        shop.tap("export").tap(how)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()
