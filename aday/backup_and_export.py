"""Keeping and moving a whole installation: migrations, copies, and the way from SQLite to PostgreSQL."""

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from aday.errors import CannotDo
from aday.operator_shops import cannot_be_used, say_books, settings_or_sentence, tables_or_sentence, the_database
from checkout.store.engines import is_postgresql
from checkout.store.export_format import NotPortable, export_lines, import_lines
from checkout.store.migrate import Tables, migrate, newest_revision
from checkout.store.private import new_private_file
from checkout.store.unit_of_work import UnitOfWork


def bring_up_to_date() -> None:
    """Give the database of the settings the newest tables."""
    settings = settings_or_sentence(with_gateways=False)
    if tables_or_sentence(settings) is Tables.CURRENT:
        print("The tables are the newest already.")
        return
    try:
        migrate(settings.database_url)
    except DBAPIError as error:
        raise CannotDo(cannot_be_used(error)) from None
    print(f"The tables are the newest now ({newest_revision()}).")


def backup(file: Path) -> None:
    """Copy an SQLite database as it stands at one moment, while it is served."""
    with the_database() as (settings, _):
        if is_postgresql(settings.database_url):
            raise CannotDo("PostgreSQL is copied by its own means: pg_dump --format=custom, and pg_restore.")
        source, beside = Path(settings.database_url.removeprefix("sqlite:///")), _beside(file)
        try:
            new_private_file(beside)
            with closing(sqlite3.connect(source)) as served, closing(sqlite3.connect(beside)) as copy:
                served.backup(copy)
                # One file that can be carried away, with nothing beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            os.replace(beside, file)
        except (OSError, sqlite3.Error) as error:
            raise CannotDo(f"The copy cannot be written to {file}: {error}.") from None
        finally:
            beside.unlink(missing_ok=True)
    print(f"Copied to {file}.")


def export(file: Path) -> None:
    """Write every row of the installation to a file, and say what the books hold."""
    with the_database() as (_, db):
        beside = _beside(file)
        try:
            new_private_file(beside)
            with gzip.open(beside, "wt", encoding="utf-8") as out:
                lines_count = db.read_now(_write, out)
            os.replace(beside, file)
        except OSError as error:
            raise CannotDo(f"The export cannot be written to {file}: {error.strerror}.") from None
        finally:
            beside.unlink(missing_ok=True)
        print(f"{lines_count - 2} rows written to {file}.")
        say_books(db)


def import_file(file: Path) -> None:
    """Put an export into the empty database of the settings, all of it or nothing."""
    with the_database(may_be_new=True) as (_, db):
        try:
            rows_count = db.transact_now(_take_in, file)
        except NotPortable as error:
            raise CannotDo(f"{error} Nothing was kept.") from None
        except (OSError, EOFError, LookupError, ValueError, SQLAlchemyError) as error:
            raise CannotDo(f"{file} cannot be taken in ({type(error).__name__}). Nothing was kept.") from None
        print(f"{rows_count} rows taken in.")
        say_books(db)


def _write(conn: Connection, out: TextIO) -> int:
    return sum(1 for line in export_lines(conn, newest_revision()) if out.write(line))


def _take_in(uow: UnitOfWork, file: Path) -> int:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return import_lines(uow.conn, lines, newest_revision())


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")
