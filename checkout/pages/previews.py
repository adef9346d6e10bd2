"""The picture of a link, for messengers that show one before it is opened."""

from typing import Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.http.client_address import client_address
from checkout.http.costly import Drawn
from checkout.http.service import TheService
from checkout.pages import closed
from checkout.pages.frame import page_language
from checkout.pages.misses import missed
from checkout.pages.preview import Preview, preview_of
from checkout.store import links
from codes import read_code

router = APIRouter(include_in_schema=False)


def _draw(preview: Preview) -> bytes:
    # Loaded where it is drawn, in a process of its own: no worker needs what draws.
    from checkout.pages.preview_picture import draw_preview

    return draw_preview(preview)


# Messengers fetch a link's picture again and again.
_PICTURES: Final = Drawn(_draw, most_bytes=8 * 2**20)


@router.get("/preview/{kind}/{code}.png")
async def show(kind: Literal["s", "l"], code: str, request: Request, service: TheService) -> Response:
    """Drawn once for each state of a link; its address holds a version, so it may be kept for a day."""
    name = code.lower() if kind == "s" else read_code(code)
    found = await service.db.read(links.with_merchant, "store" if kind == "s" else "fixed", name)
    if found is None:
        await missed(request, service, name)
        return closed.not_found(request)
    link, merchant = found
    preview = preview_of(link, merchant, link.status_at(service.clock()), page_language(request, merchant))
    drawn = await _PICTURES.get(service, client_address(request), preview)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})
