"""The file in which a device keeps its replica: opened, begun anew when it is of no use, written all or nothing."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

from sqlite_utils import Database

from app.model.documents import Doc, as_doc

SqlValue: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Any, ...]
"""What stands in a row is what the query says: no type can tell."""
TABLES: Final = ("links", "payments", "entries", "refunds", "payouts", "directs")
SHOWN: Final = "shown "
"""Before the id of a payment that was seen here, so that its goods may have gone, in the table of single values."""
UNTICKED: Final = "unticked "
"""Before the id of a payment that came and that nobody here ticked off, with when it came."""
IS_UNTICKED: Final = f"key >= '{UNTICKED}' AND key < '{UNTICKED.rstrip()}!'"
"""By the table's own index, since what was shown stands there too and grows."""
GIVEN: Final = "given "
"""Before the id of a payment whose goods went out, as the server was not told yet."""
IS_GIVEN: Final = f"key >= '{GIVEN}' AND key < '{GIVEN.rstrip()}!'"
_VERSION: Final = 4
# In a browser many shops are served by one process, each with a file of its own: what SQLite holds of it is counted.
_STATEMENTS_MOST: Final = 2
_CACHE_PAGES: Final = 0
"""The least that SQLite works with: the system keeps the file's pages anyway."""
_COLUMNS: Final = {
    "id": str,
    "seq": int,
    "sort": str,
    "link_id": str,
    "status": str,
    "words": str,
    "ends": str,
    "doc": str,
}


class StoreFile:
    """An SQLite file, or memory where there is none; one thread at a time."""

    def __init__(self, path: Path | None) -> None:
        """Raises CannotKeep. What cannot be read is begun anew; `kept` is what only that file knew."""
        self.path, self._lock, self.unsynced = path, Lock(), Unsynced()
        try:
            if path is not None:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.db = self._open()
            self._make_private()
        except (sqlite3.OperationalError, OSError) as error:
            # Busy, full or read-only: the file is good, and another window may be using it.
            raise CannotKeep(str(error)) from error
        except OldStore as old:
            self._begin_anew(old.unsynced)
        except sqlite3.DatabaseError:
            self._begin_anew(Unsynced())

    def close(self) -> None:
        with self._lock:
            self.db.conn.close()

    def _make_private(self) -> None:
        """Names and phones of payers are in it; a file of an older version may be read by everybody on the machine."""
        if self.path is not None:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self.path.with_name(self.path.name + suffix).chmod(0o600)

    def remove(self) -> None:
        """Off the disk, with what SQLite keeps beside it."""
        if self.path is not None:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. Raises CannotKeep when the disk takes no more."""
        with self._lock:
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                with self.db.conn:
                    yield self.db.conn
            except sqlite3.OperationalError as error:
                raise CannotKeep(str(error)) from error

    def rows(self, query: str, *values: SqlValue) -> list[Row]:
        with self._lock, closing(self.db.conn.execute(query, values)) as found:
            return list(found.fetchall())

    def docs(self, query: str, *values: SqlValue) -> list[Doc]:
        """The documents of the rows, whose only column they are."""
        return [as_doc(json.loads(doc)) for (doc,) in self.rows(query, *values)]

    def get(self, key: str) -> str:
        """A single value, or an empty text."""
        with self._lock:
            return value_of(self.db.conn, key)

    def _begin_anew(self, unsynced: "Unsynced") -> None:
        """A replica can always be had again from the server: rebuild rather than crash."""
        self.remove()
        self.db, self.unsynced = self._open(), unsynced
        self._make_private()

    def _open(self) -> Database:
        place = ":memory:" if self.path is None else self.path
        db = Database(
            sqlite3.connect(place, check_same_thread=False, isolation_level=None, cached_statements=_STATEMENTS_MOST)
        )
        try:
            # A replica may lose its last moment: the server has it.
            for pragma in (
                f"cache_size={_CACHE_PAGES}",
                "busy_timeout=5000",
                "journal_mode=WAL",
                "synchronous=NORMAL",
                "secure_delete=ON",
            ):
                db.conn.execute(f"PRAGMA {pragma}")
            with closing(db.conn.execute("PRAGMA user_version")) as found:
                version = found.fetchone()[0]
        except sqlite3.DatabaseError:
            db.conn.close()
            raise
        if version not in (0, _VERSION):
            with closing(db.conn):
                raise OldStore(version, _unsynced_of(db.conn))
        if version == _VERSION:
            return db
        for name in TABLES:
            table = db.table(name)
            table.create(_COLUMNS, pk="id", if_not_exists=True)
            table.create_index(["status", "sort"], if_not_exists=True)
            table.create_index(["sort"], if_not_exists=True)
        for name in ("payments", "refunds", "entries", "directs"):
            db.table(name).create_index(["link_id", "sort"], if_not_exists=True)
        db.table("outbox").create({"id": str, "doc": str}, pk="id", if_not_exists=True)
        db.table("meta").create({"key": str, "value": str}, pk="key", if_not_exists=True)
        db.conn.execute(f"PRAGMA user_version={_VERSION}")
        return db


def value_of(conn: sqlite3.Connection, key: str) -> str:
    """A single value, or an empty text, for who is writing already."""
    with closing(conn.execute("SELECT value FROM meta WHERE key = ?", (key,))) as found:
        row = found.fetchone()
    return row[0] if row else ""


def set_value(conn: sqlite3.Connection, key: str, value: str) -> None:
    conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


@dataclass(frozen=True, slots=True)
class Unsynced:
    """What the server cannot give again: links that it was not told of, what was shown for goods and what was not."""

    waiting: tuple[Doc, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)


def _unsynced_of(conn: sqlite3.Connection) -> Unsynced:
    """Read from a file of any version: these two tables have kept their shape since they are there."""
    try:
        waiting = conn.execute("SELECT doc FROM outbox ORDER BY id").fetchall()
        ours = "SELECT key, value FROM meta WHERE key LIKE ? OR key LIKE ? OR key LIKE ?"
        shown = conn.execute(ours, (f"{SHOWN}%", f"{UNTICKED}%", f"{GIVEN}%")).fetchall()
        return Unsynced(tuple(json.loads(doc) for (doc,) in waiting), dict(shown))
    except (sqlite3.DatabaseError, ValueError):
        return Unsynced()


class CannotKeep(Exception):
    """The disk takes no more, or another program holds the file; what was there before is as it was."""


class OldStore(Exception):
    """The file was written by another version of the app."""

    def __init__(self, version: int, unsynced: Unsynced) -> None:
        super().__init__(version)
        self.unsynced = unsynced
