"""What stands between us and PostgreSQL: nothing, or PgBouncer, which can give each transaction another process.

Where it does, nothing may be left behind in a server process: no prepared statement, no setting, no LISTEN.
"""

import threading
from typing import Final

import psycopg

from checkout.store.addresses import drivers_line

# A pool of one place would let the one who asks wait for the one who holds it.
_HELD_SECONDS: Final = 2.0
_TRIES: Final = 3
_FOUND: Final[dict[str, bool]] = {}


def is_pooled_by_transaction(url: str) -> bool:
    """Whether each transaction may meet another server process; asked once for an address.

    While it cannot be asked, the answer is the one that is right for either.
    """
    if url not in _FOUND:
        try:
            _FOUND[url] = _looks_pooled(drivers_line(url))
        except psycopg.Error:
            return True
    return _FOUND[url]


def _looks_pooled(address: str) -> bool:
    """One line asks twice which process serves it; meanwhile another is in a transaction with that one, if it can be.

    Without a pool, and in one by session, a line keeps its process for good.
    """
    with _connect(address) as asking:
        for _ in range(_TRIES):
            before = _process(asking)
            with _connect(address) as holding:
                holding.execute("BEGIN")
                _process(holding)
                let_go = threading.Timer(_HELD_SECONDS, holding.close)
                let_go.start()
                try:
                    after = _process(asking)
                finally:
                    let_go.cancel()
                if before != after or holding.closed:
                    return True
    return False


def _connect(address: str) -> "psycopg.Connection[tuple[int]]":
    line: psycopg.Connection[tuple[int]] = psycopg.connect(address, autocommit=True, prepare_threshold=None)
    return line


def _process(line: "psycopg.Connection[tuple[int]]") -> int:
    row = line.execute("SELECT pg_backend_pid()").fetchone()
    assert row is not None
    return row[0]
