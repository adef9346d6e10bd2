"""One transaction does one act: all of it is kept, or none.

An act is a plain function that takes an `Act` first. It runs in a thread of its own pool, so
that the event loop never waits for a disk. See docs/decisions/0002-sync-acts-in-threads.md.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

from checkout.payments.nouns import MerchantId

Clock = Callable[[], datetime]
NewId = Callable[[str], str]
P = ParamSpec("P")
R = TypeVar("R")
_READERS = 4


@dataclass(slots=True)
class Act:
    """What an act may use: the open transaction, the moment it happens, and new ids by prefix."""

    conn: Connection
    now: datetime
    new_id: NewId
    public_url: str
    told: set[MerchantId] = field(default_factory=set)


class Database:
    """The checkout's database. Writes go one after another on SQLite; reads do not wait for them."""

    def __init__(self, url: str, *, clock: Clock, new_id: NewId, public_url: str) -> None:
        self._clock, self._new_id, self._public_url = clock, new_id, public_url
        self._writer, self._reader = make_engine(url), make_engine(url, "BEGIN")
        self._writing = ThreadPoolExecutor(1, "write")
        self._reading = ThreadPoolExecutor(_READERS, "read")
        self.after_commit: Callable[[set[MerchantId]], None] = lambda _: None

    async def act(self, do: Callable[Concatenate[Act, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do one act and keep it; then, and only then, tell the streams of the merchants it concerns."""
        loop = asyncio.get_running_loop()
        result: R
        result, told = await loop.run_in_executor(self._writing, lambda: self._do(do, *args, **kwargs))
        self.after_commit(told)
        return result

    async def read(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run queries that change nothing, all on one view of the data."""
        loop = asyncio.get_running_loop()
        found: R = await loop.run_in_executor(self._reading, lambda: self.read_now(look, *args, **kwargs))
        return found

    def act_now(self, do: Callable[Concatenate[Act, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do one act in this thread: for commands and tests."""
        result: R = self._do(do, *args, **kwargs)[0]
        return result

    def read_now(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run queries in this thread: for commands and tests."""
        with self._reader.connect() as conn:
            return look(conn, *args, **kwargs)

    def close(self) -> None:
        """Finish the act in hand and close every connection."""
        self._writing.shutdown()
        self._reading.shutdown()
        self._writer.dispose()
        self._reader.dispose()

    def _do(self, do: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, set[MerchantId]]:
        with self._writer.begin() as conn:
            act = Act(conn, self._clock(), self._new_id, self._public_url)
            return do(act, *args, **kwargs), act.told


def make_engine(url: str, begin: str = "BEGIN IMMEDIATE") -> Engine:
    """An engine whose every transaction is begun by us; the driver's own rules begin some too late.

    Parameters stay out of its error texts: they are payers' details.
    """
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine
