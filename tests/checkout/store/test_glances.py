"""On SQLite what takes an instant is looked up by the event loop itself; what does not leaves it alone."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from checkout.errors import DatabaseAway, NotFound
from checkout.ids import new_id
from checkout.store import glances
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.statements import Statement
from tests.conftest import NewUrl

LONG = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT count(*), max(i) FROM n"
)


@pytest.fixture
def url(new_sqlite: NewUrl, tmp_path: Path) -> str:
    return new_sqlite(tmp_path)


def opened(url: str) -> Database:
    return Database(url, clock=utc_now, new_id=new_id, public_url="")


class Look:
    """A query, and in which threads it was asked."""

    def __init__(self, ask: Callable[[Connection], object]) -> None:
        self._ask, self.threads = ask, list[str]()

    def __call__(self, conn: Connection) -> object:
        self.threads.append(threading.current_thread().name)
        return self._ask(conn)


class Full(sqlite3.OperationalError):
    """As SQLite says it of a disk."""

    sqlite_errorcode = sqlite3.SQLITE_FULL


def one(conn: Connection) -> object:
    return conn.execute(text("SELECT 1")).scalar()


def many(conn: Connection) -> object:
    return tuple(conn.execute(LONG).one())


def is_reader(name: str) -> bool:
    return name.startswith("read")


def test_what_takes_an_instant_needs_no_thread(url: str) -> None:
    db, look = opened(url), Look(one)
    assert asyncio.run(db.read(look)) == 1
    db.close()
    assert look.threads == [threading.current_thread().name]


def test_what_takes_longer_is_begun_anew_in_a_thread_and_the_loop_goes_on(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glances, "GLANCE_SECONDS", 0.0)
    db, look, steps = opened(url), Look(many), list[str]()

    async def beside() -> object:
        reading = asyncio.ensure_future(db.read(look))
        while not reading.done():
            steps.append("went on")
            await asyncio.sleep(0)
        return await reading

    assert asyncio.run(beside()) == (400_000, 400_000)
    assert not db.outage.is_on
    db.close()
    here, there = look.threads
    assert not is_reader(here)
    assert is_reader(there)
    # Of its own steps one begins it, one hears of its end: all others were taken while it was looked for.
    assert len(steps) > 10


def test_a_file_that_somebody_holds_is_waited_for_in_a_thread(url: str) -> None:
    path = url.removeprefix("sqlite:///")
    # Whoever has it so lets nobody read.
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    db, look = opened(url), Look(one)

    async def let_go_meanwhile() -> object:
        began = time.monotonic()
        reading = asyncio.ensure_future(db.read(look))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not reading.done()
        # The loop went on long before the ten seconds were over for which a thread waits.
        assert time.monotonic() - began < 5
        holder.close()
        return await reading

    assert asyncio.run(let_go_meanwhile()) == 1
    assert not db.outage.is_on
    db.close()
    (waited,) = look.threads
    assert is_reader(waited)


def test_who_reads_on_and_on_lets_others_come_between(url: str) -> None:
    db, turns = opened(url), list[int]()

    async def read_on() -> None:
        for number in range(50):
            await db.read(one)
            turns.append(number)

    async def beside() -> list[int]:
        reading = asyncio.ensure_future(read_on())
        seen = list[int]()
        while not reading.done():
            seen.append(len(turns))
            await asyncio.sleep(0)
        return seen

    assert len(set(asyncio.run(beside()))) >= 50
    db.close()


def test_one_that_is_closed_is_read_from_no_more(url: str) -> None:
    db, look = opened(url), Look(one)
    db.close()
    with pytest.raises(RuntimeError, match="after shutdown"):
        asyncio.run(db.read(look))
    assert look.threads == []


def test_while_the_database_is_away_a_thread_asks_whether_it_is_back(url: str) -> None:
    db, look = opened(url), Look(one)
    with pytest.raises(DatabaseAway), db.outage.watching("write"):
        raise OperationalError("", {}, Full())
    asyncio.run(db.read(look))
    db.close()
    (asked,) = look.threads
    assert is_reader(asked)


def test_what_is_wrong_with_a_query_is_said_as_ever(url: str) -> None:
    db = opened(url)
    with pytest.raises(OperationalError, match="no such table"):
        asyncio.run(db.read(lambda conn: conn.execute(text("SELECT * FROM nowhere"))))
    assert not db.outage.is_on
    db.close()


def test_what_a_look_finds_wrong_is_found_once(url: str) -> None:
    def nobody(_: Connection) -> object:
        raise NotFound("payment")

    db, look = opened(url), Look(nobody)
    with pytest.raises(NotFound):
        asyncio.run(db.read(look))
    assert asyncio.run(db.read(one)) == 1
    db.close()
    assert len(look.threads) == 1


def test_a_look_sees_one_state_of_the_data(url: str) -> None:
    db = opened(url)
    db.transact_now(lambda uow: uow.conn.execute(text("CREATE TABLE told (number INTEGER)")))

    # Straight to the driver, which begins nothing by itself.
    count = Statement(text("SELECT count(*) FROM told"))

    def twice(conn: Connection) -> object:
        before = count.one(conn, {})
        db.transact_now(lambda uow: uow.conn.execute(text("INSERT INTO told VALUES (1)")))
        return before, count.one(conn, {})

    assert asyncio.run(db.read(twice)) == ((0,), (0,))
    assert asyncio.run(db.read(lambda conn: count.one(conn, {}))) == (1,)
    db.close()
