"""A CSV of the history survives Excel and LibreOffice: texts stay texts, whatever they look like."""

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.history import Line
from app.model.history_csv import statement_csv
from app.model.plain_cells import plain_cell
from app.model.records import read_payment
from language import method_name
from money import Money

CHANGED = [
    "01712345678", "+8801712345678", "0012345", "1234567E89", "1e5", "12345678901234567890", "3/4", "3-4", "1 1/2",
    "12 Nov 2026", "MARCH1", "Sept 2", "Dec-1", "10:30", "10:30 PM", "3 p", "2026-11-12", "2026-11-12T10:30:00Z", "1,250.00",
    "৳500", "Tk 500", "$5", "50%", "(12)", ".5", "০১৭১২৩৪৫৬৭৮", "TRUE", "false", "=1+1", "+1", "-2", "@x", "\t=1", "\r=1", " =1",
    "\N{ZERO WIDTH SPACE}=1", "\N{ZERO WIDTH SPACE}017", "＝1", "－2", "'01712345678", "=cmd|' /C calc'!A0",
]  # fmt: skip
KEPT = [
    "",
    "Karim",
    "নুসরাত জাহান",
    "6KZRA6MTKB",
    "8N7A1D5F2K",
    "DEC6KZRA6",
    "May",
    "bKash",
    "3 kg rice",
    "O'Brien",
    "Shop #5",
    "…",
]


def a_line(text: str) -> Line:
    base = read_payment(
        {
            "id": "pay_1", "code": "A", "link_id": "pl_1", "amount": 50_000, "fee": 0, "net": 50_000, "status": "paid",
            "reason": None, "payer": {}, "method": "bkash", "gateway": "bkash", "gateway_ref": "",
            "created_at": "2026-11-12T04:42:00Z", "paid_at": None, "refunded": 0,
        }
    )  # fmt: skip
    payment = replace(base, name=text, phone=text, method=text, gateway_ref=text)
    moment = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
    return Line("le_1", "payment", Money(50_000), Money(-1_250), Money(48_750), moment, payment)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", CHANGED)
def test_what_a_spreadsheet_would_change_stands_behind_a_mark(text: str) -> None:
    assert plain_cell(text) == "'" + text


@pytest.mark.parametrize("text", KEPT)
def test_what_no_spreadsheet_changes_is_as_it_was_given(text: str) -> None:
    assert plain_cell(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_program_that_takes_one_mark_off_has_the_text_again(text: str) -> None:
    assert plain_cell(text).removeprefix("'") == text
    assert not plain_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_text_of_the_file_is_kept_and_its_sums_stay_numbers() -> None:
    content = statement_csv([a_line(text) for text in CHANGED], "bn")
    assert content.startswith(b"\xef\xbb\xbf")  # Without it Excel shows Bangla as noise.
    for text, row in zip(CHANGED, rows_of(content)[1:], strict=True):
        assert row[:2] == ["2026-11-12", "10:42:00"]
        assert row[2:6] == ["'" + text] * 4
        assert row[7:] == ["500.00", "-12.50", "487.50", "487.50", "", ""]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_the_file_with_every_text_kept_and_every_sum_a_number(tmp_path: Path) -> None:
    texts = [text for text in [*CHANGED, *KEPT] if text and "\r" not in text and "\t" not in text]
    (tmp_path / "aday.csv").write_bytes(statement_csv([a_line(text) for text in texts], "bn"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    # Commas, double quotes, UTF-8: what its dialog offers for such a file.
    reading = "--infilter=Text - txt - csv (StarCalc):44,34,76"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", reading, "aday.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    sheet = openpyxl.load_workbook(tmp_path / "aday.xlsx").worksheets[0]
    assert sheet["A1"].value == "তারিখ"
    for text, row in zip(texts, sheet.iter_rows(min_row=2), strict=True):
        read = (text, text, method_name(text, "bn"), text)
        assert [cell.value for cell in row[2:6]] == [plain_cell(one) for one in read]
        assert {cell.data_type for cell in row[2:6]} == {"s"}
        assert [cell.value for cell in row[7:11]] == [500, -12.5, 487.5, 487.5]
