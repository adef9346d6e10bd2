"""What screens stand on: heads that screen readers jump by, and pictures that keep their size."""

import flet as ft
import pytest

from app.kit.palette import DARK, LIGHT, Palette
from app.kit.surfaces import as_heading, beside_margin, card, heading, mark, rule, scrolling, top_bar
from app.kit.typography import text
from app.state import Account
from tests.support.drawing import controls_of, named, only, shown


def nothing() -> None:
    """A press that is only looked at."""


def test_a_screens_bar_names_the_screen_once_and_says_how_to_leave_it() -> None:
    session = shown(lambda: top_bar("লিংক", nothing, "ফিরে যান"))
    heads = [one for one in controls_of(session, ft.Semantics) if one.heading_level]
    assert [(one.heading_level, one.content.value) for one in heads if isinstance(one.content, ft.Text)] == [
        (1, "লিংক")
    ]
    assert named(session, "back").label == "ফিরে যান"


@pytest.mark.parametrize(("closes", "icon"), [(True, ft.Icons.CLOSE_ROUNDED), (False, ft.Icons.ARROW_BACK_ROUNDED)])
def test_a_window_that_is_closed_has_a_cross_and_a_screen_that_is_left_an_arrow(
    closes: bool, icon: ft.IconData
) -> None:
    assert only(shown(lambda: top_bar("", nothing, "ফিরে যান", closes=closes)), ft.Icon).icon == icon


def test_the_cross_on_a_white_screen_is_dark_in_the_dark_theme_too() -> None:
    dark = Account(dark=True)
    assert only(shown(lambda: top_bar("", nothing, "ফিরে যান"), dark), ft.Icon).color == DARK.on_surface
    assert only(shown(lambda: top_bar("", nothing, "ফিরে যান", on=LIGHT), dark), ft.Icon).color == LIGHT.on_surface


def test_words_that_are_there_are_a_heading_as_they_are() -> None:
    words = text("আজ", "title", LIGHT.on_surface)
    session = shown(lambda: as_heading(words, ident="today"))
    today = named(session, "today")
    assert (today.heading_level, today.content) == (2, words)


def test_a_heading_without_a_name_for_tests_has_none_at_all() -> None:
    session = shown(lambda: heading("আজ", "title", LIGHT.on_surface))
    assert only(session, ft.Semantics).identifier is None


def test_the_content_beside_the_margin_begins_right_of_its_two_lines() -> None:
    session = shown(lambda: beside_margin(ft.Text("৳৫০০"), LIGHT.margin_rule, left=20, gap=12))
    content, *lines = only(session, ft.Stack).controls
    assert isinstance(content, ft.Container)
    assert isinstance(content.padding, ft.Padding)
    edges = [(line.left or 0) + (line.width or 0) for line in lines if isinstance(line, ft.Container)]
    assert (len(edges), content.padding.left) == (2, max(edges) + 12)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_brand_has_one_size_however_large_text_is(scale: float) -> None:
    style = only(shown(lambda: mark(LIGHT, scale)), ft.Text).style
    assert isinstance(style, ft.TextStyle)
    assert (style.size or 0) * scale == pytest.approx(18)


def test_a_screens_body_scrolls_by_itself_and_its_parts_are_as_wide_as_it_is() -> None:
    body = scrolling([ft.Text("১"), ft.Text("২")])
    assert (body.scroll, body.expand) == (ft.ScrollMode.AUTO, True)
    inner = only(shown(lambda: ft.Container(body.controls[0])), ft.Column)
    assert inner.horizontal_alignment == ft.CrossAxisAlignment.STRETCH


@pytest.mark.parametrize(("dark", "p"), [(False, LIGHT), (True, DARK)])
def test_a_card_and_the_hairlines_in_it_have_the_colours_of_the_screen(dark: bool, p: Palette) -> None:
    session = shown(lambda: card(rule()), Account(dark=dark))
    outer, inner = controls_of(session, ft.Container)
    assert (outer.bgcolor, inner.bgcolor) == (p.surface_container_lowest, p.outline_variant)
