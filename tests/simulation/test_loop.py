"""The simulated time, lanes in the place of threads, and processes that die without a last word."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock, NewUrl
from tests.simulation.chances import Chances
from tests.simulation.loop import Died, Lane, Process, SimulatedLoop, Standstill
from tests.simulation.servers import before_each_statement
from tests.support.books import PAID, Books


@pytest.fixture
def loop() -> Iterator[SimulatedLoop]:
    made = SimulatedLoop()
    yield made
    made.close()


def test_a_year_of_waiting_takes_no_time(loop: SimulatedLoop) -> None:
    loop.run_until_complete(asyncio.sleep(365 * 86_400))
    assert loop.time() == 365 * 86_400


def test_when_nobody_can_go_on_that_is_said(loop: SimulatedLoop) -> None:
    with pytest.raises(Standstill):
        loop.run_until_complete(loop.create_future())


def test_a_lane_does_its_jobs_one_after_another_and_answers_later(loop: SimulatedLoop) -> None:
    lane, done = Lane(loop, "write", 1, Chances("1")), list[float]()

    async def run() -> float:
        first, second = (loop.run_in_executor(lane, lambda: done.append(loop.time())) for _ in range(2))
        await first
        answered_at = loop.time()
        await second
        return answered_at

    answered_at = loop.run_until_complete(run())
    assert done[0] < answered_at <= done[1]


def test_what_a_process_began_is_neither_finished_nor_undone_when_it_dies(loop: SimulatedLoop) -> None:
    said: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(5)
            said.append("finished")
        finally:
            said.append("undone")

    async def run() -> Process:
        process = Process("checkout")
        process.begin(work())
        await asyncio.sleep(1)
        process.is_dead = True
        await asyncio.sleep(10)
        return process

    process = loop.run_until_complete(run())
    assert said == []
    process.bury()


def test_who_dies_in_a_job_gives_no_answer(loop: SimulatedLoop) -> None:
    lane = Lane(loop, "write", 1, Chances("1"))

    def dies() -> None:
        raise Died

    async def run() -> bool:
        answer = loop.run_in_executor(lane, dies)
        await asyncio.sleep(60)
        return bool(answer.done())

    assert loop.run_until_complete(run()) is False


def test_a_process_may_die_at_every_statement_of_a_payment_that_is_booked(
    new_sqlite: NewUrl, tmp_path: Path, clock: HandClock
) -> None:
    """At those that go straight to the driver, too: all that moves money does."""
    db = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    books, left = Books(db), [0]
    db._writer.dispose()

    def may_die() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died

    before_each_statement(db._writer, may_die)
    began, deaths_count = books.start(), 0
    while True:
        deaths_count += 1
        left[0] = deaths_count
        with suppress(Died):
            books.answer(began, PAID)
            break
        assert (books.balance, audit_books(db).differences) == (Money(0), ())
    assert deaths_count > 10
    assert audit_books(db).differences == ()
    db.close()


def test_what_is_drawn_about_one_thing_does_not_hang_on_another() -> None:
    alone, beside = Chances("7"), Chances("7")
    beside.share("another thing")
    assert [alone.share("it"), alone.share("it")] == [beside.share("it"), beside.share("it")]
