"""A link as a picture to send: whose it is, how much, and the QR."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from PIL import Image, ImageDraw

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.http.costly import drawn_for
from checkout.http.fields import LinkInPath
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAPER, SECOND, TEXT_FONT
from checkout.pages.pictures import DIM, Png, Room, draw_qr, png, write
from checkout.resources.link import link_url
from checkout.store import links
from checkout.words import say
from language import Language
from money import format_taka

router = APIRouter(prefix="/v1/links", tags=["links"])
# What a messenger shows upright and whole.
_WIDE, _HIGH, _HEAD = 1080, 1350, 380
_QR: Final = 760


@router.get("/{link_id}/card", name="get_card", response_class=Png, responses=refused(401, 404, 503))
async def card(link_id: LinkInPath, request: Request, session: TheSession, service: TheService) -> Png:
    """The link as a picture of 1080 by 1350 to be sent, in the language of the request."""
    link = await service.db.read(links.own, session.merchant.id, link_id)
    url = link_url(link, service.settings.public_url)
    asked = (session.merchant, link, url, request_language(request))
    return Png(await drawn_for(service, session, service.limits.drawings, _draw, *asked))


def _draw(merchant: Merchant, link: Link, url: str, language: Language) -> bytes:
    image = Image.new("RGB", (_WIDE, _HIGH), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _WIDE, _HEAD), fill=INK)
    for x in (40, 48):
        draw.line((x, 0, x, _HEAD), fill=MARGIN, width=3)
    room = Room(88, _WIDE - 88 - 48)
    bottom = write(draw, merchant.name, BOLD_FONT, 64, 40, PAPER, replace(room, lines=2))
    if link.amount is not None:
        bottom = write(draw, format_taka(link.amount, language), DISPLAY_FONT, 116, bottom, PAPER, room)
    write(draw, link.note or say(language, "co.preview"), TEXT_FONT, 40, bottom + 4, DIM, room)
    draw_qr(draw, url, (_WIDE - _QR) / 2, _HEAD + 10, _QR)
    middle = Room(48, _WIDE - 96, middle=True)
    address = url.removeprefix("https://").removeprefix("http://")
    bottom = write(draw, say(language, "poster.scan"), BOLD_FONT, 44, _HEAD + _QR + 10, INK, middle)
    write(draw, address, TEXT_FONT, 40, bottom, SECOND, middle)
    return png(image)
