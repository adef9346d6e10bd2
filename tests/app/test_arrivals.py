"""Several payments at once: each stands large, each is ticked off, and none is lost."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.arrivals import Arrivals
from app.form_memory import FormMemory, read_memory
from app.pace import Pace
from app.services.local_store import LocalStore
from app.state import Shop
from tests.support.later import Later
from tests.support.resources import SHOP, link, payment, refund

NOON = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)
DRAWN_EVERY = 0.3


class Counter:
    """One session on a device's disk, with a clock of the test's."""

    def __init__(self, path: Path, typed: FormMemory | None = None, later: Later | None = None) -> None:
        self.later = later or Later()
        self.typed, self.shop, self.store = typed or FormMemory(), Shop(), LocalStore(path)
        if self.store.last_seq is None:
            self.store.replace_all(SHOP, [link(1)], [], [], 0)
        self.arrivals = Arrivals(self.store, self.shop, self.typed, lambda: self.later.moment(NOON), self.later)
        self.arrivals.judge()

    def hear(self, number: int, *, at: float | None = None, **more: Any) -> None:
        """Take in that it was paid, just now or at another second."""
        moment = NOON + timedelta(seconds=self.later.now if at is None else at)
        doc = payment(number, paid_at=moment.isoformat(), created_at=moment.isoformat(), **more)
        self.store.apply((self.store.last_seq or 0) + 1, "payment.paid", doc)

    def comes(self, *numbers: int, seconds: float | None = None) -> "Counter":
        for number in numbers:
            self.hear(number)
            came = self.store.payment(f"pay_{number}")
            assert came is not None
            self.arrivals.stand(came, seconds)
        self.arrivals.judge()
        return self

    @property
    def large(self) -> list[str]:
        return [one.id for one in self.shop.arrivals]

    @property
    def unticked(self) -> set[str]:
        return {one.id for one in self.shop.unticked}


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def test_two_that_come_in_one_moment_stand_one_after_the_other(disk: Path) -> None:
    counter = Counter(disk).comes(1, 2)
    assert counter.large == ["pay_2", "pay_1"]
    counter.arrivals.tick_off("pay_2")
    assert counter.large == ["pay_1"]
    assert counter.store.shown_at("pay_2") == NOON
    assert counter.store.shown_at("pay_1") is None
    counter.arrivals.tick_off("pay_1")
    assert (counter.large, counter.unticked) == ([], set())


def test_the_newest_stands_above_in_whatever_order_they_are_heard_of(disk: Path) -> None:
    counter = Counter(disk)
    counter.hear(1, at=5)
    counter.hear(2, at=3)
    for number in (1, 2):
        came = counter.store.payment(f"pay_{number}")
        assert came is not None
        counter.arrivals.stand(came)
    counter.later.go_on(6)
    counter.arrivals.judge()
    assert counter.large == ["pay_1", "pay_2"]


def test_what_was_not_ticked_off_is_found_again_when_the_app_is_opened_anew(disk: Path) -> None:
    Counter(disk).comes(1, 2).arrivals.tick_off("pay_2")
    again = Counter(disk)
    assert (again.large, again.unticked) == ([], {"pay_1"})
    again.arrivals.take_up()
    assert again.large == ["pay_1"]
    again.arrivals.tick_off("pay_1")
    assert Counter(disk).unticked == set()


def test_what_came_while_the_app_was_closed_waits_too_and_stands_not_large_by_itself(disk: Path) -> None:
    counter = Counter(disk)
    counter.hear(1)
    counter.arrivals.judge()
    assert (counter.large, counter.unticked) == ([], {"pay_1"})


def test_what_stood_large_when_a_page_lost_its_line_does_so_again_with_what_came_meanwhile(disk: Path) -> None:
    before = Counter(disk).comes(1, 2)
    after = Counter(disk, read_memory(before.typed.as_json()))
    after.hear(3)
    after.arrivals.judge()
    missed = after.store.payment("pay_3")
    assert missed is not None
    again = after.arrivals.shown_again([missed])
    assert [one.id for one in again] == ["pay_1", "pay_2", "pay_3"]
    for one in again:
        after.arrivals.stand(one)
    after.arrivals.judge()
    assert after.large == ["pay_3", "pay_2", "pay_1"]
    assert after.typed.arrived_ids == after.large


def test_a_line_that_is_lost_again_before_all_was_heard_forgets_nothing(disk: Path) -> None:
    before = Counter(disk).comes(1)
    between = Counter(disk, before.typed.passed_on())
    after = Counter(disk, between.typed.passed_on())
    assert [one.id for one in after.arrivals.shown_again([])] == ["pay_1"]


def test_what_another_window_ticked_off_stands_here_no_more(disk: Path) -> None:
    here, there = Counter(disk).comes(1, 2), Counter(disk)
    there.arrivals.tick_off("pay_2")
    here.arrivals.judge()
    assert here.large == ["pay_1"]
    # Told of it once more, this window does not ask for a second tick.
    here.hear(2)
    here.arrivals.judge()
    assert here.unticked == {"pay_1"}


@pytest.mark.parametrize("how", ["promised back", "old"])
def test_green_that_is_true_no_more_goes_from_within_the_queue(disk: Path, how: str) -> None:
    counter = Counter(disk).comes(1)
    if how == "old":
        counter.later.go_on(599)
        counter.comes(2)
        counter.later.go_on(2)
    else:
        counter.comes(2)
        counter.store.apply(9, "refund.pending", refund(1))
    counter.arrivals.judge()
    assert counter.large == ["pay_2"]
    # What is only old is still to be ticked off; what goes back is not.
    assert counter.unticked == ({"pay_1", "pay_2"} if how == "old" else {"pay_2"})


def test_what_somebody_asked_to_see_stands_until_it_is_ticked_off_however_old(disk: Path) -> None:
    counter = Counter(disk).comes(1, 2)
    counter.later.go_on(3600)
    counter.arrivals.judge()
    assert counter.large == []
    counter.arrivals.take_up()
    counter.arrivals.judge()
    assert counter.large == ["pay_2", "pay_1"]
    counter.arrivals.tick_off("pay_2")
    counter.arrivals.put_away()
    assert (counter.large, counter.unticked) == ([], {"pay_1"})


def test_nothing_is_asked_to_be_ticked_off_for_more_than_a_day(disk: Path) -> None:
    counter = Counter(disk).comes(1)
    counter.later.go_on(86_400 + 1)
    counter.arrivals.judge()
    assert counter.unticked == set()


def test_money_that_is_not_for_these_goods_is_never_asked_for(disk: Path) -> None:
    counter = Counter(disk)
    counter.hear(1, duplicate=True)
    counter.hear(2, late=True)
    counter.arrivals.judge()
    assert counter.unticked == set()


def test_a_phone_shows_it_for_its_time_and_keeps_it_while_somebody_works_through_it(disk: Path) -> None:
    phone = Counter(disk).comes(1, seconds=8)
    phone.later.go_on(5)
    phone.comes(2, seconds=8)
    phone.later.go_on(5)
    assert phone.large == ["pay_2", "pay_1"]
    phone.later.go_on(4)
    assert (phone.large, phone.unticked) == ([], {"pay_1", "pay_2"})
    phone.comes(3, 4, seconds=8)
    phone.arrivals.tick_off("pay_4")
    phone.later.go_on(60)
    assert phone.large == ["pay_3"]


def test_looking_closer_is_noted_as_seen_and_is_no_tick(disk: Path) -> None:
    counter = Counter(disk).comes(1)
    counter.arrivals.look_closer("pay_1")
    assert counter.store.shown_at("pay_1") == NOON
    counter.arrivals.judge()
    assert counter.large == ["pay_1"]


def test_who_never_ticks_off_can_have_it_all_put_away(disk: Path) -> None:
    counter = Counter(disk).comes(1, 2)
    counter.arrivals.ask_no_ticks()
    assert (counter.large, Counter(disk).unticked) == ([], set())
    assert counter.store.shown_at("pay_1") is None


def test_it_came_just_now_for_ten_seconds_and_has_its_minute_after_that(disk: Path) -> None:
    counter = Counter(disk).comes(1)
    assert counter.shop.is_just_come
    counter.later.go_on(9.9)
    assert counter.shop.is_just_come
    counter.comes(2)
    counter.later.go_on(0.2)
    assert counter.shop.is_just_come
    counter.later.go_on(10)
    assert not counter.shop.is_just_come


def test_a_queue_of_another_version_of_the_file_is_kept(disk: Path) -> None:
    counter = Counter(disk).comes(1)
    counter.store._file.db.conn.execute("PRAGMA user_version=1")
    counter.store.close()
    store = LocalStore(disk)
    store.replace_all(SHOP, [link(1)], [payment(1, paid_at=NOON.isoformat())], [], 9)
    assert [one.id for one in store.unticked(NOON - timedelta(days=1))] == ["pay_1"]


def test_thirty_payments_in_a_minute_are_drawn_at_once_and_no_more_often_than_can_be_read() -> None:
    chance = random.Random(7)
    came = sorted(chance.uniform(0, 60) for _ in range(30)) + [60.0] * 10
    later, pace, drawn = Later(), Pace(DRAWN_EVERY, 0.01), list[float]()
    waiting, seen_after = list[float](), list[float]()

    def draw() -> None:
        pace.drawn(later.now)
        drawn.append(later.now)
        seen_after.extend(later.now - moment for moment in waiting)
        waiting.clear()

    for moment in came:
        later.go_on(moment - later.now)
        if not waiting:
            later(pace.wait(later.now), draw)
        waiting.append(moment)
    later.go_on(2)
    assert len(seen_after) == len(came)
    assert max(seen_after) <= DRAWN_EVERY + 0.001
    assert min(after - before for before, after in pairwise(drawn)) >= DRAWN_EVERY - 0.001


def test_the_first_payment_waits_for_nothing() -> None:
    pace = Pace(DRAWN_EVERY, 0.01)
    assert pace.wait(100.0) == 0.01
    pace.drawn(100.01)
    assert pace.wait(100.11) == pytest.approx(0.2)
    assert pace.wait(200.0) == 0.01
