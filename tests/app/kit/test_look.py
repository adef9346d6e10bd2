"""How a screen looks: one answer for all who draw on it."""

import flet as ft
import pytest

from app.kit.look import Look, use_look, use_palette, use_words
from app.kit.palette import DARK, LIGHT
from app.state import Account
from language import LANGUAGES
from tests.support.drawing import shown


def look_at(account: Account) -> Look:
    looks: list[Look] = []

    def draw() -> ft.Control:
        looks.append(use_look())
        assert use_palette() is looks[-1].p
        assert use_words()("act.save") == looks[-1].t("act.save")
        return ft.Text("")

    shown(draw, account)
    return looks[-1]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_words_and_the_colours_are_those_that_who_holds_the_device_has_chosen(language: str) -> None:
    (chosen,) = (one for one in LANGUAGES if one == language)
    look = look_at(Account(language=chosen, dark=True))
    assert look.p is DARK
    assert look.t("act.save") == {"bn": "সেভ করুন", "en": "Save"}[language]
    assert look_at(Account(language=chosen)).p is LIGHT


@pytest.mark.parametrize(
    ("width", "scale", "is_wide", "is_large"),
    [(390, 1, False, False), (999, 1.29, False, False), (1000, 1.3, True, True), (320, 1.5, False, True)],
)
def test_a_desktop_and_large_text_begin_where_the_design_says(
    width: float, scale: float, is_wide: bool, is_large: bool
) -> None:
    look = look_at(Account(width=width, height=800, text_scale=scale))
    assert (look.is_wide, look.is_large) == (is_wide, is_large)


@pytest.mark.parametrize(
    ("width", "height", "grow"),
    [(1280, 700, 1), (1024, 600, 1), (1920, 1050, 1.5), (1920, 700, 1), (3840, 2160, 2)],
)
def test_a_counters_screen_is_drawn_larger_with_both_its_sides_and_twice_at_most(
    width: float, height: float, grow: float
) -> None:
    assert look_at(Account(width=width, height=height)).grow == grow


@pytest.mark.parametrize(
    ("height", "scale", "is_low"), [(568, 1, False), (844, 1.5, False), (568, 1.5, True), (640, 1.5, True)]
)
def test_a_window_is_low_in_the_size_of_its_text(height: float, scale: float, is_low: bool) -> None:
    assert Look(LIGHT, "bn", scale, 320, height).is_low is is_low
