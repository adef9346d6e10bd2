"""A day's account as a picture to send in the evening: what came in, went back, was charged, and is left."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from checkout.core.merchant import Merchant
from checkout.pages.drawing import BOLD_FONT, DISPLAY_FONT, INK, MARGIN, PAPER, SECOND, TEXT_FONT, Ink
from checkout.pages.glyphs import drawable
from checkout.pages.pictures import DIM, Room, png, write
from checkout.store.days import EntrySum
from checkout.words import say
from language import Language, clock_time, day_month, in_digits_of, method_name
from money import Money, format_taka

# What a messenger shows upright and whole; longer where there are many methods.
_WIDE, _HEAD, _SIDE, _LEAST_HIGH = 1080, 300, 64, 1080
_LINE, _METHOD = 84, 118
_BLACK: Final = (0, 0, 0)
_HAIR: Final = (220, 223, 218)


def draw_day(
    merchant: Merchant, day: date, up_to: datetime | None, sums: tuple[EntrySum, ...], language: Language
) -> bytes:
    """The PNG; `up_to` is the moment to which an unfinished day was counted."""
    methods = sorted({one.method for one in sums if one.kind in _EARNED}, key=lambda name: (not name, name))
    besides = besides_of(sums)
    high = _HEAD + 4 * _LINE + 120 + len(methods) * _METHOD + len(besides) * _LINE + 150
    image = Image.new("RGB", (_WIDE, max(_LEAST_HIGH, high)), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _WIDE, _HEAD), fill=INK)
    for x in (40, 48):
        draw.line((x, 0, x, _HEAD), fill=MARGIN, width=3)
    room = Room(88, _WIDE - 88 - 48)
    bottom = write(draw, merchant.name, BOLD_FONT, 56, 36, PAPER, replace(room, lines=2))
    named = day_month(day, language, year=True)
    if up_to is not None:
        named = say(language, "day.up_to", day=named, t=clock_time(up_to, language))
    write(draw, f"{say(language, 'day.title')} · {named}", TEXT_FONT, 38, bottom, DIM, replace(room, lines=2))
    top = _HEAD + 36
    count = sum(one.count for one in sums if one.kind == "payment")
    came = say(language, "day.in", n=in_digits_of(language, str(count)))
    for words, kind in ((came, "payment"), (say(language, "day.back"), "refund"), (say(language, "day.fees"), "fee")):
        _line(draw, words, format_taka(_of(sums, kind), language), top)
        top += _LINE
    draw.line((_SIDE, top, _WIDE - _SIDE, top), fill=_BLACK, width=3)
    top += 16
    _line(draw, say(language, "day.left"), format_taka(_of(sums, *_EARNED), language), top, size=64, font=DISPLAY_FONT)
    top += _LINE + 40
    for method in methods:
        mine = [one for one in sums if one.method == method]
        top = _method(draw, method_name(method, language) or "—", mine, top, language)
    for name, total in besides:
        _line(draw, say(language, name), format_taka(total, language, signed=True), top, size=34, ink=SECOND)
        top += _LINE
    if not sums:
        write(draw, say(language, "day.empty"), TEXT_FONT, 38, top, SECOND, Room(_SIDE, _WIDE - 2 * _SIDE))
    foot = Room(_SIDE, _WIDE - 2 * _SIDE, middle=True)
    write(draw, say(language, "app.name"), BOLD_FONT, 40, image.height - 90, INK, foot)
    return png(image)


_EARNED: Final = ("payment", "refund", "fee")


def besides_of(sums: Sequence[EntrySum]) -> list[tuple[str, Money]]:
    """What moved the balance and was not earned: payouts, and all else together."""
    out = _of(sums, "payout")
    put_right = _of(sums, *({one.kind for one in sums} - {*_EARNED, "payout"}))
    return [(name, total) for name, total in (("day.out", out), ("day.adjusted", put_right)) if total]


def _of(sums: Iterable[EntrySum], *kinds: str) -> Money:
    return Money(sum(one.total.poisha for one in sums if one.kind in kinds))


def _method(draw: ImageDraw.ImageDraw, name: str, sums: list[EntrySum], top: int, language: Language) -> int:
    """One method: its name and what is left of it, and below how that comes about; where it ends."""
    draw.line((_SIDE, top, _WIDE - _SIDE, top), fill=_HAIR, width=2)
    _line(draw, name, format_taka(_of(sums, *_EARNED), language), top + 10, size=40)
    count = in_digits_of(language, str(sum(one.count for one in sums if one.kind == "payment")))
    parts = [f"{say(language, 'day.in', n=count)} {format_taka(_of(sums, 'payment'), language)}"]
    parts += [
        f"{say(language, words)} {format_taka(_of(sums, kind), language)}"
        for words, kind in (("day.back", "refund"), ("day.fees", "fee"))
        if _of(sums, kind)
    ]
    write(draw, " · ".join(parts), TEXT_FONT, 30, top + 62, SECOND, Room(_SIDE, _WIDE - 2 * _SIDE))
    return top + _METHOD


def _line(
    draw: ImageDraw.ImageDraw,
    words: str,
    amount: str,
    top: int,
    *,
    size: int = 44,
    font: Path = BOLD_FONT,
    ink: Ink = _BLACK,
) -> None:
    """Words at the left, the sum at the right; the words give way."""
    face = ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.RAQM)
    taken = face.getlength(drawable(amount, font))
    draw.text((_WIDE - _SIDE - taken, top), amount, fill=ink, font=face)
    room = Room(_SIDE, _WIDE - 2 * _SIDE - taken - 24)
    write(draw, words, TEXT_FONT, min(size, 44), top + max(0, size - 44) // 2, ink, room)
