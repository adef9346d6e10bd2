"""What a link looks like before it is opened: its title, its sentence, its picture."""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw

from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAID, PAPER, TEXT_FONT
from checkout.pages.pictures import DIM, Room, png, write
from checkout.words import say
from language import Language, isolated
from money import format_taka

# What WhatsApp and Facebook show whole.
WIDE, HIGH = 1200, 630
_SIDE: Final = 96
_WORDS: Final = {
    LinkStatus.PAID: "st.paid",
    LinkStatus.EXPIRED: "co.exp.title",
    LinkStatus.CANCELLED: "co.can.title",
    LinkStatus.PAUSED: "co.paused.title",
    LinkStatus.USED_UP: "co.used.title",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is told of a link to whoever has not opened it; never a word of a payer."""

    merchant_name: str
    amount: str
    state: str
    paid: bool
    asks: str
    language: Language

    @property
    def title(self) -> str:
        """Shop, amount and state in one line, for readers without pictures."""
        return " · ".join(part for part in (isolated(self.merchant_name), self.amount, self.state) if part)

    @property
    def version(self) -> str:
        """Another one when the picture is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def preview_of(link: Link, merchant: Merchant, status: LinkStatus, language: Language) -> Preview:
    return Preview(
        merchant_name=merchant.name,
        amount=format_taka(link.amount, language) if link.amount else "",
        state=say(language, _WORDS[status]) if status in _WORDS else "",
        paid=status is LinkStatus.PAID,
        asks="" if status in _WORDS else say(language, "co.preview"),
        language=language,
    )


def picture(preview: Preview) -> bytes:
    """A PNG of less than 300 KB; Bangla is shaped by Raqm."""
    image = Image.new("RGB", (WIDE, HIGH), PAID if preview.paid else INK)
    draw = ImageDraw.Draw(image)
    for x in (40, 48):
        draw.line((x, 0, x, HIGH), fill=PAPER if preview.paid else MARGIN, width=3)
    room = Room(_SIDE, WIDE - 2 * _SIDE + 32)
    write(draw, say(preview.language, "app.name"), BOLD_FONT, 52, 64, PAPER, room)
    bottom = write(draw, preview.merchant_name, BOLD_FONT, 84, 176, PAPER, replace(room, lines=2))
    if preview.amount:
        bottom = write(draw, preview.amount, DISPLAY_FONT, 148, bottom + 24, PAPER, room)
    if preview.state:
        write(draw, preview.state, BOLD_FONT, 52, max(bottom + 20, 500), PAPER, room)
    else:
        write(draw, preview.asks, TEXT_FONT, 52, max(bottom + 20, 500), DIM, room)
    return png(image)
