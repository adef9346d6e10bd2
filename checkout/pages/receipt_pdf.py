"""The receipt on one sheet of A5, with Bangla shaped as it is written."""

from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from checkout.pages.drawing import MARGIN, PAID, SECOND, draw_head, draw_qr, new_document, written
from checkout.pages.receipt import Receipt
from checkout.words import say
from language import Language

_WIDE, _HIGH, _SIDE = 148, 210, 12
_QR: Final = 30


def receipt_pdf(receipt: Receipt) -> bytes:
    """One page; whatever is long takes more lines, and the QR stays at the foot."""
    language = receipt.language
    pdf = new_document(_WIDE, _HIGH, f"{say(language, 'co.ok.receipt')} {receipt.code}", language)
    pdf.add_page()
    pdf.set_margins(_SIDE, _SIDE)
    _head(pdf, receipt)
    for key, value in receipt.rows:
        _row(pdf, say(language, key), value)
    if receipt.closing_message:
        pdf.ln(3)
        pdf.set_font("text", "B", 11)
        pdf.multi_cell(0, 6, receipt.closing_message, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _foot(pdf, language, receipt.proof_url)
    return written(pdf)


def _head(pdf: FPDF, receipt: Receipt) -> None:
    language, back = receipt.language, receipt.is_given_back
    draw_head(pdf, say(language, "co.ok.receipt"), receipt.shop_name, receipt.shop_address, language)
    pdf.set_draw_color(*MARGIN)
    for x in (_SIDE - 5, _SIDE - 3.9):
        pdf.line(x, 0, x, _HIGH)
    pdf.ln(3)
    pdf.set_text_color(*(SECOND if back else PAID))
    pdf.set_font("display", "B", 26)
    pdf.cell(0, 14, receipt.amount, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("text", "B", 11)
    words = say(language, "co.back.title" if back else "st.paid")
    pdf.cell(0, 7, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)


def _row(pdf: FPDF, name: str, value: str) -> None:
    pdf.set_draw_color(220, 223, 218)
    pdf.line(_SIDE, pdf.get_y(), _WIDE - _SIDE, pdf.get_y())
    top = pdf.get_y() + 1.2
    pdf.set_xy(_SIDE, top)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 10)
    pdf.cell(42, 6, name)
    pdf.set_text_color(0)
    pdf.set_font("text", "B", 10.5)
    pdf.multi_cell(0, 6, value, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(pdf.get_y() + 1.2)


def _foot(pdf: FPDF, language: Language, proof_url: str) -> None:
    top = _HIGH - _SIDE - _QR
    draw_qr(pdf, proof_url, _SIDE, top, _QR)
    pdf.set_xy(_SIDE + _QR + 5, top + 4)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 9.5)
    pdf.multi_cell(0, 5.2, say(language, "co.receipt.check"), align=Align.L, new_x=XPos.LEFT, new_y=YPos.NEXT)
    pdf.set_font("text", "B", 9)
    pdf.multi_cell(0, 5.2, proof_url.removeprefix("https://").removeprefix("http://"), new_x=XPos.LEFT, new_y=YPos.NEXT)
