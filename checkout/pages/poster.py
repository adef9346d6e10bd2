"""A link to be put on the counter: a sheet with the shop's name and the QR, black on white."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.http.costly import drawn_for
from checkout.http.fields import LinkInPath, WhichCode
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.pages.files import Paper, Pdf, Png
from checkout.pages.sheet_code import SheetCode, sheet_code
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
    which: WhichCode = "web",
    kind: Annotated[Literal["pdf", "png"], Query(alias="format", description="A document, or a picture.")] = "pdf",
) -> Response:
    """The link as a sheet to print and stand on the counter, in the language of the request.

    The document is what a printer wants, the picture what every photo shop and messenger takes: 300 dots an inch.
    """
    link = await service.db.read(links.own, session.merchant.id, link_id, session.since)
    language = request_language(request)
    code = await sheet_code(service, session.merchant, link, which, language)
    asked = (session.merchant, link, code, paper, language)
    if kind == "png":
        return Png(await drawn_for(service, session, service.limits.drawings, _draw_picture, *asked))
    return Pdf(await drawn_for(service, session, service.limits.drawings, _draw_document, *asked))


# Loaded where it is drawn, in a process of its own: no worker needs what draws.


def _draw_picture(merchant: Merchant, link: Link, code: SheetCode, paper: Paper, language: Language) -> bytes:
    from checkout.pages.poster_picture import draw_poster

    return draw_poster(merchant, link, code, paper, language)


def _draw_document(merchant: Merchant, link: Link, code: SheetCode, paper: Paper, language: Language) -> bytes:
    from checkout.pages.poster_pdf import draw_poster_pdf

    return draw_poster_pdf(merchant, link, code, paper, language)
