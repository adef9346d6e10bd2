"""The history as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from app.model.history import Line
from app.model.holds import why_held
from app.model.plain_cells import plain_cell
from app.words import WORDS, say
from language import DHAKA, Language, method_name

_COLUMNS: Final = ("date", "time", "who", "phone", "method", "txn", "kind", "amount", "fee", "net", "bal", "made", "by")


def statement_csv(lines: Iterable[Line], language: Language) -> bytes:
    """Newest first, in UTF-8 with the mark by which Excel knows it.

    Days, hours and sums are for a spreadsheet to read, sums as plain decimals of taka; texts stay as they are.
    """
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow([say(language, f"hist.col.{name}") for name in _COLUMNS])
    for line in lines:
        moment, payment = line.created_at.astimezone(DHAKA), line.payment
        sheet.writerow(
            [
                f"{moment:%Y-%m-%d}",
                f"{moment:%H:%M:%S}",
                plain_cell(payment.name if payment else ""),
                plain_cell(payment.phone if payment else ""),
                plain_cell(method_name(payment.method, language) if payment else ""),
                plain_cell(payment.gateway_ref if payment else ""),
                _kind(line, language),
                line.amount.decimal_text,
                line.fee.decimal_text,
                line.net.decimal_text,
                "" if line.balance_after is None else line.balance_after.decimal_text,
                plain_cell(line.made_by),
                plain_cell(line.done_by),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _kind(line: Line, language: Language) -> str:
    """What the line is; what is held is no payment yet, and says why."""
    if line.payment is not None and line.payment.status == "on_hold":
        return say(language, "hist.csv.hold", why=why_held(line.payment.hold_reason, language))
    # A kind that this app has no word for is a newer server's.
    known = line.kind if f"hist.csv.{line.kind}" in WORDS else "adjustment"
    return say(language, f"hist.csv.{known}")
