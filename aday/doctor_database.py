"""What `aday doctor` finds out of the database and of files; where there is no database, it makes none."""

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aday.finding import Finding, clocks, well, wrong
from aday.operator_shops import NO_TABLES, WRONG_TABLES, cannot_be_opened, no_database_file
from checkout.commands.audit_books import audit_books
from checkout.settings import Settings, known_variables
from checkout.store.addresses import drivers_line
from checkout.store.engines import is_postgresql
from checkout.store.migrate import Tables, tables_of
from checkout.store.opening import open_database
from checkout.store.pooling import is_pooled_by_transaction
from checkout.variables import IN_A_FILE

_DISK_LEAST_BYTES: Final = 500_000_000
_OTHERS: Final = 0o007
# What is shown to everybody may be read by everybody.
_SHOWN: Final = frozenset({"ADAY_TERMS", "ADAY_TERMS_EN", "ADAY_PRIVACY", "ADAY_PRIVACY_EN"})


def look(settings: Settings) -> Iterator[Finding]:
    """The database, how it is reached, and what others on this machine may read."""
    usable = yield from _database(settings)
    if usable and is_postgresql(settings.database_url):
        yield from _pool(settings)
    yield from _files(settings)


def is_usable(settings: Settings) -> bool:
    """Whether the database is there with the tables of this program."""
    if not is_postgresql(settings.database_url) and not _file(settings).is_file():
        return False
    try:
        return tables_of(settings.database_url) is Tables.CURRENT
    except DBAPIError:
        return False


def _database(settings: Settings) -> Generator[Finding, None, bool]:
    """The database as it is; whether it can be used."""
    is_file = not is_postgresql(settings.database_url)
    if (missing := no_database_file(settings)) is not None:
        yield wrong(missing)
        return False
    try:
        tables = tables_of(settings.database_url)
    except DBAPIError as error:
        yield wrong(cannot_be_opened(error))
        return False
    if tables in WRONG_TABLES or tables is Tables.NONE:
        yield wrong(WRONG_TABLES.get(tables, NO_TABLES))
        return False
    yield well(f"The database is {'SQLite' if is_file else 'PostgreSQL'} and answers; it has {tables} tables.")
    if is_file:
        folder = _file(settings).resolve().parent
        free_bytes = shutil.disk_usage(folder).free
        yield Finding(free_bytes >= _DISK_LEAST_BYTES, f"{free_bytes // 1_000_000} MB are free in {folder}.")
    db = open_database(settings.database_url, settings.public_url)
    try:
        differences = audit_books(db, only_changed=True).differences
        if not is_file:
            theirs = db.read_now(lambda conn: conn.execute(text("SELECT clock_timestamp()")).scalar_one())
            yield clocks("the database's", datetime.now(UTC) - theirs)
    finally:
        db.close()
    yield (
        wrong("The books differ: run `aday audit`.")
        if differences
        else well("The books balance, as far as they changed since they were last found clean.")
    )
    return True


def _pool(settings: Settings) -> Iterator[Finding]:
    if is_pooled_by_transaction(settings.database_url):
        if not settings.listen_database_url:
            yield wrong(
                "ADAY_DATABASE_URL is a PgBouncer's that pools by transaction, so no worker hears another at once: "
                "set ADAY_LISTEN_DATABASE_URL to PostgreSQL's own address."
            )
            return
        yield well("ADAY_DATABASE_URL is a PgBouncer's that pools by transaction.")
    if not settings.listen_database_url:
        return
    try:
        psycopg.connect(drivers_line(settings.listen_database_url)).close()
    except psycopg.Error as error:
        yield wrong(f"ADAY_LISTEN_DATABASE_URL does not answer: {' '.join(str(error).split())[:200]}.")
        return
    if is_pooled_by_transaction(settings.listen_database_url):
        yield wrong("ADAY_LISTEN_DATABASE_URL is a PgBouncer's that pools by transaction: it forgets who listens.")
    else:
        yield well("ADAY_LISTEN_DATABASE_URL answers, and is no pool by transaction.")


def _files(settings: Settings) -> Iterator[Finding]:
    """Files that hold payers' details or secrets, and that everybody on this machine may read."""
    kept = [] if is_postgresql(settings.database_url) else [_file(settings)]
    kept += [file.with_name(f"{file.name}{end}") for file in kept for end in ("-wal", "-shm")]
    secret = [name for name in known_variables() if name not in _SHOWN]
    named = [Path(path) for name in secret if (path := os.environ.get(f"{name}{IN_A_FILE}"))]
    open_to_all = [file for file in (*kept, Path(".env"), *named) if file.is_file() and file.stat().st_mode & _OTHERS]
    for file in open_to_all:
        yield wrong(f"{file} is open to everybody on this machine: chmod o= {file}")
    if not open_to_all:
        yield well("No file with secrets or payers' details is open to others on this machine.")


def _file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))
