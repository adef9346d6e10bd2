"""Settlement reports as Excel, LibreOffice and gateways save them are read right, or refused in one sentence."""

import contextlib
import io
import re
import resource
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aday.report_files import rows_of_file
from checkout.core.report_rows import UnreadableReport
from checkout.core.settlement_report import Columns, Line, Report, read_rows
from money import Money
from tests.conftest import NewUrl
from tests.support.operator import aday, operators_environment

COLUMNS = Columns("Bank Tran ID", "Amount")
PAID = [Line("0012345", Money(1_250_00)), Line("6KZRA6MTKB", Money(500_50))]
NAMES = "Date,Bank Tran ID,Amount\n"
PLAIN = NAMES + '2026-11-24,0012345,"1,250.00"\n2026-11-24,6KZRA6MTKB,500.50\n'
SEMICOLONS = "Date;Bank Tran ID;Amount\n2026-11-24;0012345;1,250.00\n2026-11-24;6KZRA6MTKB;500.50\n"
TABS = SEMICOLONS.replace(";", "\t")


def first_sum(text: str) -> str:
    """The plain report with its first sum written in another way."""
    return PLAIN.replace('"1,250.00"', text)


def workbook(*sheets: Sequence[Sequence[Any]], forms: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
        for place, form in (forms or {}).items():
            sheet[place].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLE: list[list[Any]] = [
    ["Date", "Bank Tran ID", "Amount"],
    [date(2026, 11, 24), "0012345", 1250],
    [None, "6KZRA6MTKB", 500.5],
]


BOOK = workbook(TABLE)


def damaged(content: bytes, name: str, change: bytes) -> bytes:
    """The workbook with one of its parts put in the place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change if part == name else old.read(part))
    return out.getvalue()


READ: dict[str, str | bytes] = {
    "commas": PLAIN,
    "semicolons": SEMICOLONS,
    "semicolons, which it says": "sep=;\n" + SEMICOLONS,
    "tabs": TABS,
    "bars": SEMICOLONS.replace(";", "|"),
    "UTF-8 with its mark": PLAIN.encode("utf-8-sig"),
    "Unicode text of Excel": TABS.replace("\n", "\r\n").encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + TABS.encode("utf-16-be"),
    "UTF-16 without its mark": TABS.encode("utf-16-le"),
    "UTF-16 the other way round without its mark": TABS.encode("utf-16-be"),
    "lines of Windows": PLAIN.replace("\n", "\r\n"),
    "lines of an old Mac": PLAIN.replace("\n", "\r"),
    "no end of the last line": PLAIN.rstrip("\n"),
    "a title above": "Settlement report\nKarim Store, 24 November\n\n" + PLAIN,
    "a title as Excel saves it": "Settlement report,,\nPeriod,2026-11-24,\n,,\n" + PLAIN,
    "a title in two lines": '"Settlement\nreport",,\n' + PLAIN,
    "empty lines at the end": PLAIN + "\n\n,,\n , ,\n\n",
    "empty lines between": PLAIN.replace("\n2026", "\n\n2026"),
    "names again on each page": PLAIN.replace("\n2026-11-24,6K", f"\n{NAMES}2026-11-24,6K"),
    "another order on the second page": f'{NAMES}x,0012345,"1,250.00"\nAmount,Date,Bank Tran ID\n500.50,x,6KZRA6MTKB\n',
    "names in other capitals": PLAIN.replace("Bank Tran ID,Amount", "BANK TRAN ID,amount"),
    "names with spaces": PLAIN.replace("Bank Tran ID,Amount", " Bank  Tran ID ,\N{NO-BREAK SPACE}Amount "),
    "a name in two lines": PLAIN.replace("Bank Tran ID", '"Bank Tran\nID"'),
    "all in quotation marks": '"Date","Bank Tran ID","Amount"\n"","0012345","1,250.00"\n"","6KZRA6MTKB","500.50"\n',
    "spaces after commas": PLAIN.replace(",", ", ").replace("1, 250", "1,250"),
    "a note in two lines": 'Note,Bank Tran ID,Amount\n"a\nb",0012345,1250\n,6KZRA6MTKB,500.50\n',
    "currency before": first_sum('"BDT 1,000.00"').replace("1,000.00", "1,250.00"),
    "currency after": first_sum('"1,250.00 BDT"'),
    "taka sign": first_sum("৳1250"),
    "Bangla digits": first_sum("৳১২৫০.০০"),
    "Bangla digits in groups": first_sum('"১,২৫০"'),
    "Tk.": first_sum('"Tk. 1,250/-"'),
    "more noughts": first_sum("1250.000000"),
    "a plus": first_sum("+1250.00"),
    "unseen marks": PLAIN.replace("0012345", "\N{ZERO WIDTH SPACE}0012345\N{RIGHT-TO-LEFT MARK}"),
    "text by an apostrophe": PLAIN.replace("0012345", "'0012345"),
    "marks of a terminal": PLAIN.replace("0012345", "\x070012345\x00"),
    "text by a tab": PLAIN.replace("0012345", '"\t0012345"'),
    "text by a formula": PLAIN.replace("0012345", '"=""0012345"""'),
    "workbook": workbook(TABLE),
    "workbook with a title": workbook([["Settlement report"], [], ["from", date(2026, 11, 1)], *TABLE]),
    "workbook with its table in the second sheet": workbook([["Read me"]], TABLE),
    "workbook with an empty sheet": workbook(TABLE, []),
    "workbook with sums as text": workbook([TABLE[0], [None, "0012345", "BDT 1,250.00"], [None, "6KZRA6MTKB", "৳৫০০.৫০"]]),
    "workbook with a padded number": workbook([TABLE[0], [None, 12345, 1250], TABLE[2]], forms={"B2": "0000000"}),
    "workbook with what a computer adds up": workbook([TABLE[0], TABLE[1], [None, "6KZRA6MTKB", 500.50000000000006]]),
    "workbook with a table away from the corner": workbook([[], [], *[[None, *row] for row in TABLE]]),
    "workbook with a note at its side": workbook([TABLE[0], [*TABLE[1], None, "checked by R."], TABLE[2]]),
}  # fmt: skip

NO_SUM, LOST = "as its Amount, which is no sum", "what was there is lost"
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "the report has no column Bank Tran ID and no column Amount; it has none"),
    "another report": ("Title\nDate,Ref,Amount\n", "has no column Bank Tran ID; it has Date, Ref, Amount"),
    "a name twice": ("Amount,Bank Tran ID,Amount\n1,a,2\n", "line 1 has Amount twice, as columns 1 and 3"),
    "no number's end": (first_sum("1E9999999"), f"line 2 has '1E9999999' {NO_SUM}"),
    "a shortened sum": (first_sum("1.25E+03"), f"line 2 has '1.25E+03' {NO_SUM}"),
    "a very long sum": (first_sum("9" * 5_000), f"line 2 has '{'9' * 60}…' {NO_SUM}"),
    "words": (first_sum("ten"), f"line 2 has 'ten' {NO_SUM}"),
    "no sum at all": (first_sum(""), f"line 2 has nothing {NO_SUM}"),
    "another currency": (first_sum("USD 10"), f"line 2 has 'USD 10' {NO_SUM}"),
    "two sums": (first_sum("50 20"), f"line 2 has '50 20' {NO_SUM}"),
    "parts of a poisha": (first_sum("1.005"), f"line 2 has '1.005' {NO_SUM}"),
    "a decimal comma": (SEMICOLONS.replace("1,250.00", "1250,00"), f"line 2 has '1250,00' {NO_SUM}"),
    "not a number": (first_sum("NaN"), f"line 2 has 'NaN' {NO_SUM}"),
    "a formula's error": (first_sum("#REF!"), f"line 2 has '#REF!' {NO_SUM}"),
    "a sum that was not quoted": (first_sum("1,250.00"), "line 2 has 4 cells, and there are 3 names"),
    "a sum without a reference": (PLAIN + ",,75.00\n2026-11-24,b,1\n", "line 4 has '75.00' as its Amount, but no Bank Tran ID"),
    "a cut reference": (PLAIN.replace("0012345", "1.23E+12"), f"line 2 has '1.23E+12' as its Bank Tran ID: the column was saved as a number, and {LOST}"),
    "a cut reference without decimals": (PLAIN.replace("6KZRA6MTKB", "1E+12"), "line 3 has '1E+12' as its Bank Tran ID"),
    "a reference with a decimal": (PLAIN.replace("0012345", "12345.0"), "line 2 has '12345.0' as its Bank Tran ID"),
    "a reference in a narrow column": (PLAIN.replace("0012345", "########"), "was saved as a formula"),
    "a quotation mark left open": (PLAIN.replace("2026-11-24,6K", '"2026-11-24,6K'), "line 3 cannot be split into cells"),
    "a quotation mark inside": (PLAIN.replace("6KZRA6MTKB", '"6K"ZRA'), "line 3 cannot be split into cells"),
    "marks of a terminal": (PLAIN + "a,\x1b[2Jb,x\n", "line 4 has 'x' as its Amount"),
    "a huge cell": (PLAIN + "x" * 200_000 + ",c,1\n", "line 4 cannot be split into cells"),
    "another alphabet's bytes": (PLAIN.encode() + b"\xe9t\xe9,c,1\n", "line 4 is not in UTF-8 or UTF-16"),
    "half of UTF-16": (TABS.encode("utf-16") + b"x", "is not in UTF-8 or UTF-16"),
    "a web page": ("<html><table><tr><td>Bank Tran ID", "is a web page with a spreadsheet's name"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "is an old Excel file (.xls), or one with a password"),
    "a damaged workbook": (workbook(TABLE)[:900], "is no workbook that can be read"),
    "an archive of something else": (damaged(workbook(TABLE), "[Content_Types].xml", b"<x/>"), "is no workbook that can be read"),
    "a workbook with half a sheet": (damaged(workbook(TABLE), "xl/worksheets/sheet1.xml", b"<worksheet><sheet"), "is no workbook that can be read"),
    "a workbook of something else": (workbook([["a", "Amount"]]), "has no column Bank Tran ID; it has a, Amount"),
    "a workbook with the table twice": (workbook(TABLE, TABLE), "the sheets Sheet0 and Sheet1 both have these columns"),
    "a workbook with a long number": (workbook([TABLE[0], [None, 1234567890123456, 5]]), "line 2 has '1.23E+15' as its Bank Tran ID"),
    "a workbook with a day": (workbook([TABLE[0], [None, datetime(2026, 4, 3), 5]]), "the column was saved as a date"),  # noqa: DTZ001
    "a workbook with an error": (workbook([TABLE[0], [None, "#N/A", 5]]), "the column was saved as a formula"),
    "a workbook with a sum that was never reckoned": (workbook([TABLE[0], [None, "a", "=1+1"]]), f"line 2 has nothing {NO_SUM}"),
    "a workbook with a truth value": (workbook([TABLE[0], [None, "a", True]]), f"line 2 has 'TRUE' {NO_SUM}"),
    "a workbook with a sum beyond all": (workbook([TABLE[0], [None, "a", 1e300]]), f"line 2 has '1.00E+300' {NO_SUM}"),
}  # fmt: skip


def read(folder: Path, content: str | bytes) -> Report:
    file = folder / "report"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_rows(rows_of_file(file, COLUMNS), COLUMNS)


@pytest.mark.parametrize("kind", READ)
def test_a_report_is_read_right_however_it_was_saved(tmp_path: Path, kind: str) -> None:
    report = read(tmp_path, READ[kind])
    assert (report.lines, report.others) == (PAID, [])


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_right_is_one_sentence_that_says_where(tmp_path: Path, kind: str) -> None:
    content, why = REFUSED[kind]
    with pytest.raises(UnreadableReport, match=re.escape(why)) as refused:
        read(tmp_path, content)
    assert "\n" not in str(refused.value)


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: bytes) -> bytes:
    """A workbook with these rows in its sheet: a few kilobytes, whatever they open to."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return damaged(BOOK, SHEET, head + rows + b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    "rows",
    [
        b"<row>" + b"<c/>" * 5_000_001 + b"</row>",
        b"<row>" + b"<c r='B1' />" * 5_000_001 + b"</row>",
    ],
    ids=["in one row", "with names"],
)
def test_a_small_workbook_of_endless_cells_takes_no_memory(tmp_path: Path, rows: bytes) -> None:
    file, before = tmp_path / "report", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file.write_bytes(sheet_of(rows))
    with pytest.raises(UnreadableReport, match="more than 5,000,000 cells"):
        rows_of_file(file, COLUMNS)
    # In kilobytes. All of them would take a gigabyte.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_cells_far_from_the_edge_are_as_many_as_stand_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aday.report_files._CELLS_MOST", 100_000)
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (number, number) for number in range(1, 100))
    with pytest.raises(UnreadableReport, match="more than 100,000 cells"):
        read(tmp_path, sheet_of(rows))


def test_a_workbook_in_which_nothing_can_be_counted_is_none(tmp_path: Path) -> None:
    wide = '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16")
    with pytest.raises(UnreadableReport, match="no workbook that can be read"):
        read(tmp_path, damaged(BOOK, SHEET, wide))


def test_what_has_no_end_is_no_report() -> None:
    with pytest.raises(UnreadableReport, match="larger than 100 MB"):
        rows_of_file(Path("/dev/zero"), COLUMNS)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('Total,,"1,750.50"', "line 4: Total, 1,750.50"),
        ("Grand Total:,,1750.5", "line 4: Grand Total:, 1750.5"),
        ("মোট,,৳১৭৫০.৫০", "line 4: মোট, ৳১৭৫০.৫০"),
        (",Total,1750.50", "line 4: Total, 1750.50"),
        (",,1750.50", "line 4: 1750.50"),
        ("Total,,2000", "line 4: Total, 2000 (the payments above it add up to 1750.50)"),
        ("Made by a computer,,", "line 4: Made by a computer"),
    ],
)
def test_a_line_that_is_no_payment_is_told_and_never_passed_over(tmp_path: Path, line: str, told: str) -> None:
    report = read(tmp_path, f"{PLAIN}{line}\n\n")
    assert (report.lines, report.others) == (PAID, [told])


@pytest.mark.parametrize("amount", ["-12.50", "(12.50)", "৳-12.50", "(BDT 12.50)", "−12.50"])
def test_what_was_given_back_is_below_zero_however_it_is_written(tmp_path: Path, amount: str) -> None:
    assert read(tmp_path, f"{NAMES},a,{amount}\n").lines == [Line("a", Money(-12_50))]


@given(st.binary(max_size=300), st.integers(0, 20_000), st.sampled_from([PLAIN.encode(), TABS.encode("utf-16"), BOOK]))
def test_whatever_bytes_there_are_they_are_read_or_refused(noise: bytes, place: int, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for garbled in (noise, content[: place % len(content)] + noise + content[place % len(content) + len(noise) :]):
            with contextlib.suppress(UnreadableReport):
                read(Path(folder), garbled)


@pytest.mark.parametrize(("kind", "code"), [("workbook", 1), ("a cut reference", 2), ("a damaged workbook", 2)])
def test_the_operator_reads_sentences_and_no_traceback(
    new_sqlite: NewUrl, tmp_path: Path, kind: str, code: int
) -> None:
    content = READ[kind] if kind in READ else REFUSED[kind][0]
    (tmp_path / "report.xlsx").write_bytes(content.encode() if isinstance(content, str) else content)
    environment = operators_environment(new_sqlite(tmp_path))
    environment |= {"ADAY_SETTLEMENT_REF_COLUMN": COLUMNS.ref, "ADAY_SETTLEMENT_AMOUNT_COLUMN": COLUMNS.amount}
    ended = aday(
        environment, tmp_path, "settle", "import", "report.xlsx", "--since", "2026-11-01", "--until", "2026-11-30"
    )
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    if code == 1:
        assert "ONLY IN THE REPORT: 0012345  ৳1,250.00" in ended.stdout
    else:
        assert ended.stderr.startswith("report.xlsx: ")
        assert ended.stderr.count("\n") == 1
