"""One transaction does one command: all of it is kept, or none.

A command is a plain function that takes an `UnitOfWork` first. It runs in a thread of its own pool, so
that the event loop never waits for a disk. See docs/decisions/0002-sync-commands-in-threads.md and, of glances,
0066-a-glance-needs-no-thread.md.

On SQLite commands go one after another, and those that wait meanwhile are kept by one commit, each undone by itself
where it fails (docs/decisions/0048-one-commit-for-those-who-wait.md). On PostgreSQL many run at once, and those about
the same shop go one after another, because each holds it. One that met another all the same is done again from the
start, which is why a command may do nothing but read and write its database. See docs/decisions/0013-postgresql.md.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, event

from checkout.store import batches, crowds, rate_limits
from checkout.store.collisions import until_alone
from checkout.store.engines import is_postgresql, make_engine, read_where_is_written
from checkout.store.glances import Glances, NotAtOnce
from checkout.store.hidden_addresses import HiddenAddresses
from checkout.store.outage import Kind, Outage, SameFile
from checkout.store.telling import Logged, Teller
from checkout.store.threads import Threads, make_threads
from checkout.store.time_limit import READ_SECONDS, SEARCH_SECONDS, time_limit
from checkout.store.unit_of_work import NewId, UnitOfWork
from checkout.store.upkeep import Upkeep

Clock = Callable[[], datetime]
P = ParamSpec("P")
R = TypeVar("R")


class Database:
    """The checkout's database. Reads never wait for writes."""

    def __init__(
        self, url: str, *, clock: Clock, new_id: NewId, public_url: str, threads: Threads | None = None
    ) -> None:
        self.clock, self._new_id, self._public_address = clock, new_id, public_url
        self.is_shared = is_postgresql(url)
        self._file = None if self.is_shared else SameFile(Path(url.removeprefix("sqlite:///")))
        self._writer, self._reader = make_engine(url), make_engine(url, for_reading=True)
        self._threads = threads or make_threads(is_shared=self.is_shared)
        self._glances = Glances(url, self._file) if self._file is not None and self._threads.glances else None
        self._queue = batches.Queue(self._threads.writing, self._keep_together)
        self._crowds = crowds.Crowds(
            self._threads.writing, self._keep_crowd, self._do, lambda told: self.after_commit(told)
        )
        if self.is_shared:
            read_where_is_written(self._writer, self._reader)
        else:
            event.listen(self._writer, "connect", batches.keep_savepoints_in_memory)
        self._teller = Teller(self._writer) if self.is_shared else None
        self.outage = Outage(self._threads.monotonic)
        self.after_commit: Callable[[Logged], None] = lambda _: None
        self.hidden = HiddenAddresses(self.read_now)
        self.upkeep = Upkeep(self._writer, self._threads, self._watching, is_shared=self.is_shared)

    async def transact(self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do one command and keep it; then, and only then, tell the streams of the merchants it concerns.

        On SQLite those that wait at the same moment are kept together. PostgreSQL itself lets commits share the disk.
        """
        if self.is_shared:
            return await self.transact_alone(do, *args, **kwargs)
        result: R = await self._queue.join(lambda uow: do(uow, *args, **kwargs))
        return result

    async def transact_in_crowd(
        self, gateway: str, shop: str, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same for what comes in crowds, of payments at one gateway: on PostgreSQL, too, they are kept together.

        It holds `shop`, if it names one, and no other.
        """
        if not self.is_shared:
            return await self.transact(do, *args, **kwargs)
        result: R = await self._crowds.at(gateway).join(lambda uow: do(uow, *args, **kwargs), shop)
        return result

    async def transact_alone(
        self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same with a commit of its own: for what takes long, so that nobody else's answer waits for its end."""
        loop = asyncio.get_running_loop()

        def act() -> R:
            result, told = self._do(do, *args, **kwargs)
            if told:
                # From here, since whoever waits for the answer may be gone by now.
                loop.call_soon_threadsafe(self.after_commit, told)
            return result

        return await loop.run_in_executor(self._threads.writing, act)

    async def read(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run queries that change nothing, all on one view of the data. Raises TookTooLong.

        On SQLite here where they take an instant, and else, from their beginning, in a thread.
        """
        if self._glances is not None and not self.outage.is_on:
            # Whoever reads on and on lets others come between, and is broken off where it is to be.
            await asyncio.sleep(0)
            with contextlib.suppress(NotAtOnce):
                return self._glances.take(look, *args, **kwargs)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads.reading, lambda: self._look(READ_SECONDS, look, *args, **kwargs)
        )

    async def search(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what may have to look through much, beside all other reading. Raises TookTooLong."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads.searching, lambda: self._look(SEARCH_SECONDS, look, *args, **kwargs)
        )

    async def read_at_length(
        self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same for what takes as long as it takes."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads.reading, lambda: self._look(None, look, *args, **kwargs))

    def transact_now(self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do one command in this thread: for commands and tests."""
        return self._do(do, *args, **kwargs)[0]

    def read_now(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run queries in this thread, for as long as they take: for commands and tests."""
        return self._look(None, look, *args, **kwargs)

    def close(self) -> None:
        """Finish the command in progress and close every connection."""
        self._threads.finish()
        self._queue.finish()
        self._crowds.finish()
        if self._teller is not None:
            self._teller.close()
        self._writer.dispose()
        self._reader.dispose()
        if self._glances is not None:
            self._glances.close()

    def _do(self, do: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs) -> tuple[R, Logged]:
        with self._watching("write"):
            result, logged = until_alone(lambda: self._do_once(do, *args, **kwargs), self._threads.pause)
        self._tell_others(logged)
        return result, logged

    def _do_once(
        self, do: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[R, Logged]:
        with self._writer.begin() as conn:
            uow = self._unit_of_work(conn)
            result = do(uow, *args, **kwargs)
            self._prove_writing(conn)
            return result, uow.logged

    def _look(
        self, seconds: float | None, look: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        with self._watching("read"), self._reader.connect() as conn:
            # By itself one is only begun for what goes through SQLAlchemy, and what goes straight sees one state, too.
            conn.begin()
            with time_limit(conn, seconds):
                return look(conn, *args, **kwargs)

    @contextlib.contextmanager
    def _watching(self, kind: Kind) -> Iterator[None]:
        with self.outage.watching(kind):
            if self._file is not None:
                self._file.check()
            yield

    def _keep_together(self, batch: Sequence[batches.Waiting]) -> None:
        """Do these in their order, and keep all of it by one commit; nobody hears of it before."""
        try:
            with self._watching("write"), self._writer.begin() as conn:
                for one in batch:
                    one.do_in(self._unit_of_work(conn))
                self._prove_writing(conn)
        except BaseException as error:
            for one in batch:
                one.error = error
        batches.answer(batch, self.after_commit)

    def _keep_crowd(self, batch: Sequence[batches.Waiting]) -> None:
        """The same on PostgreSQL, with their shops held. Raises EachAlone."""
        with self._watching("write"), crowds.all_or_each_alone(), self._writer.begin() as conn:
            crowds.do_in_order(conn, batch, self._unit_of_work)
            self._prove_writing(conn)
        for one in batch:
            self._tell_others(one.logged)

    def _tell_others(self, logged: Logged) -> None:
        if self._teller is not None and logged:
            self._teller.tell(logged)

    def _unit_of_work(self, conn: Connection, held: Collection[str] = ()) -> UnitOfWork:
        return UnitOfWork(conn, self.clock(), self._new_id, self._public_address, held)

    def _prove_writing(self, conn: Connection) -> None:
        """A command that wrote nothing would go well on a full disk, and prove nothing."""
        if self.outage.is_of("write"):
            rate_limits.prove_writing(conn, self.clock())
