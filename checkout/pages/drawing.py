"""What pictures and documents have in common: colours, and the fonts in which they are set."""

from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from checkout.pages.glyphs import drawable
from checkout.pages.qr import qr_modules
from checkout.words import say
from language import Language

# The app's own fonts: whole ones, for shaping needs more than the pages' small cuts hold.
_FONTS: Final = Path(__file__).parents[2] / "assets" / "app" / "assets" / "fonts"
TEXT_FONT: Final = _FONTS / "NotoSansBengali_400Regular.ttf"
BOLD_FONT: Final = _FONTS / "NotoSansBengali_600SemiBold.ttf"
DISPLAY_FONT: Final = _FONTS / "AnekBangla_700Bold.ttf"

Ink = tuple[int, int, int]
_SHAPING_TABLES: Final = ("GDEF", "GPOS", "GSUB")
INK, MARGIN, PAID, PAPER, SECOND = (20, 41, 107), (240, 138, 123), (8, 112, 61), (255, 255, 255), (76, 84, 98)


class Sheet(FPDF):
    """A document in our fonts, whose texts all pass through here before they are measured or set."""

    def normalize_text(self, text: str) -> str:
        return drawable(super().normalize_text(text), TEXT_FONT)


def new_document(wide: float, high: float, title: str, language: Language) -> FPDF:
    """An empty document of sheets of this size in millimetres, with our fonts and Bangla shaped as it is written."""
    pdf = Sheet(format=(wide, high))
    pdf.set_title(title)
    pdf.set_lang(language)
    pdf.set_auto_page_break(False)
    pdf.add_font("text", "", TEXT_FONT)
    pdf.add_font("text", "B", BOLD_FONT)
    pdf.add_font("display", "B", DISPLAY_FONT)
    pdf.set_text_shaping(True)
    return pdf


def draw_head(pdf: FPDF, title: str, shop_name: str, shop_address: str, language: Language) -> None:
    """Our name and what this is in a band over the whole sheet, and below it whose it is."""
    pdf.set_fill_color(*INK)
    pdf.rect(0, 0, pdf.w, 20, style="F")
    pdf.set_xy(pdf.l_margin, 5)
    pdf.set_text_color(*PAPER)
    pdf.set_font("text", "B", 16)
    pdf.cell(60, 10, say(language, "app.name"))
    pdf.set_font("text", "", 11)
    pdf.cell(0, 10, title, align=Align.R)
    pdf.set_xy(pdf.l_margin, 26)
    pdf.set_text_color(0)
    pdf.set_font("text", "B", 14)
    pdf.multi_cell(0, 8, shop_name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 10)
    if shop_address:
        pdf.multi_cell(0, 5.5, shop_address, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def written(pdf: FPDF) -> bytes:
    """The finished document.

    Its text was shaped as it was set, so the fonts' own tables for that are not put in; cutting them down only to
    drop them was most of the work.
    """
    for font in pdf.fonts.values():
        for table in _SHAPING_TABLES:
            if isinstance(font, TTFFont) and table in font.ttfont:
                del font.ttfont[table]
    return bytes(pdf.output())


def draw_qr(pdf: FPDF, url: str, left: float, top: float, side: float) -> None:
    """The QR in a white square, four of its modules free around it, as readers want."""
    rows = qr_modules(url)
    size = side / (len(rows) + 8)
    pdf.set_fill_color(255)
    pdf.rect(left, top, side, side, style="F")
    pdf.set_fill_color(0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                pdf.rect(left + (x + 4) * size, top + (y + 4) * size, size, size, style="F")
