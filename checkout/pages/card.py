"""A link as a picture to send."""

from fastapi import APIRouter, Request

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.http.costly import drawn_for
from checkout.http.fields import LinkInPath, WhichCode
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.pages.files import Png
from checkout.pages.sheet_code import SheetCode, sheet_code
from checkout.store import links
from language import Language

router = APIRouter(prefix="/v1/links", tags=["links"])


@router.get("/{link_id}/card", name="get_card", response_class=Png, responses=refused(401, 404, 422, 503))
async def card(
    link_id: LinkInPath, request: Request, session: TheSession, service: TheService, which: WhichCode = "web"
) -> Png:
    """The link as a picture of 1080 by 1350 to be sent, in the language of the request."""
    link = await service.db.read(links.own, session.merchant.id, link_id, session.since)
    language = request_language(request)
    code = await sheet_code(service, session.merchant, link, which, language)
    asked = (session.merchant, link, code, language)
    return Png(await drawn_for(service, session, service.limits.drawings, _draw, *asked))


def _draw(merchant: Merchant, link: Link, code: SheetCode, language: Language) -> bytes:
    # Loaded where it is drawn, in a process of its own: no worker needs what draws.
    from checkout.pages.card_picture import draw_card

    return draw_card(merchant, link, code, language)
