"""How long one look at the database may take: whoever looks for longer is broken off, so that all others are read for.

PostgreSQL breaks off by itself (`statement_timeout`, each statement). SQLite asks now and then whether to go on.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, text

from checkout.store.statements import sqlite_line

READ_SECONDS: Final = 5.0
"""Any look of a shop or a payer; a list takes milliseconds."""
SEARCH_SECONDS: Final = 1.0
# Of SQLite's virtual machine; some milliseconds, if nothing has to come from a disk.
_STEPS: Final = 100_000
_SET: Final = text("SELECT set_config('statement_timeout', :milliseconds, true)")


@contextmanager
def time_limit(conn: Connection, seconds: float | None, steps: int = _STEPS) -> Iterator[None]:
    """Break off what is asked by this line after so many seconds; without a number it may take its time.

    SQLite looks at the clock after so many steps of its own, and nowhere else.

    A reading line of PostgreSQL has READ_SECONDS from the start, and is told nothing where that is what is asked for.
    """
    if conn.dialect.name == "postgresql":
        if seconds != READ_SECONDS:
            conn.execute(_SET, {"milliseconds": str(round((seconds or 0) * 1000))})
        yield
        return
    line = sqlite_line(conn)
    if seconds is not None:
        ends_at = time.monotonic() + seconds
        line.set_progress_handler(lambda: time.monotonic() > ends_at, steps)
    try:
        yield
    finally:
        line.set_progress_handler(None, 0)
