"""Where, of what and when a shop is told, as the app reads, steps and sends it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.documents import WrongField
from app.model.told_places import (
    OTHER,
    SUBJECTS,
    Place,
    QuietHours,
    Trial,
    clock_of,
    clock_words,
    half_hour_back,
    half_hour_on,
    in_order,
    read_clock,
    read_places,
    read_trial,
    turned,
)

MINUTES = st.integers(0, 24 * 60 - 1)
TELLS = st.frozensets(st.sampled_from(SUBJECTS))
TOLD = {"channels": ["webhook", "sms", "fax"], "browsers_count": 2, "browsers_tell": ["paid"], "quiet": None}
PLACE = {"id": "out_1", "kind": "sms", "address": "01712345678", "tells": ["held", "of_a_newer_server"]}


@given(MINUTES)
def test_the_half_hours_lead_around_the_clock_and_back(minute: int) -> None:
    on, back = half_hour_on(minute), half_hour_back(minute)
    assert (on % 30, back % 30) == (0, 0)
    assert 0 < (on - minute) % 1440 <= 30
    assert 0 < (minute - back) % 1440 <= 30
    assert half_hour_back(half_hour_on(on)) == on


@given(MINUTES)
def test_an_hour_is_read_as_it_is_sent(minute: int) -> None:
    assert read_clock(clock_of(minute)) == minute


@pytest.mark.parametrize("text", ["", "24:00", "7", "07:60", "a:b", "০৭:০০", "-1:00"])
def test_what_is_no_hour_is_no_answer_of_the_checkouts(text: str) -> None:
    with pytest.raises(WrongField):
        read_clock(text)


def test_an_hour_is_said_as_the_shop_says_it() -> None:
    assert clock_words(23 * 60 + 30, "bn") == "রাত ১১:৩০"
    assert clock_words(7 * 60, "en") == "7:00 AM"


@given(TELLS, st.sampled_from(SUBJECTS))
def test_a_subject_that_is_pressed_turns_and_no_other(tells: frozenset[str], subject: str) -> None:
    assert turned(turned(tells, subject), subject) == tells
    assert turned(tells, subject) ^ tells == {subject}


def test_what_a_newer_server_knows_is_kept_and_not_chosen() -> None:
    told = read_places({**TOLD, "quiet": {"begins": "23:00", "ends": "07:00", "paid_breaks": True}}, [PLACE])
    place = Place("out_1", "sms", "01712345678", frozenset({"held", "of_a_newer_server"}), None)
    assert (told.kinds, told.quiet, told.places) == (("sms", "webhook"), QuietHours(1380, 420, True), (place,))
    assert in_order(turned(place.tells, "paid")) == ["paid", "held", "of_a_newer_server"]
    assert (told.place("out_1"), told.place("out_2")) == (place, None)


def test_when_a_place_was_last_told_is_a_moment() -> None:
    (place,) = read_places(TOLD, [{**PLACE, "last_told_at": "2026-11-12T04:42:00Z"}]).places
    assert place.last_told_at == datetime(2026, 11, 12, 4, 42, tzinfo=UTC)


def test_a_try_was_taken_only_where_the_checkout_says_so() -> None:
    assert read_trial({"is_taken": True, "took_ms": 312, "why_not": ""}) == Trial(312, "")
    assert read_trial({"is_taken": False, "took_ms": 15, "why_not": "HTTP 500"}).why_not == "HTTP 500"
    assert read_trial({"took_ms": 15}).why_not
    assert (
        read_trial({"is_taken": False, "took_ms": 15, "why_not": "HTTP 500", "reason": "refused"}).reason == "refused"
    )
    for told in ({}, {"reason": "eclipse"}):
        assert read_trial({"is_taken": False, "took_ms": 15, "why_not": "x", **told}).reason == OTHER
