"""A link to be put on the counter: a sheet with the shop's name and the QR, black on white."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from checkout.api.costly import drawn_for
from checkout.api.fields import LinkInPath
from checkout.api.problems import request_language
from checkout.api.session import TheSession
from checkout.api.shapes import refused
from checkout.pages.drawing import INK, MARGIN, PAPER, SECOND, Pdf, draw_qr, new_document, written
from checkout.pages.pictures import Png
from checkout.pages.poster_picture import SIDES, Paper, draw_poster, methods_line
from checkout.payments.nouns import Link, Merchant
from checkout.resources import link_url
from checkout.service import TheService
from checkout.store import links
from checkout.words import say
from language import Language
from money import format_taka

router = APIRouter(prefix="/v1/links", tags=["links"])
_DRAWN: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/pdf": {}, "image/png": {}}}}


@router.get("/{link_id}/poster", name="get_poster", response_class=Pdf, responses=_DRAWN | refused(401, 404, 422, 503))
async def poster(
    link_id: LinkInPath,
    request: Request,
    session: TheSession,
    service: TheService,
    paper: Annotated[Paper, Query(description="The size of the sheet")] = "A5",
    kind: Annotated[Literal["pdf", "png"], Query(alias="format", description="A document, or a picture.")] = "pdf",
) -> Response:
    """The link as a sheet to print and stand on the counter, in the language of the request.

    The document is what a printer wants, the picture what every photo shop and messenger takes: 300 dots an inch.
    """
    link = await service.db.read(links.own, session.merchant.id, link_id)
    url = link_url(link, service.settings.public_url)
    asked = (session.merchant, link, url, paper, request_language(request))
    if kind == "png":
        return Png(await drawn_for(service, session, service.limits.drawings, draw_poster, *asked))
    return Pdf(await drawn_for(service, session, service.limits.drawings, _draw, *asked))


def _draw(shop: Merchant, link: Link, url: str, paper: Paper, language: Language) -> bytes:
    wide, high = SIDES[paper]
    one = wide / 148  # All sizes are those of A5; the larger sheet has them larger.
    pdf = new_document(wide, high, shop.name, language)
    pdf.add_page()
    pdf.set_margins(12 * one, 12 * one)
    pdf.set_fill_color(*INK)
    pdf.rect(0, 0, wide, 34 * one, style="F")
    pdf.set_draw_color(*MARGIN)
    for x in (7 * one, 8.4 * one):
        pdf.line(x, 0, x, 34 * one)

    def line(words: str, size: float, room: float, *, bold: bool = False, color: Any = (0, 0, 0)) -> None:
        pdf.set_text_color(*color)
        pdf.set_font("text", "B" if bold else "", _fitting(pdf, words, size * one, wide - 24 * one, bold=bold))
        pdf.cell(0, room * one, words, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    pdf.set_xy(12 * one, 6 * one)
    line(say(language, "poster.scan"), 22, 13, bold=True, color=PAPER)
    line(say(language, "poster.sub"), 11, 8, color=PAPER)
    pdf.set_xy(12 * one, 40 * one)
    line(shop.name, 20, 11, bold=True)
    if link.amount is not None:
        line(format_taka(link.amount, language), 24, 12, bold=True)
    if link.note:
        line(link.note, 12, 7, color=SECOND)
    side = 84 * one
    draw_qr(pdf, url, (wide - side) / 2, pdf.get_y() + 4 * one, side)
    pdf.set_xy(12 * one, pdf.get_y() + side + 8 * one)
    line(url.removeprefix("https://").removeprefix("http://"), 13, 8, bold=True, color=INK)
    line(methods_line(language), 10, 7, color=SECOND)
    line(say(language, "app.name"), 12, 8, bold=True, color=INK)
    return written(pdf)


def _fitting(pdf: FPDF, words: str, size: float, room: float, *, bold: bool) -> float:
    """The size at which the words take one line."""
    pdf.set_font("text", "B" if bold else "", size)
    wide = pdf.get_string_width(words)
    return size if wide <= room else max(6.0, size * room / wide)
