"""Of what a shop is told, and the hours at which its people are told nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.access import THE_OWNER, Grant, Role, Scope
from checkout.core.event_types import TOLD_OUTSIDE, EventType
from checkout.core.merchant import MerchantId
from checkout.core.notices import (
    SUBJECT_OF,
    USUALLY_TOLD,
    QuietHours,
    Subject,
    as_text,
    clock_of,
    may_have_told,
    read_clock,
    subjects_of,
)
from checkout.core.outlet import FIRST_RUNG, LAST_RUNG_AFTER, TRIAL, WEBHOOK, Delivery, Kind, Outlet
from language import DHAKA
from tests.support.channels import KINDS

DAY = 24 * 60
MINUTES = st.integers(0, DAY - 1)
HOURS = st.builds(
    lambda begins, lasts, breaks: QuietHours(begins, (begins + lasts) % DAY, breaks),
    MINUTES,
    st.integers(1, DAY - 1),
    st.booleans(),
)
MOMENTS = st.integers(0, 366 * DAY * 60).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SUBJECTS = st.sampled_from(Subject)


def minute_of(moment: datetime) -> int:
    local = moment.astimezone(DHAKA)
    return local.hour * 60 + local.minute


@given(HOURS)
def test_they_last_as_long_as_from_their_beginning_to_their_end_past_midnight_or_not(hours: QuietHours) -> None:
    assert sum(map(hours.is_within, range(DAY))) == (hours.ends - hours.begins) % DAY
    assert hours.is_within(hours.begins)
    assert not hours.is_within(hours.ends)


@given(HOURS, SUBJECTS, MOMENTS)
def test_what_rests_is_told_at_their_end_which_is_never_farther_than_they_last(
    hours: QuietHours, subject: Subject, now: datetime
) -> None:
    until = hours.rest_until(subject, now)
    breaks = subject is Subject.PAID and hours.paid_breaks
    assert (until is None) == (breaks or not hours.is_within(minute_of(now)))
    if until is not None:
        assert timedelta() < until - now <= timedelta(minutes=(hours.ends - hours.begins) % DAY)
        assert (minute_of(until), until.second, until.microsecond) == (hours.ends, 0, 0)
        assert hours.rest_until(subject, until) is None
        assert hours.is_within(minute_of(now + (until - now) / 2))


def test_a_night_in_dhaka_goes_past_midnight() -> None:
    night = QuietHours(23 * 60, 7 * 60, paid_breaks=False)
    late, early, day = (datetime(2026, 11, 12, hour, 30, tzinfo=UTC) for hour in (17, 0, 4))
    morning = datetime(2026, 11, 12, 1, tzinfo=UTC)
    assert night.rest_until(Subject.HELD, late) == morning + timedelta(days=1)
    assert night.rest_until(Subject.HELD, early) == morning
    assert night.rest_until(Subject.HELD, day) is None


@given(MINUTES)
def test_an_hour_is_read_as_it_is_written(minute: int) -> None:
    assert read_clock(clock_of(minute)) == minute


@pytest.mark.parametrize(
    "text", ["", "24:00", "7:00", "07:60", "0700", "07:00\n", " 07:00", "০৭:০০", "-1:00", "07:00:00"]
)
def test_what_is_no_hour_of_a_day_is_none(text: str) -> None:
    assert read_clock(text) is None


@given(st.frozensets(SUBJECTS))
def test_subjects_are_read_as_they_are_kept(subjects: frozenset[Subject]) -> None:
    assert subjects_of(as_text(subjects)) == subjects
    assert subjects_of(f"{as_text(subjects)} of_a_newer_version") == subjects


def test_each_event_that_is_told_outside_has_its_subject_and_each_subject_an_event() -> None:
    assert set(SUBJECT_OF) == TOLD_OUTSIDE
    assert set(SUBJECT_OF.values()) == set(Subject)


@pytest.mark.parametrize(
    ("grant", "may"),
    [
        (THE_OWNER, True),
        (Grant(Role.MANAGER), False),
        (Grant(Role.CASHIER), False),
        (Grant(Role.PROGRAM, frozenset({Scope.OUTLETS_WRITE, Scope.PAYMENTS_READ})), False),
        (Grant(Role.PROGRAM, frozenset({Scope.OUTLETS_WRITE, Scope.PAYOUTS_READ})), True),
    ],
)
def test_only_who_is_told_of_payouts_has_them_told_elsewhere(grant: Grant, may: bool) -> None:
    assert may_have_told(grant, USUALLY_TOLD)
    assert may_have_told(grant, frozenset({Subject.PAYOUT_SENT})) is may


def delivery(kind: Kind, event_type: str, quiet: QuietHours | None) -> Delivery:
    now = datetime(2026, 11, 12, tzinfo=UTC)
    outlet = Outlet("out_1", MerchantId("mer_1"), kind, "", "", now)
    return Delivery("msg_1", outlet, event_type, "{}", now, "শ", "bn", 0, now, quiet=quiet)


@pytest.mark.parametrize("kind", KINDS)
def test_people_rest_and_servers_do_not_and_texts_come_after_all_others(kind: Kind) -> None:
    night, now = QuietHours(23 * 60, 7 * 60, paid_breaks=True), datetime(2026, 11, 12, 0, tzinfo=UTC)
    morning = datetime(2026, 11, 12, 1, tzinfo=UTC)
    until = None if kind == WEBHOOK else morning + LAST_RUNG_AFTER if kind not in FIRST_RUNG else morning
    assert delivery(kind, EventType.PAYMENT_ON_HOLD, night).rest_until(now) == until
    for told_at_once in (
        delivery(kind, EventType.PAYMENT_PAID, night),
        delivery(kind, EventType.PAYMENT_ON_HOLD, None),
        delivery(kind, TRIAL, night),
    ):
        assert told_at_once.rest_until(now) is None
