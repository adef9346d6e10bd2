"""The balance's history for a time as an A4 document, with Bangla shaped as it is written."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from checkout.core.merchant import Merchant
from checkout.pages.drawing import MARGIN, SECOND, draw_head, new_document, written
from checkout.pages.statement_lines import StatementLine, kind_of, sums_of
from checkout.words import say
from language import DHAKA, Language, clock_time, day_month, in_digits_of
from money import Money, format_taka

_WIDE, _HIGH, _SIDE, _ROW = 210, 297, 14, 7.2
_COLUMNS: Final = ((34, Align.L), (62, Align.L), (30, Align.R), (24, Align.R), (32, Align.R))
_NAMES: Final = ("time", "who", "amount", "fee", "bal")
# Letters that stand side by side as they are. Shaping them as Bangla must be was most of a long statement's time.
_PLAIN: Final = re.compile("[ -~০-৯৳·—−]*")


def draw_statement(
    merchant: Merchant,
    lines: Sequence[StatementLine],
    closing: Money,
    since: datetime,
    until: datetime,
    language: Language,
) -> bytes:
    """The document."""
    pdf = new_document(_WIDE, _HIGH, say(language, "stm.title"), language)
    pdf.set_margins(_SIDE, _SIDE)
    _new_page(pdf, language)
    _head(pdf, merchant, since, until, language)
    _sums(pdf, lines, closing, language)
    _column_names(pdf, language)
    for line in lines:
        if pdf.get_y() + _ROW > _HIGH - 18:
            _new_page(pdf, language)
            pdf.set_y(16)
            _column_names(pdf, language)
        _line(pdf, line, language)
    if not lines:
        pdf.set_font("text", "", 11)
        pdf.cell(0, 14, say(language, "stm.empty"), align=Align.C)
    return written(pdf)


def _new_page(pdf: FPDF, language: Language) -> None:
    pdf.add_page()
    pdf.set_xy(_SIDE, _HIGH - 13)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 9)
    number = say(language, "stm.page", n=in_digits_of(language, str(pdf.page_no())))
    pdf.cell(0, 6, number, align=Align.R)


def _head(pdf: FPDF, merchant: Merchant, since: datetime, until: datetime, language: Language) -> None:
    draw_head(pdf, say(language, "stm.title"), merchant.name, merchant.address, language)
    span = say(language, "stm.span", a=_day(since, language), b=_day(until, language))
    pdf.cell(0, 6, span, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)


def _sums(pdf: FPDF, lines: Sequence[StatementLine], closing: Money, language: Language) -> None:
    for name, amount in sums_of(lines, closing):
        if name == "closing":
            pdf.set_draw_color(*SECOND)
            pdf.line(_SIDE, pdf.get_y(), _SIDE + 100, pdf.get_y())
        pdf.set_text_color(0)
        pdf.set_font("text", "B" if name in ("opening", "closing") else "", 11)
        pdf.cell(60, 7, say(language, f"stm.{name}"))
        signed = name not in ("opening", "closing")
        pdf.cell(
            40, 7, format_taka(amount, language, signed=signed), align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
    pdf.ln(5)


def _column_names(pdf: FPDF, language: Language) -> None:
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "B", 9.5)
    for (width, align), name in zip(_COLUMNS, _NAMES, strict=True):
        pdf.cell(width, 7, say(language, f"stm.col.{name}"), align=align)
    pdf.ln(7)


def _line(pdf: FPDF, line: StatementLine, language: Language) -> None:
    top = pdf.get_y()
    pdf.set_draw_color(220, 223, 218)
    pdf.line(_SIDE, top, _SIDE + sum(width for width, _ in _COLUMNS), top)
    pdf.set_draw_color(*MARGIN)
    for x in (_SIDE + 32.4, _SIDE + 33.2):
        pdf.line(x, top, x, top + _ROW)
    local = line.moment.astimezone(DHAKA)
    kind = kind_of(line, language)
    words = line.words if line.kind == "payment" and line.words else f"{kind} · {line.words}" if line.words else kind
    cells = (
        f"{day_month(local.date(), language)}, {clock_time(line.moment, language)}",
        words,
        format_taka(line.amount, language, signed=True),
        format_taka(line.fee, language) if line.fee else "—",
        format_taka(line.balance_after, language),
    )
    for place, ((width, align), cell) in enumerate(zip(_COLUMNS, cells, strict=True)):
        pdf.set_text_color(*(SECOND if place in (0, 3) else (0, 0, 0)))
        pdf.set_font("text", "B" if place == 2 else "", 8.5 if place == 0 else 9.5)
        is_plain = _PLAIN.fullmatch(cell) is not None
        if is_plain:
            pdf.set_text_shaping(False)
        # Only what people wrote can be longer than its column.
        pdf.cell(width, _ROW, _fitting(pdf, cell, width - 2) if place == 1 else cell, align=align)
        if is_plain:
            pdf.set_text_shaping(True)
    pdf.ln(_ROW)


def _fitting(pdf: FPDF, words: str, room: float) -> str:
    """The words, ended by … where the column does; sums are never long enough for that."""
    pdf.set_text_shaping(False)
    # Letters that are not joined yet take the room of those that are, or more: mostly this is all there is to ask.
    is_short = pdf.get_string_width(words) <= room
    pdf.set_text_shaping(True)
    if is_short or pdf.get_string_width(words) <= room:
        return words
    while words and pdf.get_string_width(words + "…") > room:
        words = words[:-1]
    return words.rstrip() + "…"


def _day(moment: datetime, language: Language) -> str:
    return day_month(moment.astimezone(DHAKA).date(), language, year=True)
