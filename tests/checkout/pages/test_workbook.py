"""The history as a workbook: texts stay texts, sums are numbers, days are days in Dhaka."""

import csv
import io
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checkout.ids import new_id
from checkout.pages.workbook import Row, Xlsx, workbook
from money import Money
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice

PATH = "/v1/balance/statement"
LOOKS_ELSE = [
    "01712345678", "0012345", "1234567E89", "3/4", "=1+1", '=HYPERLINK("http://x","y")', "+1", "-2", "@x", "\t=1", "\r=1",
    "TRUE", "10:30", "12345678901234567890", "'017", "নুসরাত 😀", "<b>&amp;", " ", "\x00\x1f\ud800\ufffe=1", "_x0041_",
]  # fmt: skip


def sheet_of(content: bytes) -> Any:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return sheet


def asked(shop: ShopDevice, language: str = "en", **params: str) -> Any:
    answer = shop.http.get(PATH, params={"format": "xlsx", **params}, headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (200, Xlsx.media_type), answer.text
    assert answer.headers["cache-control"] == "no-store"
    return sheet_of(answer.content)


def a_row(text: str) -> Row:
    sums = (Money(-1_234_567_89), Money(-5), Money(0), Money(10**12))
    return Row(datetime(2026, 11, 12, 18, 30, 15, 999, tzinfo=UTC), text, text, text, text, text, *sums)


@pytest.mark.parametrize("text", LOOKS_ELSE)
def test_a_text_is_kept_as_a_text_whatever_it_looks_like(text: str) -> None:
    row = next(iter(sheet_of(workbook(text, [a_row(text)], "bn")).iter_rows(min_row=2)))
    kept = "_x005F_x0041_" if text == "_x0041_" else text.removeprefix("\x00\x1f\ud800\ufffe").replace("\r", "\n")
    for cell in row[2:7]:
        assert (cell.value, cell.data_type, cell.number_format) == (kept, "s", "@")


def test_sums_are_numbers_with_two_decimals_and_days_are_days_of_dhaka() -> None:
    row = next(iter(sheet_of(workbook("", [a_row("a")], "en")).iter_rows(min_row=2)))
    assert (row[0].value.date(), row[0].number_format) == (date(2026, 11, 13), "yyyy-mm-dd")
    assert (row[1].value, row[1].number_format) == (time(0, 30, 15), "hh:mm:ss")
    assert [cell.value for cell in row[7:11]] == [-1_234_567.89, -0.05, 0, 10_000_000_000]
    assert {(cell.data_type, cell.number_format) for cell in row[7:11]} == {("n", "#,##0.00")}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("bn", "তারিখ সময় গ্রাহক ফোন মাধ্যম লেনদেন_নম্বর_(TrxID) ধরন পরিমাণ চার্জ জমা ব্যালেন্স লিংক_যাঁর পণ্য_বা_টাকা_দিয়েছেন"),
        (
            "en",
            "Date Time Customer Phone Method Transaction_ID Kind Amount Fee Net Balance Link_made_by Handed_over_or_given_back_by",
        ),
    ],
)
def test_its_names_are_in_the_readers_language_and_stay_in_sight(shop: ShopDevice, language: str, names: str) -> None:
    sheet = asked(shop, language)
    assert [cell.value for cell in sheet[1]] == [name.replace("_", " ") for name in names.split()]
    assert sheet.freeze_panes == "A2"
    assert all(sheet.column_dimensions[letter].width >= 10 for letter in "ABCDEFGHIJKLM")


def test_it_holds_every_line_and_each_leads_to_the_next_balance(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500", name="=Nusrat", phone="01712345678")
    payer.pay(shop.store_url, "visacard", amount="1000", name="Rahim Uddin")
    payments = shop.payments
    shop.http.post(f"/v1/payments/{payments[0]['id']}/refunds", json={"id": new_id("rf"), "amount": 20_000})
    to = {"kind": "bkash", "account": "01712345678"}
    shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100_000, "to": to})
    rows = list(asked(shop).iter_rows(min_row=2, values_only=True))
    assert [row[6] for row in rows] == ["Payment", "Payment", "Refund", "Payout"]
    assert rows[0][2:5] == ("=Nusrat", "01712345678", "bKash")
    in_bangla = asked(shop, "bn").iter_rows(min_row=2, values_only=True)
    assert [row[4] for row in in_bangla] == ["বিকাশ", "ভিসা", "ভিসা", None]
    assert {row[5] for row in rows[:2]} == {payment["gateway_ref"] for payment in payments}
    assert [row[7:11] for row in rows] == [
        (500, -12.5, 487.5, 487.5),
        (1000, -25, 975, 1462.5),
        (-200, 0, -200, 1262.5),
        (-1000, 0, -1000, 262.5),
    ]


def test_a_time_without_a_line_says_so(live: World, shop: ShopDevice) -> None:
    tomorrow = (live.service.clock() + timedelta(days=1)).isoformat()
    sheet = asked(shop, since=tomorrow)
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["No transactions in this period."]


@pytest.mark.parametrize("params", [{"format": "xls"}, {"format": "xlsx", "since": "yesterday"}])
def test_what_cannot_be_asked_for_is_a_bad_field(shop: ShopDevice, params: dict[str, str]) -> None:
    assert shop.http.get(PATH, params=params).status_code == 422


def test_the_workbook_is_one_of_the_documented_answers(live: World) -> None:
    answers = live.checkout.app.openapi()["paths"][PATH]["get"]["responses"]
    assert {Xlsx.media_type, "application/pdf"} <= set(answers["200"]["content"])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_it_with_every_text_kept_and_every_sum_as_it_is(tmp_path: Path) -> None:
    texts = [text for text in LOOKS_ELSE if text.isprintable() and text != "_x0041_"]
    (tmp_path / "aday.xlsx").write_bytes(workbook("Karim", [a_row(text) for text in [*texts, "_x0041_"]], "bn"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "aday.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    names, *rows = csv.reader(io.StringIO((tmp_path / "aday.csv").read_text(encoding="utf-8")))
    assert names[0] == "তারিখ"
    for text, row in zip([*texts, "_x0041_"], rows, strict=True):
        assert row[:2] == ["2026-11-13", "00:30:15"]
        assert row[2:7] == [text] * 5
        assert row[7:11] == ["-1,234,567.89", "-0.05", "0.00", "10,000,000,000.00"]
