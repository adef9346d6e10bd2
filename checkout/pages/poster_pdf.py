"""The sheet for the counter as a document: the shop's name and the QR, black on white."""

from fpdf import FPDF
from fpdf.enums import Align

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.pages.drawing import INK, MARGIN, draw_qr, new_document, written
from checkout.pages.files import Paper
from checkout.pages.poster_sheet import FOOT, HEAD, HIGH, SIDE, SIDES, STROKES, WIDE, plan
from checkout.pages.sheet_code import SheetCode
from language import Language


def draw_poster_pdf(merchant: Merchant, link: Link, code: SheetCode, paper: Paper, language: Language) -> bytes:
    wide, high = SIDES[paper]
    one = wide / WIDE
    pdf = new_document(wide, high, merchant.name, language)
    pdf.add_page()
    pdf.set_margins(SIDE * one, 0)
    pdf.set_fill_color(*INK)
    pdf.set_draw_color(*MARGIN)
    for top, bottom in ((0.0, HEAD * one), ((HIGH - FOOT) * one, high)):
        pdf.rect(0, top, wide, bottom - top, style="F")
        for x in STROKES:
            pdf.line(x * one, top, x * one, bottom)
    sheet = plan(merchant, link, code, language)
    for row in sheet.rows:
        pdf.set_text_color(*row.ink)
        size = _fitting(pdf, row.words, row.points * one, wide - 2 * SIDE * one, bold=row.bold)
        pdf.set_font("text", "B" if row.bold else "", size)
        pdf.set_xy(SIDE * one, row.top * one)
        pdf.cell(0, row.high * one, row.words, align=Align.C)
    draw_qr(pdf, code.text, sheet.qr_left * one, sheet.qr_top * one, sheet.qr_side * one)
    return written(pdf)


def _fitting(pdf: FPDF, words: str, size: float, room: float, *, bold: bool) -> float:
    """The size at which the words take one line."""
    pdf.set_font("text", "B" if bold else "", size)
    wide = pdf.get_string_width(words)
    return size if wide <= room else max(6.0, size * room / wide)
