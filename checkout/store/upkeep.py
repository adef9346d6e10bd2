"""What keeps the database's files in order: nothing that was erased stays in them, and nobody else writes unseen."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Engine

from checkout.store import search
from checkout.store.outage import Kind
from checkout.store.statements import sqlite_line
from checkout.store.threads import Threads


class Upkeep:
    """Of one database, by its writer and between two commands; PostgreSQL does by itself what is done here.

    `watching` stands around whatever may find that the database is away.
    """

    def __init__(
        self,
        writer: Engine,
        threads: Threads,
        watching: Callable[[Kind], AbstractContextManager[None]],
        *,
        is_shared: bool,
    ) -> None:
        self._writer, self._threads, self._watching, self._is_shared = writer, threads, watching, is_shared
        self._seen_version = 0

    def leave_no_trace_now(self, *, rebuild: bool = False) -> bool:
        """Let no old page and no log hold what was erased; whether all of it is done.

        On SQLite the log is emptied into the file, and with `rebuild` the whole file is written anew first, for what
        was erased before this program overwrote it. PostgreSQL does it by itself, in its own time (autovacuum).
        """
        if self._is_shared:
            return True
        with self._writer.connect() as conn:
            line = sqlite_line(conn)
            if rebuild:
                search.merge_all(line)
                # The new file is made beside the old one, and not in memory.
                line.execute("PRAGMA temp_store=FILE")
                line.execute("VACUUM")
            is_busy, _, _ = line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    async def leave_no_trace(self) -> None:
        """The same without rebuilding."""
        await asyncio.get_running_loop().run_in_executor(self._threads.writing, self.leave_no_trace_now)

    async def is_written_elsewhere(self) -> bool:
        """Whether another process may have written since this was last asked. Costs no statement on PostgreSQL.

        SQLite knows: the number that it gives a line changes when anybody else commits, and ours all come by this one
        (https://www.sqlite.org/pragma.html#pragma_data_version).
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads.writing, self._is_written_elsewhere_now)

    def _is_written_elsewhere_now(self) -> bool:
        if self._is_shared:
            return True
        with self._watching("read"), self._writer.connect() as conn:
            version: int = sqlite_line(conn).execute("PRAGMA data_version").fetchone()[0]
        before, self._seen_version = self._seen_version, version
        return version != before

    async def tidy_search(self) -> None:
        """Let what is searched hold nothing that was erased, in steps that let commands in between."""
        loop, is_begun = asyncio.get_running_loop(), False
        while not self._is_shared and await loop.run_in_executor(self._threads.writing, self._merge, is_begun):
            is_begun = True

    def _merge(self, is_begun: bool) -> bool:
        with self._writer.connect() as conn:
            return search.merge(sqlite_line(conn), is_begun=is_begun)
