"""Commands that come while another one is done: one commit for all of them, and each is undone by itself."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, cast

import pytest
from sqlalchemy import event

from checkout.commands.merchants import create_merchant
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.errors import DatabaseAway
from checkout.ids import new_id
from checkout.store import batches, events
from checkout.store.database import Database
from checkout.store.telling import Logged
from checkout.store.unit_of_work import UnitOfWork
from tests.conftest import HandClock, NewUrl
from tests.support.shop import until
from tests.support.trouble import sqlite_error

PATIENCE_SECONDS: Final = 60
Command = Callable[[UnitOfWork], Any]


@pytest.fixture
def db(new_sqlite: NewUrl, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    database = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


class Shop:
    """A shop whose log is written, and what its streams are told of it."""

    def __init__(self, db: Database) -> None:
        self.db, self.told = db, list[int]()
        self.commits_count = 0
        self.id: MerchantId = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        db.after_commit = self._hear
        event.listen(db._writer, "commit", self._commit)

    def log(self, uow: UnitOfWork) -> int:
        events.append(uow, self.id, EventType.LINK_UPDATED, {"id": "pl_1"})
        return uow.logged[self.id][-1].seq

    @property
    def kept(self) -> list[int]:
        return [one.seq for one in self.db.read_now(events.after, self.id, 0, 1_000)]

    def _hear(self, logged: Logged) -> None:
        self.told += [one.seq for one in logged[self.id]]

    def _commit(self, _: object) -> None:
        self.commits_count += 1


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db)


class Held:
    """The writing thread, which does nothing before it is let go."""

    def __init__(self) -> None:
        self._begun, self._goes_on = threading.Event(), threading.Event()

    async def begin(self, db: Database) -> None:
        self._ended = asyncio.create_task(db.transact(self._hold))
        await until(self._begun.is_set)

    async def let_go(self) -> None:
        self._goes_on.set()
        await self._ended

    def _hold(self, _: UnitOfWork) -> None:
        self._begun.set()
        assert self._goes_on.wait(PATIENCE_SECONDS)


def together(db: Database, commands: Sequence[Command], gone: Sequence[int] = ()) -> list[Any]:
    """How these end that all come while one is done; for those at these places nobody waits any more."""

    async def run() -> list[Any]:
        held = Held()
        await held.begin(db)
        waiting = [asyncio.create_task(db.transact(command)) for command in commands]
        await asyncio.sleep(0)
        for place in gone:
            waiting[place].cancel()
        await asyncio.sleep(0)
        await held.let_go()
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS))


def test_those_who_wait_are_kept_by_one_commit_in_the_order_in_which_they_came(shop: Shop) -> None:
    assert together(shop.db, [shop.log] * 20) == list(range(1, 21))
    assert (shop.kept, shop.told) == (list(range(1, 21)), list(range(1, 21)))
    # Of the one that they waited for, and theirs.
    assert shop.commits_count == 2


def test_not_more_are_kept_together_than_shall_wait_for_each_other(shop: Shop) -> None:
    count = 2 * batches.BATCH_MOST + 1
    assert together(shop.db, [shop.log] * count) == list(range(1, count + 1))
    assert shop.commits_count == 1 + 3


def test_what_one_refuses_or_fails_in_is_undone_and_the_others_are_kept(shop: Shop) -> None:
    def refuse(uow: UnitOfWork) -> None:
        shop.log(uow)
        raise ZeroDivisionError

    def collide(uow: UnitOfWork) -> None:
        shop.log(uow)
        create_merchant(uow, "+8801712345678", slug="karim")

    ends = together(shop.db, [shop.log, refuse, shop.log, collide, shop.log])
    assert ends[::2] == [1, 2, 3]
    assert isinstance(ends[1], ZeroDivisionError)
    assert isinstance(ends[3], Exception)
    assert (shop.kept, shop.told) == ([1, 2, 3], [1, 2, 3])


def test_nobody_hears_of_what_is_not_kept_yet(shop: Shop) -> None:
    seen: list[tuple[int, int, int]] = []

    async def run() -> None:
        loop, answered = asyncio.get_running_loop(), list[int]()

        async def ask(command: Command) -> None:
            answered.append(await shop.db.transact(command))

        def look(_: UnitOfWork) -> int:
            # Whatever the loop was given to tell is told by then.
            for __ in range(3):
                asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(PATIENCE_SECONDS)
            seen.append((len(answered), len(shop.told), len(shop.kept)))
            return 0

        held = Held()
        await held.begin(shop.db)
        waiting = [asyncio.create_task(ask(command)) for command in (shop.log, shop.log, look)]
        await asyncio.sleep(0)
        await held.let_go()
        await asyncio.gather(*waiting)
        assert (answered, shop.told) == ([1, 2, 0], [1, 2])

    asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS))
    assert seen == [(0, 0, 0)]


@pytest.mark.parametrize("where", ["in one of them", "at their commit"])
def test_what_the_database_cannot_keep_each_of_them_hears(shop: Shop, where: str) -> None:
    def fill(_: object) -> None:
        raise sqlite_error(13)

    def then_full(uow: UnitOfWork) -> None:
        if where == "at their commit":
            event.listen(shop.db._writer, "commit", fill)
        else:
            fill(uow)

    ends = together(shop.db, [shop.log, then_full, shop.log])
    assert [type(one) for one in ends] == [DatabaseAway] * 3
    assert (shop.kept, shop.told) == ([], [])


def test_one_that_raises_what_no_future_takes_leaves_nobody_behind_it_waiting(shop: Shop) -> None:
    def runs_out(_: UnitOfWork) -> int:
        return next(iter(()))

    first, failed, last = together(shop.db, [shop.log, runs_out, shop.log])
    assert (first, type(failed), last) == (1, RuntimeError, 2)


def test_who_has_gone_before_its_turn_has_nothing_done(shop: Shop) -> None:
    ends = together(shop.db, [shop.log] * 4, gone=(1, 3))
    assert [ends[0], ends[2]] == [1, 2]
    assert shop.kept == [1, 2]


def test_a_long_one_is_kept_alone(shop: Shop) -> None:
    async def run() -> None:
        held = Held()
        await held.begin(shop.db)
        first = asyncio.create_task(shop.db.transact(shop.log))
        long = asyncio.create_task(shop.db.transact_alone(shop.log))
        await asyncio.sleep(0)
        await held.let_go()
        assert sorted(await asyncio.gather(first, long)) == [1, 2]

    asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS))
    assert shop.commits_count == 3


@pytest.mark.parametrize("count", [3, 2 * batches.BATCH_MOST + 1])
def test_a_checkout_that_stops_keeps_what_waits(shop: Shop, count: int) -> None:
    async def run() -> list[int]:
        held = Held()
        await held.begin(shop.db)
        waiting = [asyncio.create_task(shop.db.transact(shop.log)) for _ in range(count)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(shop.db.close))
        while not cast(ThreadPoolExecutor, shop.db._threads.writing)._shutdown:
            await asyncio.sleep(0.01)
        await held.let_go()
        await closing
        return await asyncio.gather(*waiting)

    assert asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS)) == list(range(1, count + 1))


def test_the_writer_is_called_once_for_all_who_come_before_it_takes_them(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, submit = list[Any](), shop.db._threads.writing.submit

    def counted(*asked: Any) -> Any:
        calls.append(asked)
        return submit(*asked)

    monkeypatch.setattr(shop.db._threads.writing, "submit", counted)
    count = 2 * batches.BATCH_MOST
    assert together(shop.db, [shop.log] * count) == list(range(1, count + 1))
    # For the one that they waited for, for the first of them, and for those whom one commit has no room for.
    assert len(calls) == 3
