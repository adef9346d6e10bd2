"""Type: what keeps Bangla whole, and sums in one line."""

import flet as ft
import pytest
from PIL import ImageFont

from app.kit.palette import LIGHT
from app.kit.typography import STYLES, amount_text, grown, short_text, still_text, text, text_style
from app.shell import ASSETS
from language import LANGUAGES
from money import PAYMENT_LEAST, PAYMENT_MOST, Money, format_taka

INK = LIGHT.on_surface


def size_of(line: ft.Text) -> float:
    assert isinstance(line.style, ft.TextStyle)
    assert line.style.size is not None
    return line.style.size


@pytest.mark.parametrize("name", list(STYLES))
def test_no_style_draws_letters_apart_that_are_one(name: str) -> None:
    style = text_style(name, INK)
    assert (style.letter_spacing, style.font_family) == (0, STYLES[name].family)


def test_a_long_text_takes_two_lines_and_then_ends_in_dots() -> None:
    line = short_text("দোকানের নাম", "title", INK)
    assert (line.max_lines, line.overflow) == (2, ft.TextOverflow.ELLIPSIS)
    assert text("দোকানের নাম", "title", INK).max_lines is None


def test_what_is_read_from_farther_away_is_larger_by_as_much() -> None:
    assert size_of(grown(text("৳৫০০", "body", INK), 1.5)) == STYLES["body"].size * 1.5
    assert size_of(text("৳৫০০", "body", INK)) == STYLES["body"].size


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("যোগ দিয়েছেন রাত ৯:৩২", "রাত\u00a0৯:৩২"),
        ("Joined 12 Nov, 10:49 PM", "10:49\u00a0PM"),
        ("আজ সন্ধ্যা ৬:০০ পর্যন্ত", "সন্ধ্যা\u00a0৬:০০"),
    ],
)
def test_a_time_is_never_broken_over_two_lines(said: str, whole: str) -> None:
    drawn = text(said, "caption", INK).value
    assert whole in drawn
    assert drawn.replace("\u00a0", " ") == said
    assert drawn.count("\u00a0") == 1


@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_a_picture_keeps_its_size_however_large_text_is(scale: float) -> None:
    assert size_of(still_text("আ", "title", INK, scale, 18)) * scale == pytest.approx(18)
    assert size_of(still_text("আ", "title", INK, scale)) * scale == pytest.approx(STYLES["title"].size)


@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
@pytest.mark.parametrize("room", [232.0, 288.0, 640.0])
@pytest.mark.parametrize("amount", [PAYMENT_LEAST, PAYMENT_MOST, Money(12_34_56_789_50)])
@pytest.mark.parametrize("style", ["amount.hero", "amount.xl", "amount.sm"])
def test_a_sum_of_any_size_stands_in_one_line(style: str, amount: Money, room: float, scale: float) -> None:
    font = ImageFont.truetype(str(ASSETS / "assets" / "fonts" / "AnekBangla_700Bold.ttf"), 100)
    for language in LANGUAGES:
        words = format_taka(amount, language)
        size = size_of(amount_text(words, style, INK, room, scale)) * scale
        assert font.getlength(words) * size / 100 <= room
        assert size >= 16


def test_a_sum_grows_with_large_text_by_a_quarter_at_most_and_once_more_where_it_is_far_away() -> None:
    def drawn(scale: float, by: float = 1) -> float:
        return size_of(amount_text("৳৫০০", "amount.sm", INK, 2_000, scale, by)) * scale

    assert [drawn(scale) / drawn(1) for scale in (1.1, 1.25, 2)] == pytest.approx([1.1, 1.25, 1.25])
    assert drawn(1, by=2) == pytest.approx(2 * drawn(1))
