"""What came and went: found again by kind, time and words, and what stands in its files."""

import csv
import io
from typing import Any

import openpyxl
import pypdfium2

from checkout.ids import new_id
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import PlainPage
from tests.support.shop import ShopDevice
from tests.support.town import Town


def test_it_is_chosen_by_kind_time_and_words_and_saved_as_csv_workbook_and_pdf(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500", name="=নুসরাত")
    payer.pay(karim.store_url, amount="220.05", name="সুমাইয়া")
    payer.pay(karim.store_url, "visacard", amount="700", name="রফিকুল")
    held, paid = karim.payments[1], karim.payments[0]
    karim.http.post(f"/v1/payments/{paid['id']}/refunds", json={"id": new_id("rf"), "amount": 10_000})
    shop = app(token=karim.token, path="history", ident="export", language="bn")
    shop.tap("kind-hold").reads(f"entry-{held['id']}", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    shop.sees_so_many("entry-pay_", 1)
    shop.tap("kind-all").tap("span-today")
    # The payment and what went back of it.
    shop.fill("search", "রফিকুল").sees(f"entry-{paid['id']}").sees_so_many("entry-pay_", 2)
    # With its decimals: in a transaction's number a 500 is the time of day.
    shop.fill("search", "500.00").sees_so_many("entry-pay_", 1)
    shop.fill("search", " ").sees_so_many("entry-pay_", 3)
    sheet = list(csv.reader(io.StringIO(saved(shop, "csv").decode("utf-8-sig"))))
    shop.shows("ফাইলটি সেভ হয়েছে")
    assert sheet[0][:3] == ["তারিখ", "সময়", "গ্রাহক"]
    assert [(row[2], row[7], row[9]) for row in sheet[1:]] == [
        ("রফিকুল", "-100.00", "-100.00"),
        ("রফিকুল", "700.00", "682.50"),
        ("'=নুসরাত", "500.00", "487.50"),
    ]
    document: Any = pypdfium2.PdfDocument(saved(shop, "pdf"))  # type: ignore[no-untyped-call]
    assert "৳১,০৭০.০০" in document[0].get_textpage().get_text_range()
    document.close()
    book = openpyxl.load_workbook(io.BytesIO(saved(shop, "xlsx")))
    names, *lines = book.worksheets[0].iter_rows(values_only=True)
    assert names[:3] == ("তারিখ", "সময়", "গ্রাহক")
    assert [(line[2], line[7], line[9]) for line in lines] == [
        ("=নুসরাত", 500, 487.5),
        ("রফিকুল", 700, 682.5),
        ("রফিকুল", -100, -100),
    ]


def test_what_is_chosen_is_named_and_without_the_server_a_statement_says_so_but_the_csv_is_written(
    app: Open, town: Town, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history", ident="export", language="en").sees_so_many("entry-pay_", 1)
    shop.tap("kind-in").tap("export").reads("export-what", "Paid").reads("export-pdf", "unfiltered")
    shop.tap("export-no").does_not_see("export-no").tap("kind-all")
    town.stop_checkout()
    shop.tap("export").tap("export-xlsx").shows("once you are back online").does_not_see("export-xlsx")
    assert b"500.00" in saved(shop, "csv")
    town.start_checkout()
    assert saved(shop, "xlsx").startswith(b"PK")


def saved(shop: PlainPage, ending: str) -> bytes:
    """The file that the browser is given."""
    return shop.tap("export").tap(f"export-{ending}").saves(f".{ending}")
