"""The history as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from app.services.history import Line
from app.words import say
from language import DHAKA, Language

_COLUMNS: Final = ("date", "time", "who", "phone", "method", "txn", "kind", "amount", "fee", "net", "bal")
# What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def statement_csv(lines: Iterable[Line], language: Language) -> bytes:
    """Newest first, amounts as plain decimals of taka, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow([say(language, f"hist.col.{name}") for name in _COLUMNS])
    for line in lines:
        moment, payment = line.created_at.astimezone(DHAKA), line.payment
        sheet.writerow(
            [
                f"{moment:%Y-%m-%d}",
                f"{moment:%H:%M:%S}",
                _text(payment.name if payment else ""),
                _text(payment.phone if payment else ""),
                _text(payment.method if payment else ""),
                _text(payment.gateway_ref if payment else ""),
                say(language, f"hist.csv.{line.kind if line.kind in _KINDS else 'adjustment'}"),
                line.amount.decimal_text,
                line.fee.decimal_text,
                line.net.decimal_text,
                "" if line.balance_after is None else line.balance_after.decimal_text,
            ]
        )
    return out.getvalue().encode("utf-8-sig")


_KINDS: Final = ("payment", "refund", "payout", "adjustment")


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
