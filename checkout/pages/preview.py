"""What a link looks like before it is opened: its title, its sentence, its picture."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAID, PAPER, TEXT_FONT
from checkout.payments.nouns import Link, Merchant
from checkout.payments.status import LinkStatus
from checkout.words import say
from language import Language
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
_DIM: Final = (190, 202, 236)


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is told of a link to whoever has not opened it; never a word of a payer."""

    shop: str
    amount: str
    state: str
    paid: bool
    asks: str
    language: Language

    @property
    def title(self) -> str:
        """Shop, amount and state in one line, for readers without pictures."""
        return " · ".join(part for part in (self.shop, self.amount, self.state) if part)

    @property
    def version(self) -> str:
        """Another one when the picture is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def preview_of(link: Link, merchant: Merchant, status: LinkStatus, language: Language) -> Preview:
    return Preview(
        shop=merchant.name,
        amount=format_taka(link.amount, language) if link.amount else "",
        state=say(language, _WORDS[status]) if status in _WORDS else "",
        paid=status is LinkStatus.PAID,
        asks="" if status in _WORDS else say(language, "co.preview"),
        language=language,
    )


@lru_cache(maxsize=256)
def picture(preview: Preview) -> bytes:
    """A PNG of less than 300 KB; Bangla is shaped by Raqm."""
    image = Image.new("RGB", (WIDE, HIGH), PAID if preview.paid else INK)
    draw = ImageDraw.Draw(image)
    for x in (40, 48):
        draw.line((x, 0, x, HIGH), fill=PAPER if preview.paid else MARGIN, width=3)
    _write(draw, say(preview.language, "app.name"), BOLD_FONT, 52, 64, PAPER)
    bottom = _write(draw, preview.shop, BOLD_FONT, 84, 176, PAPER, lines=2)
    if preview.amount:
        bottom = _write(draw, preview.amount, DISPLAY_FONT, 148, bottom + 24, PAPER)
    words = preview.state or preview.asks
    _write(
        draw,
        words,
        BOLD_FONT if preview.state else TEXT_FONT,
        52,
        max(bottom + 20, 500),
        PAPER if preview.state else _DIM,
    )
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _write(
    draw: ImageDraw.ImageDraw,
    text: str,
    font_file: object,
    size: int,
    top: int,
    ink: tuple[int, int, int],
    lines: int = 1,
) -> int:
    """Write within the picture's width, smaller if it must be, in as many lines as allowed; where it ends."""
    room = WIDE - 2 * _SIDE + 32
    for smaller in range(size, 23, -4):
        font = ImageFont.truetype(str(font_file), smaller, layout_engine=ImageFont.Layout.RAQM)
        rows = _broken(text, font, room)
        if len(rows) <= lines and all(font.getlength(row) <= room for row in rows):
            break
    rows = rows[:lines]
    for row in rows:
        draw.text((_SIDE, top), row, fill=ink, font=font)
        top += int(smaller * 1.4)
    return top


def _broken(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        if rows and font.getlength(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
