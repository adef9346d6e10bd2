"""Limits hold for all workers, for as long as they say, and no longer."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.errors import TooOften
from checkout.ids import new_id
from checkout.rate_limits import BufferedLimit, Limit
from checkout.store import rate_limits as counts
from checkout.store.database import Database
from checkout.store.migrate import migrate
from tests.conftest import HandClock, NewUrl

MINUTE = timedelta(minutes=1)


def limit(db: Database, clock: HandClock, times: int = 3) -> Limit:
    return Limit("guesses", times, MINUTE, db, clock)


def passes(one: Limit, address: str = "203.0.113.9") -> bool:
    try:
        asyncio.run(one.consume(address))
    except TooOften:
        return False
    return True


def test_so_many_pass_and_the_next_is_told_when_to_come_again(db: Database, clock: HandClock) -> None:
    guesses = limit(db, clock)
    assert [passes(guesses) for _ in range(5)] == [True] * 3 + [False] * 2
    clock.forward(seconds=20)
    with pytest.raises(TooOften) as refused:
        asyncio.run(guesses.check("203.0.113.9"))
    assert refused.value.retry_after_seconds == 40
    assert passes(guesses, "203.0.113.10")
    clock.forward(seconds=40)
    assert passes(guesses)


def test_two_workers_count_together_and_a_restart_forgets_nothing(
    new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory, clock: HandClock
) -> None:
    url = new_url(tmp_path_factory.mktemp("limits"))
    workers = [Database(url, clock=clock, new_id=new_id, public_url="https://pay.example") for _ in range(2)]
    assert [passes(limit(workers[number % 2], clock)) for number in range(4)] == [True] * 3 + [False]
    for worker in workers:
        worker.close()
    again = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    assert not passes(limit(again, clock))
    again.close()


def calls(buffered: BufferedLimit, who: str = "one device") -> int:
    """How many calls pass before one does not."""
    for number in range(1_000):
        try:
            asyncio.run(buffered.consume(who))
        except TooOften:
            return number
    return 1_000


def test_a_tally_writes_once_in_so_many_and_all_workers_together_pass_hardly_more_than_may(
    db: Database, clock: HandClock
) -> None:
    workers = [BufferedLimit(limit(db, clock, times=60)) for _ in range(2)]
    assert calls(workers[0]) + calls(workers[1]) <= 60 + 2 * BufferedLimit.STEP
    assert calls(workers[0], "another device") > 0
    with pytest.raises(TooOften) as refused:
        asyncio.run(workers[0].consume("one device"))
    assert refused.value.retry_after_seconds == 60
    clock.forward(minutes=1)
    assert calls(workers[0]) >= 60


def test_at_the_same_moment_no_more_pass_than_may(db: Database, clock: HandClock) -> None:
    async def all_at_once() -> list[object]:
        guesses = limit(db, clock, 5)
        return await asyncio.gather(*(guesses.consume("x") for _ in range(20)), return_exceptions=True)

    assert asyncio.run(all_at_once()).count(None) == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(pauses=st.lists(st.integers(0, 40), min_size=1, max_size=15), times=st.integers(1, 4))
def test_in_no_period_that_was_begun_do_more_pass_than_may(
    db: Database, clock: HandClock, pauses: list[int], times: int
) -> None:
    one, address = limit(db, clock, times), new_id("x")
    passed = []
    for pause in pauses:
        clock.forward(seconds=pause)
        if passes(one, address):
            passed.append(clock.now)
    for start in passed[::times]:
        assert len([moment for moment in passed if start <= moment < start + MINUTE]) <= times


def test_two_workers_call_an_address_by_one_name_and_two_installations_by_two(
    new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory, clock: HandClock
) -> None:
    def names(url: str) -> set[str]:
        workers = [Database(url, clock=clock, new_id=new_id, public_url="https://pay.example") for _ in range(2)]
        found = {worker.hidden("203.0.113.9") for worker in workers}
        for worker in workers:
            worker.close()
        return found

    url = new_url(tmp_path_factory.mktemp("one"))
    (before,) = names(url)
    folder = tmp_path_factory.mktemp("other")
    fresh = f"sqlite:///{folder / 'checkout.db'}"
    migrate(fresh)
    assert names(url) == {before}
    assert names(fresh) != {before}


def test_the_table_tells_nobody_who_came_and_drops_what_is_past(db: Database, clock: HandClock) -> None:
    passes(limit(db, clock))
    key = limit(db, clock)._key("203.0.113.9")
    assert db.read_now(counts.get, key) is not None
    bare = (f"guesses {address}" for address in ("203.0.113.9", hashlib.sha256(b"203.0.113.9").hexdigest()))
    assert key not in {hashlib.sha256(one.encode()).hexdigest() for one in bare}
    clock.forward(seconds=59)
    assert db.transact_now(lambda uow: counts.forget_past(uow.conn, uow.now)) == 0
    clock.forward(seconds=1)
    assert db.transact_now(lambda uow: counts.forget_past(uow.conn, uow.now)) == 1
    assert db.read_now(counts.get, key) is None
