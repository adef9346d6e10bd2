"""Looks that take an instant, on the event loop's own thread: to hand one to another thread and back costs more.

Only on SQLite, which is in this process; and never for long: see docs/decisions/0066-a-glance-needs-no-thread.md.
"""

from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from checkout.store.engines import make_engine
from checkout.store.outage import FileGone, SameFile
from checkout.store.time_limit import time_limit

GLANCE_SECONDS: Final = 0.02
"""What takes longer in the database is broken off, and looked for in a thread: everybody else would wait for it."""
# Fewer than elsewhere, since each may have to wait for a page from the disk.
_STEPS: Final = 2_000
P = ParamSpec("P")
R = TypeVar("R")


class NotAtOnce(Exception):
    """It takes longer, would have to wait, or fails: whoever looks with patience gets the answer, or the reason."""


class Glances:
    """Their lines wait for nobody who holds the file."""

    def __init__(self, url: str, file: SameFile) -> None:
        self._engine, self._file = make_engine(url, for_reading=True, waits=False), file
        self._is_closed = False

    def take(self, look: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """What is seen in one view of the data. Raises NotAtOnce."""
        if self._is_closed:
            raise NotAtOnce
        try:
            self._file.check()
            with self._engine.connect() as conn:
                conn.begin()
                with time_limit(conn, GLANCE_SECONDS, _STEPS):
                    return look(conn, *args, **kwargs)
        except (DBAPIError, NoFreeConnection, FileGone) as error:
            raise NotAtOnce from error

    def close(self) -> None:
        self._is_closed = True
        self._engine.dispose()
