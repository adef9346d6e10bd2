"""What a database says in trouble."""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, OperationalError


def sqlite_error(code: int) -> DBAPIError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return OperationalError("", {}, error)


def postgresql_error(state: str | None) -> DBAPIError:
    return OperationalError("", {}, psycopg.errors.lookup(state)() if state else psycopg.OperationalError("refused"))
