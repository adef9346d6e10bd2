"""A link as a picture to send: whose it is, how much, and the QR."""

from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAPER, SECOND, TEXT_FONT
from checkout.pages.pictures import DIM, Room, draw_qr, png, write
from checkout.pages.sheet_code import SheetCode
from checkout.words import say
from language import Language
from money import format_taka

# What a messenger shows upright and whole.
_WIDE, _HIGH, _HEAD = 1080, 1350, 380
_QR: Final = 760


def draw_card(merchant: Merchant, link: Link, code: SheetCode, language: Language) -> bytes:
    """The PNG."""
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
    draw_qr(draw, code.text, (_WIDE - _QR) / 2, _HEAD + 10, _QR)
    middle = Room(48, _WIDE - 96, middle=True)
    named = say(language, "co.scan.alt" if code.is_bangla else "poster.scan")
    bottom = write(draw, named, BOLD_FONT, 44, _HEAD + _QR + 10, INK, middle)
    write(draw, code.below, TEXT_FONT, 40, bottom, SECOND, middle)
    return png(image)
