"""Commands that wait at the same moment are done one after another and kept by one commit: they share the disk's time.

Each is undone by itself where it fails, and nobody hears anything before all of them are kept.
See docs/decisions/0048-one-commit-for-those-who-wait.md.
"""

import asyncio
import contextlib
import itertools
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import text

from checkout.store.outage import is_the_databases
from checkout.store.statements import Statement
from checkout.store.telling import Logged
from checkout.store.unit_of_work import UnitOfWork

# Of what these share each has so small a part that more would gain nothing, and the first of them waits for the last.
BATCH_MOST: Final = 64
_BEGIN: Final = Statement(text("SAVEPOINT command"))
_UNDO: Final = Statement(text("ROLLBACK TO command"))
_END: Final = Statement(text("RELEASE command"))


@dataclass(slots=True, eq=False)
class Waiting:
    """A command whose turn has not come, or that is done and not yet kept; and where its answer is waited for."""

    do: Callable[[UnitOfWork], object]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    shop: str = ""
    """Which it holds, where several processes write."""
    result: object = None
    error: BaseException | None = None
    logged: Logged = field(default_factory=dict)

    def do_in(self, uow: UnitOfWork) -> None:
        """Undo what it did if it refuses or fails. Raises what is the database's own trouble, which undoes them all."""
        _BEGIN.run(uow.conn, {})
        try:
            self.result, self.logged = self.do(uow), uow.logged
        except Exception as error:
            if is_the_databases(error):
                raise
            self.error = error
            _UNDO.run(uow.conn, {})
        _END.run(uow.conn, {})

    def hear(self, tell: Callable[[Logged], None]) -> None:
        """In its loop: the streams are told even when whoever asked has gone."""
        if self.logged and self.error is None:
            self.loop.call_soon(tell, self.logged)
        if self.answer.done():
            return
        if self.error is None:
            self.answer.set_result(self.result)
        elif isinstance(self.error, StopIteration):
            # No future takes that one, and all behind it would hear nothing.
            self.answer.set_exception(RuntimeError("the command raised it"))
        else:
            self.answer.set_exception(self.error)


class Queue:
    """Commands in the order in which they came; `keep` does some of them and keeps them by one commit.

    One thread at a time does so, however many there are: what comes meanwhile is kept together.
    """

    def __init__(self, writing: Executor, keep: Callable[[Sequence[Waiting]], None]) -> None:
        self._writing, self._keep = writing, keep
        self._waiting: deque[Waiting] = deque()
        self._is_called = False

    def join(self, do: Callable[[UnitOfWork], object], shop: str = "") -> asyncio.Future[Any]:
        """Where its answer will be. Who no longer waits when its turn comes has nothing done."""
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._waiting.append(Waiting(do, loop, answer, shop))
        self._call_writer()
        return answer

    def finish(self) -> None:
        """Keep what waits still, when the writing thread takes no call any more."""
        while self._waiting:
            self._keep_waiting()

    def _call_writer(self) -> None:
        """Once for all who come before it takes them."""
        if not self._is_called:
            self._is_called = True
            self._writing.submit(self._keep_waiting)

    def _keep_waiting(self) -> None:
        """Those that wait now, as many as are kept together."""
        count = min(len(self._waiting), BATCH_MOST)
        batch = [one for one in (self._waiting.popleft() for _ in range(count)) if not one.answer.cancelled()]
        try:
            if batch:
                self._keep(batch)
        finally:
            # Then first: who comes from here on calls again, though it may be taken with those that came before it.
            self._is_called = False
            if self._waiting:
                with contextlib.suppress(RuntimeError):  # One that is closing takes no call.
                    self._call_writer()


def keep_savepoints_in_memory(connection: sqlite3.Connection, _: object = None) -> None:
    """Of a line to SQLite: a command's way back is some dozens of pages, and a file for them costs a fifth of it."""
    connection.execute("PRAGMA temp_store=MEMORY")


def answer(batch: Sequence[Waiting], tell: Callable[[Logged], None]) -> None:
    """Wake each loop once, for all of its own."""
    for loop, some in itertools.groupby(batch, attrgetter("loop")):
        # Where a loop is closed nobody waits or listens any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_hear, tuple(some), tell)


def _hear(batch: Sequence[Waiting], tell: Callable[[Logged], None]) -> None:
    for one in batch:
        one.hear(tell)
