"""The balance's history as a workbook for Excel and LibreOffice: docs/decisions/0031-files-for-spreadsheets.md."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from string import ascii_uppercase
from typing import Any, Final

from starlette.responses import Response

from checkout.words import say
from language import DHAKA, Language
from money import Money

_TEXT, _DAY, _CLOCK, _SUM = "@", "yyyy-mm-dd", "hh:mm:ss", "#,##0.00"
# Name, how its cells are kept, and how wide it is, in digits.
_COLUMNS: Final = (
    ("date", _DAY, 12), ("time", _CLOCK, 10), ("who", _TEXT, 26), ("phone", _TEXT, 16), ("method", _TEXT, 14),
    ("txn", _TEXT, 24), ("kind", _TEXT, 14),
    ("amount", _SUM, 16), ("fee", _SUM, 12), ("net", _SUM, 16), ("bal", _SUM, 16),
    ("link_by", _TEXT, 20), ("done_by", _TEXT, 20),
)  # fmt: skip
# XML 1.0 has no place for these.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# So a workbook writes a character by its number: ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Xlsx(Response):
    """A workbook, which no cache keeps."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    # FastAPI reads the status of a documented answer from this signature.
    def __init__(self, content: bytes, status_code: int = 200) -> None:
        super().__init__(content, status_code, headers={"Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the history, by its columns."""

    moment: datetime
    name: str
    method: str
    phone: str
    gateway_ref: str
    kind: str
    amount: Money
    fee: Money
    net: Money
    balance_after: Money
    link_by: str = ""
    """Which device or program made the link."""
    done_by: str = ""
    """Which one handed the goods over or gave the money back."""


def workbook(merchant_name: str, rows: Sequence[Row], language: Language) -> bytes:
    """The rows as they come under names that stay in sight: days and hours of Dhaka, sums of taka, all else text."""
    # Brought in where it is used: nothing else of the checkout needs it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book: Any = Workbook(write_only=True)  # Each row is written out as it is made.
    book.properties.creator, book.properties.title = say(language, "app.name"), _kept(merchant_name)
    sheet = book.create_sheet(say(language, "stm.title"))
    sheet.freeze_panes = "A2"
    for number, (_, _, width) in enumerate(_COLUMNS):
        sheet.column_dimensions[ascii_uppercase[number]].width = width
    bold = Font(bold=True)

    def cell(value: Any, form: str) -> Any:
        made = WriteOnlyCell(sheet, _kept(value) if form == _TEXT else value)
        made.number_format = form
        if form == _TEXT:
            made.data_type = "s"  # Never a formula, whatever it begins with.
        return made

    names = [cell(say(language, f"stm.col.{name}"), _TEXT) for name, _, _ in _COLUMNS]
    for name in names:
        name.font = bold
    sheet.append(names)
    for row in rows:
        sheet.append([cell(value, form) for value, (_, form, _) in zip(_values(row), _COLUMNS, strict=True)])
    if not rows:
        sheet.append([cell(say(language, "stm.empty"), _TEXT)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: Row) -> tuple[object, ...]:
    """What stands in its cells; a workbook knows no zones, so the hours are those of Dhaka's clock."""
    local = row.moment.astimezone(DHAKA).replace(microsecond=0, tzinfo=None)
    sums = (Decimal(money.decimal_text) for money in (row.amount, row.fee, row.net, row.balance_after))
    texts = (row.name, row.phone, row.method, row.gateway_ref, row.kind)
    return (local.date(), local.time(), *texts, *sums, row.link_by, row.done_by)


def _kept(text: str) -> str:
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", text))
