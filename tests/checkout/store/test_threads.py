"""Where a database is used can be handed in, so that a simulation chooses what is done when."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from checkout.errors import DatabaseBusy
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.threads import Threads
from checkout.store.unit_of_work import UnitOfWork
from tests.conftest import NewUrl

P = ParamSpec("P")
R = TypeVar("R")


class Line(Executor):
    """Does at once what it is given, and says whose it was."""

    def __init__(self, name: str, done: list[str]) -> None:
        self._name, self._done = name, done

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        self._done.append(self._name)
        answer: Future[R] = Future()
        try:
            answer.set_result(fn(*args, **kwargs))
        except Exception as error:
            answer.set_exception(error)
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._done.append(f"{self._name} is over")


class MetAnother(sqlite3.OperationalError):
    """As PostgreSQL says it."""

    sqlstate = "40001"


def test_a_database_is_used_where_it_is_told_to(new_sqlite: NewUrl, tmp_path: Path) -> None:
    done: list[str] = []
    lines = (Line("write", done), Line("read", done), Line("search", done))
    threads = Threads(*lines, pause=lambda _: None, monotonic=lambda: 0.0)
    db = Database(new_sqlite(tmp_path), clock=utc_now, new_id=new_id, public_url="", threads=threads)

    async def use() -> None:
        await db.transact(lambda uow: None)
        await db.transact_alone(lambda uow: None)
        await db.read(_nothing)
        await db.search(_nothing)
        await db.read_at_length(_nothing)

    asyncio.run(use())
    db.close()
    over = [f"{name} is over" for name in ("write", "read", "search")]
    assert done == ["write", "write", "read", "search", "read", *over]


def test_who_meets_another_waits_as_is_handed_in(new_sqlite: NewUrl, tmp_path: Path) -> None:
    waited: list[float] = []
    lines = (Line("", []), Line("", []), Line("", []))
    threads = Threads(*lines, pause=waited.append, monotonic=lambda: 0.0)
    db = Database(new_sqlite(tmp_path), clock=utc_now, new_id=new_id, public_url="", threads=threads)

    def meets_another(_: UnitOfWork) -> None:
        raise OperationalError("", {}, MetAnother())

    with pytest.raises(DatabaseBusy):
        db.transact_now(meets_another)
    db.close()
    assert waited == [0.01, 0.02, 0.03, 0.04]


def _nothing(conn: Connection) -> None:
    conn.exec_driver_sql("SELECT 1")
