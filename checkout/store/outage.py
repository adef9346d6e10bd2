"""When the database cannot be used: how that is known, what is said of it, and how nobody waits in line for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from checkout.errors import DatabaseAway, DatabaseBusy, TookTooLong

log = structlog.get_logger(__name__)
Kind = Literal["read", "write"]
# By classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connections, a server that stands by
# or stops, resources (a full disk, too many connections), a lock that is not given, and a file that cannot be written.
_POSTGRESQL: Final = ("08", "25006", "57P", "53", "55P03", "58", "XX001", "XX002", "25P03")
# Another act that was first (a serialization failure, a deadlock): by a server that answers, and may answer the next
# one well. So does one that broke off what took its time.
_IN_THE_WAY: Final = ("40001", "40P01")
_BROKEN_OFF: Final = "57014"
_SQLITE_BROKEN_OFF: Final = 9
# https://sqlite.org/rescode.html: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
_SQLITE: Final = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
# Who comes right after somebody found it away is told so at once: a line of waiters is an outage of its own.
_BREATH_SECONDS: Final = 0.5


class FileGone(Exception):
    """At the address of an SQLite database is not the file any more that is open: what is written there is lost."""


class SameFile:
    """The SQLite file that was there when it was opened. One that is moved away or removed goes on answering."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = self._now()

    def check(self) -> None:
        """Raises FileGone."""
        if self._now() != self._opened:
            raise FileGone(f"{self._path} is not the file that is open; put it back, or start again to serve another")

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


class Outage:
    """Of one process: begins with the first use that fails and is over when each kind of use goes well again."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failed_at: dict[Kind, float] = {}
        self._began_at = 0.0

    @property
    def is_on(self) -> bool:
        return bool(self._failed_at)

    def is_of(self, kind: Kind) -> bool:
        return kind in self._failed_at

    @contextmanager
    def watching(self, kind: Kind) -> Iterator[None]:
        """One use of the database. Raises DatabaseAway when it fails for a reason that is the database's.

        DatabaseBusy, which is no outage, when only others were in the way; TookTooLong, which is none either.
        """
        failed_at, began_at = self._failed_at.get(kind), self._monotonic()
        if failed_at is not None and began_at - failed_at < _BREATH_SECONDS:
            raise DatabaseAway("it was away a moment ago")
        try:
            yield
        except (DBAPIError, NoFreeConnection, FileGone) as error:
            _answer_for_those_that_answer(error)
            if not is_the_databases(error):
                raise
            why = str(getattr(error, "orig", None) or error).partition("\n")[0]
            self._failed(kind, why)
            raise DatabaseAway(why) from None
        if self._failed_at:
            self._went_well(kind, began_at)

    def _failed(self, kind: Kind, why: str) -> None:
        with self._lock:
            is_new, now = not self._failed_at, self._monotonic()
            self._failed_at[kind] = now
            if is_new:
                self._began_at = now
        if is_new:
            log.error("alarm: the database cannot be used", use=kind, why=why)

    def _went_well(self, kind: Kind, began_at: float) -> None:
        """One use that began before the last failure says nothing of the time after it."""
        with self._lock:
            was_on = bool(self._failed_at)
            if self._failed_at.get(kind, began_at) < began_at:
                del self._failed_at[kind]
            is_over = was_on and not self._failed_at
            lasted = round(self._monotonic() - self._began_at, 1)
        if is_over:
            log.warning("the database can be used again", after_seconds=lasted)


def _answer_for_those_that_answer(error: Exception) -> None:
    """Raises DatabaseBusy or TookTooLong for what a database refuses that is well."""
    if not isinstance(error, DBAPIError):
        return
    state, why = getattr(error.orig, "sqlstate", None), str(error.orig).partition("\n")[0]
    if state in _IN_THE_WAY:
        raise DatabaseBusy(why) from None
    if state == _BROKEN_OFF or getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_BROKEN_OFF:
        raise TookTooLong(why) from None


def is_the_databases(error: Exception) -> bool:
    """Whether this failed because the database is away, locked or full, and would go well on another day."""
    if isinstance(error, (NoFreeConnection, FileGone)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = getattr(error.orig, "sqlstate", None)
    # Without a state it never came to the server: only failures of the line are of this kind.
    return state.startswith(_POSTGRESQL) if state else type(error).__name__ in ("OperationalError", "InterfaceError")
