"""Very many rows written at once: what a database keeps beside each row is made when all of them are there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection

_WORDS_TRIGGER: Final = "payment_words_added"
_SQLITE_INDEXES: Final = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'payment_words%'"
)
_POSTGRESQL_INDEXES: Final = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"""


@contextmanager
def in_bulk(conn: Connection) -> Iterator[None]:
    """Without the indexes that are no constraints; on PostgreSQL nothing is asked of foreign keys meanwhile."""
    run = conn.exec_driver_sql
    is_sqlite = conn.dialect.name == "sqlite"
    made = {str(name): str(sql) for name, sql in run(_SQLITE_INDEXES if is_sqlite else _POSTGRESQL_INDEXES)}
    for name in made:
        run(f"DROP INDEX {name}")
    with _words_in_bulk(conn) if is_sqlite else _without_keys(conn):
        yield
    for sql in made.values():
        run(sql)
    run("ANALYZE")


@contextmanager
def _words_in_bulk(conn: Connection) -> Iterator[None]:
    """What is searched goes into its index in one statement, the trigger's own."""
    run = conn.exec_driver_sql
    trigger = str(run("SELECT sql FROM sqlite_master WHERE name = ?", (_WORDS_TRIGGER,)).scalar_one())
    said = re.search(r"(INSERT INTO payment_words .*?) VALUES \((.*)\);\s*END", trigger, re.DOTALL)
    assert said is not None
    run("PRAGMA cache_size = -1000000")
    run("PRAGMA temp_store = MEMORY")
    run(f"DROP TRIGGER {_WORDS_TRIGGER}")
    yield
    into, values = said.groups()
    run(f"{into} SELECT {values.replace('new.', 'payments.')} FROM payments ORDER BY created_at")
    run(trigger)


@contextmanager
def _without_keys(conn: Connection) -> Iterator[None]:
    """The trigger alone that keeps what is searched runs on."""
    run = conn.exec_driver_sql
    for setting in ("session_replication_role = replica", "maintenance_work_mem = '1GB'", "work_mem = '512MB'"):
        run(f"SET LOCAL {setting}")
    run(f"ALTER TABLE payments ENABLE ALWAYS TRIGGER {_WORDS_TRIGGER}")
    yield
    run(f"ALTER TABLE payments ENABLE TRIGGER {_WORDS_TRIGGER}")
    run("SET LOCAL session_replication_role = origin")
