"""A settlement report's file as rows: CSV in any of the ways in which programs save it, or a workbook."""

import codecs
import re
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from checkout.core.report_rows import Row, UnreadableReport, names_missing, places_of, rows_of_text
from checkout.core.settlement_report import Columns

_FILE_MOST_BYTES: Final = 100 * 1024**2
_OPENED_MOST_BYTES: Final = 500 * 1024**2
_ROWS_MOST: Final = 1_048_576
"""Of a sheet, in Excel."""
_CELLS_MOST: Final = 5_000_000
"""Half a million payments in ten columns: each takes its reader 200 bytes and a hundred-thousandth of a second."""
_ELEMENTS_MOST: Final = 40_000_000
_READ_AT_ONCE_BYTES: Final = 1024**2
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_AS_TEXT: Final = "save it as CSV UTF-8 or .xlsx"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Numbers have 15 digits in a spreadsheet; what is longer was rounded.
_DIGITS_MOST: Final = 15
_PADDED: Final = re.compile("0+")


def rows_of_file(file: Path, columns: Columns) -> Sequence[Row]:
    """The report's rows, from the one with the columns' names on. Raises UnreadableReport, OSError."""
    with file.open("rb") as opened:
        # What is no file tells no size, and may have no end.
        content = opened.read(_FILE_MOST_BYTES + 1)
    if len(content) > _FILE_MOST_BYTES:
        raise UnreadableReport("it is larger than 100 MB")
    names = (columns.ref, columns.amount)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableReport(f"it is an old Excel file (.xls), or one with a password; {_AS_TEXT}")
    if content.startswith(b"PK"):
        return _rows_of_workbook(content, names)
    text = _decoded(content)
    if text.lstrip()[:9].casefold().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise UnreadableReport(f"it is a web page with a spreadsheet's name; open it in Excel and {_AS_TEXT}")
    return rows_of_text(text, names)


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        # Without a mark, Latin letters tell: in UTF-16 every other byte is a nought of theirs.
        begin = content[:1000]
        odd, even = begin[1::2].count(0), begin[::2].count(0)
        encoding = "utf-8" if 10 * max(odd, even) < len(begin) else "utf-16-le" if odd > even else "utf-16-be"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise UnreadableReport(f"line {number} is not in UTF-8 or UTF-16; {_AS_TEXT}") from error


def _rows_of_workbook(content: bytes, names: Sequence[str]) -> Sequence[Row]:
    """The rows of the one sheet that has the names."""
    sheets = _sheets(content)
    found = [(name, rows) for name, rows in sheets if any(places_of(row, names) for row in rows)]
    if not found:
        raise names_missing([row for _, rows in sheets for row in rows], names)
    if len(found) > 1:
        which = " and ".join(name for name, _ in found)
        raise UnreadableReport(f"the sheets {which} both have these columns; keep one of them in the file")
    return found[0][1]


def _sheets(content: bytes) -> list[tuple[str, list[Row]]]:
    # Brought in here: no other command needs it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _check_sizes(parts)
        with warnings.catch_warnings():
            # Of styles and menus that it does not know; the cells are there all the same.
            warnings.simplefilter("ignore")
            book: Any = load_workbook(BytesIO(content), read_only=True, data_only=True)
            cells = _Cells()
            return [(sheet.title, _rows_of_sheet(sheet, cells)) for sheet in book.worksheets]
    except UnreadableReport:
        raise
    except Exception as error:  # What a damaged workbook does to its reader has no one name.
        raise UnreadableReport(f"it is no workbook that can be read ({type(error).__name__}); {_AS_TEXT}") from error


def _check_sizes(parts: zipfile.ZipFile) -> None:
    """A few kilobytes can open to more cells than fit into memory. Raises UnreadableReport before any is made."""
    if sum(part.file_size for part in parts.infolist()) > _OPENED_MOST_BYTES:
        raise UnreadableReport("it opens to more than 500 MB")
    cells, elements_count = _Cells(), 0
    for part in parts.infolist():
        with parts.open(part) as opened:
            while piece := opened.read(_READ_AT_ONCE_BYTES):
                elements_count += piece.count(b"<")
                cells.count(len(_CELL.findall(piece)))
                if b"\0" in piece and part.filename.endswith(".xml"):
                    # In no encoding of which every byte is a letter, nothing of this would have been seen.
                    raise UnreadableReport(f"it is no workbook that can be read; {_AS_TEXT}")
    if elements_count > _ELEMENTS_MOST:
        raise UnreadableReport(f"it has more than {_CELLS_MOST:,} cells")


class _Cells:
    """Those of all sheets together, empty ones that stand before others among them."""

    def __init__(self) -> None:
        self._counted = 0

    def count(self, more: int) -> None:
        """Raises UnreadableReport when there are too many."""
        self._counted += more
        if self._counted > _CELLS_MOST:
            raise UnreadableReport(f"it has more than {_CELLS_MOST:,} cells")


def _rows_of_sheet(sheet: Any, counted: _Cells) -> list[Row]:
    # How large a sheet says it is may be wrong; its rows are not.
    sheet.reset_dimensions()
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > _ROWS_MOST:
            raise UnreadableReport(f"it has more than {_ROWS_MOST:,} rows")
        counted.count(len(cells))
        if any(cell.value is not None for cell in cells):
            rows.append(Row.of(number, [_text(cell.value, cell.number_format) for cell in cells]))
    return rows


def _text(value: object, form: str | None) -> str:
    """The cell as it was meant; a number with more digits than a spreadsheet keeps as it shows that: 1.23E+15."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).upper()
    if abs(value) >= 10**_DIGITS_MOST:
        return f"{Decimal(value):.2E}"
    plain = f"{Decimal(f'{value:.{_DIGITS_MOST}g}'):f}"
    return plain.zfill(len(form)) if form and _PADDED.fullmatch(form) and "." not in plain else plain
