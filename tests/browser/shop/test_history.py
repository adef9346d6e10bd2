"""What came and went: found again, summed up by day, and saved as files."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from playwright.sync_api import expect

from checkout.ids import new_id
from language import DHAKA, day_month
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.town import Town


class TestTheHistory:
    """Found, chosen, and taken away as a file."""

    def test_it_is_chosen_by_kind_time_and_words_and_saved_as_csv_workbook_and_pdf(
        self, app: Open, karim: ShopDevice, payer: Payer, tmp_path: Path
    ) -> None:
        payer.pay(karim.store_url, amount="500", name="=নুসরাত")
        payer.pay(karim.store_url, amount="220.05", name="সুমাইয়া")
        payer.pay(karim.store_url, "visacard", amount="700", name="রফিকুল")
        held, paid = karim.payments[1], karim.payments[0]
        karim.http.post(f"/v1/payments/{paid['id']}/refunds", json={"id": new_id("rf"), "amount": 10_000})
        shop = app(token=karim.token, path="history", ident="export", language="bn")
        rows = shop.page.locator("[flt-semantics-identifier^='entry-pay_']")
        shop.tap("kind-hold").reads(f"entry-{held['id']}", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
        expect(rows).to_have_count(1)
        shop.tap("kind-all").tap("span-today")
        shop.fill("search", "রফিকুল").sees(f"entry-{paid['id']}")
        expect(rows).to_have_count(2)  # The payment and what went back of it.
        shop.fill("search", "500.00")  # With its decimals: in a transaction's number a 500 is the time of day.
        expect(rows).to_have_count(1)
        shop.fill("search", " ")
        expect(rows).to_have_count(3)
        sheet = list(csv.reader(io.StringIO(saved(shop, "export-csv", tmp_path).decode("utf-8-sig"))))
        shop.shows("ফাইলটি সেভ হয়েছে")
        assert sheet[0][:3] == ["তারিখ", "সময়", "গ্রাহক"]
        assert [(row[2], row[7], row[9]) for row in sheet[1:]] == [
            ("রফিকুল", "-100.00", "-100.00"),
            ("রফিকুল", "700.00", "682.50"),
            ("'=নুসরাত", "500.00", "487.50"),
        ]
        document: Any = pypdfium2.PdfDocument(saved(shop, "export-pdf", tmp_path))  # type: ignore[no-untyped-call]
        assert "৳১,০৭০.০০" in document[0].get_textpage().get_text_range()
        document.close()
        book = openpyxl.load_workbook(io.BytesIO(saved(shop, "export-xlsx", tmp_path)))
        names, *lines = book.worksheets[0].iter_rows(values_only=True)
        assert names[:3] == ("তারিখ", "সময়", "গ্রাহক")
        assert [(line[2], line[7], line[9]) for line in lines] == [
            ("=নুসরাত", 500, 487.5),
            ("রফিকুল", 700, 682.5),
            ("রফিকুল", -100, -100),
        ]

    def test_without_the_server_a_statement_says_so_and_the_csv_is_written_all_the_same(
        self, app: Open, town: Town, karim: ShopDevice, payer: Payer, tmp_path: Path
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path="history", ident="export", language="en")
        expect(shop.page.locator("[flt-semantics-identifier^='entry-pay_']")).to_have_count(1)
        town.stop_checkout()
        shop.tap("export").tap("export-xlsx").shows("once you are back online").does_not_see("export-xlsx")
        assert b"500.00" in saved(shop, "export-csv", tmp_path)
        town.start_checkout()
        assert saved(shop, "export-xlsx", tmp_path).startswith(b"PK")

    def test_days_are_picked_in_a_calendar_and_the_files_hold_just_these(
        self, app: Open, town: Town, karim: ShopDevice, payer: Payer, tmp_path: Path
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        today = town.running.app.state.service.clock().astimezone(DHAKA).date()
        shop = app(token=karim.token, path="history", ident="export", language="en")
        rows = shop.page.locator("[flt-semantics-identifier^='entry-pay_']")
        expect(rows).to_have_count(1)
        pick(shop, today - timedelta(days=1), today - timedelta(days=1))
        shop.shows("No transactions in this period")
        sheet = saved(shop, "export-csv", tmp_path).decode("utf-8-sig").splitlines()
        assert len(sheet) == 1
        pick(shop, today - timedelta(days=1), today)
        expect(rows).to_have_count(1)
        shop.tap("kind-in").tap("export").reads("export-what", "Paid").reads("export-pdf", "unfiltered")
        shop.tap("export-no").does_not_see("export-no").tap("kind-all")
        document: Any = pypdfium2.PdfDocument(saved(shop, "export-pdf", tmp_path))  # type: ignore[no-untyped-call]
        words = document[0].get_textpage().get_text_range()
        assert day_month(today - timedelta(days=1), "en", year=True) in words
        assert "৳500.00" in words
        document.close()


class TestTheDay:
    """When the shutter goes down."""


def pick(shop: FletPage, first: date, last: date) -> None:
    """Press two days in the calendar."""
    shop.tap("span-range")
    for day in (first, last):
        named = shop.page.get_by_role("button", name=re.compile(rf"{day:%B} {day.day}, {day.year}"))
        named.last.click()
    shop.page.get_by_role("button", name="Done").click()


def saved(shop: FletPage, how: str, folder: Path) -> bytes:
    """The file that the browser keeps."""
    with shop.page.expect_download() as download:
        shop.tap("export").tap(how)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def test_escape_closes_a_question_and_stays_on_the_screen(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="history", ident="span-range")
    history = shop.page.url
    shop.tap("span-range").does_not_see("export")
    shop.page.keyboard.press("Escape")
    shop.sees("export").tap("export").sees("export-csv")
    shop.page.keyboard.press("Escape")
    shop.does_not_see("export-csv").sees("export")
    assert shop.page.url == history
    shop.page.keyboard.press("Escape")
    shop.sees("store-share")
