"""Rows: what parts them, what the keys chose, and how old they are."""

from datetime import UTC, datetime, timedelta

import flet as ft
import pytest

from app.kit.fields import scroll_key
from app.kit.palette import LIGHT
from app.kit.rows import focus_ring, near_time, row_edges, row_key
from app.state import Account
from tests.support.drawing import shown

NOW = datetime(2026, 11, 12, 4, 45, tzinfo=UTC)
"""A quarter to eleven in the morning in Dhaka."""
AFTER_MIDNIGHT = datetime(2026, 11, 12, 18, 15, tzinfo=UTC)
"""Where in Dhaka the next day is a quarter of an hour old."""


@pytest.mark.parametrize(("is_first", "chosen"), [(True, False), (True, True), (False, False), (False, True)])
def test_rows_are_parted_by_a_line_and_the_chosen_one_is_marked_at_its_left(is_first: bool, chosen: bool) -> None:
    edges = row_edges(LIGHT, is_first=is_first, chosen=chosen)
    if edges is None:
        assert is_first
        assert not chosen
        return
    none = ft.BorderStyle.NONE
    assert edges.top is not None
    assert edges.left is not None
    assert (edges.top.style == none, edges.left.style == none) == (is_first, not chosen)
    assert not chosen or edges.left.color == LIGHT.primary


def test_what_the_arrow_keys_chose_has_a_ring_on_all_sides() -> None:
    ring = focus_ring(LIGHT)
    sides = [ring.top, ring.right, ring.bottom, ring.left]
    assert {(side.width, side.color) for side in sides if side is not None} == {(2, LIGHT.focus)}


@pytest.mark.parametrize(("width", "is_kept"), [(390, False), (1280, True)])
def test_only_where_there_are_keys_a_row_is_one_that_they_find(width: float, is_kept: bool) -> None:
    keys: list[ft.ScrollKey | None] = []

    def draw() -> ft.Control:
        keys.append(row_key("pl_1"))
        return ft.Text("৳৫০০")

    shown(draw, Account(width=width))
    assert keys == [scroll_key("pl_1") if is_kept else None]


@pytest.mark.parametrize(
    ("now", "ago", "words"),
    [
        (NOW, timedelta(minutes=3), "সকাল ১০:৪২"),
        (NOW, timedelta(hours=10, minutes=44), "রাত ১২:০১"),
        (NOW, timedelta(hours=10, minutes=46), "১১ নভেম্বর"),
        (NOW, timedelta(days=40), "৩ অক্টোবর"),
        (AFTER_MIDNIGHT, timedelta(minutes=10), "রাত ১২:০৫"),
        (AFTER_MIDNIGHT, timedelta(minutes=20), "১২ নভেম্বর"),
    ],
)
def test_a_moment_of_today_is_an_hour_and_one_before_midnight_in_dhaka_a_day(
    now: datetime, ago: timedelta, words: str
) -> None:
    assert near_time(now - ago, now, "bn") == words
