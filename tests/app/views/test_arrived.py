"""What has to be seen on the smallest phone, and in large text: nothing that is said beside a sum is cut."""

from typing import Any, Final

import flet as ft
import pytest
from PIL import ImageFont

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.kit.typography import STYLES, amount_text
from app.shell import ASSETS
from app.views.arrived import BETWEEN, around_words, confirmed_style, gaps, name_style, why_style
from app.views.counter_panel import hero_room
from app.views.parts.open_book import book_height
from app.views.share import code_side, is_tight
from app.words import say
from language import LANGUAGES

SMALLEST: Final = (320, 568)
_FILES: Final = {"Display700": "AnekBangla_700Bold", "Display600": "AnekBangla_600SemiBold"}
# The edges; a press on the sentence with the gap before it.
_SIDES, _KNOWN = 40, 34 + 12
_HEAD: Final = 48
_MARK: Final = 24 + 12
_SUM: Final = 60
_LOW_SUM: Final = 45


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Mohammad Abdullah Al Mamun Chowdhury", "মোহাম্মদ আব্দুল্লাহ আল মামুন চৌধুরী"])
def test_what_is_said_of_the_days_word_is_whole_below_a_name_of_two_lines(language: Any, name: str) -> None:
    def t(key: str, **facts: str) -> str:
        return say(language, key, **facts)

    width, height = SMALLEST
    room = width - _SIDES
    known = width_of(t("arr.word.ok"), "label.small") + _KNOWN
    middle = (
        high(t("st.paid"), "headline", room),
        _SUM,
        high(name, "title", room),
        high("bKash · 10:42 AM", "small", room),
        high(t("arr.word", word="shapla"), "label", room),
        high(t("arr.word.why"), "small", room - known),
    )
    look = Look(LIGHT, language, 1, width, height)
    around_given, around_view = around_words(look)
    below = (
        high(t("go.paid"), "label", room - _MARK),
        high(t("chk.given"), "label", room) + 2 * around_given,
        high(t("pay.view"), "label", room) + 2 * around_view,
    )
    around, between = gaps(look)
    needed = 2 * around + _HEAD + sum(middle) + 5 * BETWEEN + sum(below) + 4 * between
    assert needed <= height


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_days_word_and_what_it_is_for_are_seen_below_a_name_of_two_lines_in_large_text(language: Any) -> None:
    large, name = 1.5, "মোহাম্মদ আব্দুল্লাহ আল মামুন চৌধুরী"
    width, height = SMALLEST
    room = (width - _SIDES) / large
    look = Look(LIGHT, language, large, width, height)
    why, why_look, beside = why_style(look)
    known = width_of(say(language, "arr.word.ok"), "label.small") + (2 * beside + 2 + 12) / large
    lines = (
        _LOW_SUM / large,  # A sum takes the width that there is.
        high(name, name_style(look), room),
        high(say(language, "arr.word", word="shapla"), "label", room),
        high("bKash · 10:42 AM", "small", room),
        high(say(language, why), why_look, room - known),
    )
    around_given, around_view = around_words(look)
    below = (
        high(say(language, "go.paid"), confirmed_style(look), room - _MARK / large) * large,
        high(say(language, "chk.given"), "label", room) * large + 2 * around_given,
        high(say(language, "pay.view"), "label", room) * large + 2 * around_view,
    )
    around, between = gaps(look)
    head = max(_HEAD, high(say(language, "st.paid"), "headline", room - _HEAD / large) * large)
    needed = 2 * around + head + sum(lines) * large + 4 * BETWEEN + sum(below) + 4 * between
    assert needed <= height


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_at_the_counter_a_sum_is_no_smaller_in_large_text(language: Any, width: int) -> None:
    def size(scale: float) -> float:
        look = Look(LIGHT, language, scale, width, width * 0.6)
        style = amount_text(
            "৳4,99,999.99", "amount.hero", "#000000", hero_room(look, width / 2), scale, look.grow
        ).style
        assert isinstance(style, ft.TextStyle)
        return (style.size or 0) * scale

    assert size(1.5) >= size(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_and_what_sends_the_code_are_in_sight_below_the_book_on_the_lowest_phone(language: Any) -> None:
    width, height = SMALLEST
    for large in (1, 1.5):
        room = (width - _SIDES) / large
        form = (
            high(say(language, "in.title"), "headline", room),
            high(say(language, "in.sub"), "small", room),
            high(say(language, "in.phone"), "label.small", room),
        )
        needed = book_height(Look(LIGHT, language, large, width, height)) + 20 + 4 * 14 + sum(form) * large + 64 + 62
        assert needed <= height


@pytest.mark.parametrize(("height", "side"), [(568, 160), (640, 210), (844, 210)])
def test_the_code_that_is_shared_gives_way_and_stays_large_enough_to_be_read(height: float, side: float) -> None:
    assert code_side(Look(LIGHT, "bn", 1.5, 320, height)) == side


@pytest.mark.parametrize(("size", "tight"), [((320, 568), True), ((360, 640), True), ((390, 844), False)])
def test_a_way_to_send_comes_before_the_message_where_both_have_no_room(size: tuple[int, int], tight: bool) -> None:
    assert is_tight(Look(LIGHT, "bn", 1, *size)) is tight


def width_of(words: str, style: str) -> float:
    file = _FILES.get(STYLES[style].family, "NotoSansBengali_600SemiBold")
    path = ASSETS / "assets" / "fonts" / f"{file}.ttf"
    font = ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.RAQM)
    return font.getlength(words) * STYLES[style].size / 100


def high(words: str, style: str, room: float) -> float:
    """How high these words stand in a column of this width, no word broken."""
    rows, row = 1, ""
    for word in words.split(" "):
        joined = f"{row} {word}" if row else word
        if width_of(joined, style) > room:
            rows, joined = rows + 1, word
        row = joined
    return rows * STYLES[style].size * STYLES[style].height
