"""A link to be put on the counter: a sheet with the shop's name and the QR, black on white."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fpdf import FPDF
from fpdf.enums import Align

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.http.costly import drawn_for
from checkout.http.fields import LinkInPath
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.pages.drawing import INK, MARGIN, Pdf, draw_qr, new_document, written
from checkout.pages.pictures import Png
from checkout.pages.poster_picture import draw_poster
from checkout.pages.poster_sheet import FOOT, HEAD, HIGH, SIDE, SIDES, STROKES, WIDE, Paper, plan
from checkout.resources.link import link_url
from checkout.store import links
from language import Language

router = APIRouter(prefix="/v1/links", tags=["links"])
_DRAWN: Final[dict[int | str, dict[str, object]]] = {200: {"content": {"application/pdf": {}, "image/png": {}}}}


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


def _draw(merchant: Merchant, link: Link, url: str, paper: Paper, language: Language) -> bytes:
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
    sheet = plan(merchant, link, url, language)
    for row in sheet.rows:
        pdf.set_text_color(*row.ink)
        size = _fitting(pdf, row.words, row.points * one, wide - 2 * SIDE * one, bold=row.bold)
        pdf.set_font("text", "B" if row.bold else "", size)
        pdf.set_xy(SIDE * one, row.top * one)
        pdf.cell(0, row.high * one, row.words, align=Align.C)
    draw_qr(pdf, url, sheet.qr_left * one, sheet.qr_top * one, sheet.qr_side * one)
    return written(pdf)


def _fitting(pdf: FPDF, words: str, size: float, room: float, *, bold: bool) -> float:
    """The size at which the words take one line."""
    pdf.set_font("text", "B" if bold else "", size)
    wide = pdf.get_string_width(words)
    return size if wide <= room else max(6.0, size * room / wide)
