"""Money that stands large, on the smallest phone: nothing that is said beside the sum is cut."""

from typing import Any, Final

import pytest
from PIL import ImageFont

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.kit.typography import STYLES
from app.shell import ASSETS
from app.views.arrived import BETWEEN, around_words, gaps
from app.words import say
from language import LANGUAGES

SMALLEST: Final = (320, 568)
_FILES: Final = {"Display700": "AnekBangla_700Bold", "Display600": "AnekBangla_600SemiBold"}
# The edges; a press on the sentence with the gap before it.
_SIDES, _KNOWN = 40, 34 + 12
_HEAD: Final = 48
_MARK: Final = 24 + 12
_SUM: Final = 60


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
def test_the_days_word_is_seen_below_a_name_of_two_lines_in_large_text(language: Any) -> None:
    large, name = 1.5, "মোহাম্মদ আব্দুল্লাহ আল মামুন চৌধুরী"
    width, height = SMALLEST
    room = (width - _SIDES) / large
    lines = (
        high(say(language, "st.paid"), "headline", room),
        _SUM / large,  # A sum takes the room that there is.
        high(name, "title", room),
        high(say(language, "arr.word", word="shapla"), "label", room),
    )
    look = Look(LIGHT, language, large, width, height)
    around_given, around_view = around_words(look)
    below = (
        high(say(language, "go.paid"), "label", room - _MARK / large) * large,
        high(say(language, "chk.given"), "label", room) * large + 2 * around_given,
        high(say(language, "pay.view"), "label", room) * large + 2 * around_view,
    )
    around, between = gaps(look)
    needed = 2 * around + _HEAD + sum(lines) * large + 3 * BETWEEN + sum(below) + 4 * between
    assert needed <= height


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
