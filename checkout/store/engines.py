"""The lines to a database, and what each is held to: on SQLite by pragmas, on PostgreSQL by the server."""

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from checkout.store.addresses import LINE, connect_seconds
from checkout.store.private import make_private
from checkout.store.statements import STRAIGHT, Statement
from checkout.store.time_limit import READ_SECONDS

READERS: Final = 4
# Apart from the readers: however much is searched for, whoever looks something up does not wait for it.
SEARCHERS: Final = 2
WRITERS: Final = 8
# Of what was kept, to other workers.
TELLERS: Final = 1
# A worker that lost its network in the middle of a command keeps no shop from the others for longer than the line's own
# limits say, which both ends are held to; and a command that does nothing is ended.
_IDLE_IN_TRANSACTION_SECONDS: Final = 300
# Of a line that is proven before it is used again.
_IDLE_SECONDS: Final = 0.1
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_READ_ONLY: Final = "25006"
# For another process that writes; who waits longer is told to come again.
_SQLITE_WAIT_MILLISECONDS: Final = 10_000
_BEGIN_READING: Final = Statement(text("BEGIN"))
_BEGIN_WRITING: Final = Statement(text("BEGIN IMMEDIATE"))


def is_postgresql(url: str) -> bool:
    return url.startswith("postgresql")


def make_engine(url: str, *, for_reading: bool = False, waits: bool = True) -> Engine:
    """An engine; what it reads in one transaction is one state of the data, for as long as the command holds its shop.

    Without `waits` an SQLite file that another program holds is an error at once. Parameters stay out of its error
    texts: they are payers' details.
    """
    if is_postgresql(url):
        return _postgresql_engine(url, for_reading=for_reading)
    engine = create_engine(
        url, connect_args={"check_same_thread": False}, hide_parameters=True, execution_options={STRAIGHT: True}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={_SQLITE_WAIT_MILLISECONDS if waits else 0}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # What is erased is overwritten, not only let go of.
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        make_private(Path(url.removeprefix("sqlite:///")))

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        # Transactions are begun by us; the driver's own rules begin some too late. One that reads waits for nobody yet.
        (_BEGIN_READING if for_reading else _BEGIN_WRITING).run(conn, {})

    return engine


def _postgresql_engine(url: str, *, for_reading: bool) -> Engine:
    """What PostgreSQL shall hold our lines to is said after they are up: PgBouncer takes no options with them."""
    from checkout.store.pooling import is_pooled_by_transaction

    pooled = is_pooled_by_transaction(url)
    more = {"prepare_threshold": None} if pooled else {}
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ" if for_reading else "READ COMMITTED",
        hide_parameters=True,
        execution_options={STRAIGHT: True},
        # The line that was used last: it has its statements ready, and was well a moment ago.
        pool_use_lifo=True,
        pool_size=READERS + SEARCHERS if for_reading else WRITERS + TELLERS,
        connect_args={"connect_timeout": connect_seconds(url), **LINE, **more},
    )
    _prove_idle_lines(engine)
    held_to = [("idle_in_transaction_session_timeout", f"{_IDLE_IN_TRANSACTION_SECONDS}s")]
    if for_reading:
        held_to.append(("statement_timeout", f"{READ_SECONDS}s"))

    @event.listens_for(engine, "connect")
    def hold_line(connection: Any, _: object) -> None:
        """Of the line itself, which is ours alone without a pool by transaction."""
        if not pooled:
            told = [(f"tcp_{name.removeprefix('tcp_')}", str(number)) for name, number in LINE.items()]
            with connection.cursor() as cursor:
                for name, value in (*told, *held_to):
                    cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
            connection.commit()

    @event.listens_for(engine, "handle_error")
    def let_go_of_one_that_stands_by(context: ExceptionContext) -> None:
        """It was the primary once, or was never asked: its line is good, and would be handed out for ever."""
        context.is_disconnect |= _stands_by(context)

    @event.listens_for(engine, "begin")
    def hold_act(conn: Connection) -> None:
        if pooled:
            for setting in held_to:
                conn.exec_driver_sql("SELECT set_config(%s, %s, true)", setting)

    return engine


def _prove_idle_lines(engine: Engine) -> None:
    """A line that was cut while it lay idle is made anew before anybody finds out, with all others that lay idle then.

    To ask one that is in use all the time would be one more way to the server for each act; if that one is cut, an act
    finds out, as it would in its middle.
    """

    @event.listens_for(engine, "checkin")
    def note(_: object, line: ConnectionPoolEntry) -> None:
        line.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, line: ConnectionPoolEntry, _: object) -> None:
        now = time.monotonic()
        if now - line.info.get("used", now) > _IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error:
                raise InvalidatePoolError from None


def read_where_is_written(writer: Engine, reader: Engine) -> None:
    """Give up every line for reading that was there when a server said that it takes nothing that is written.

    Reading goes well there, and tells what was. PostgreSQL ends all lines as it becomes a standby; a pool before it
    keeps ours.
    """
    stood_by_at = 0.0

    @event.listens_for(writer, "handle_error")
    def note(context: ExceptionContext) -> None:
        nonlocal stood_by_at
        if _stands_by(context):
            stood_by_at = time.monotonic()

    @event.listens_for(reader, "connect")
    def begin(_: object, line: ConnectionPoolEntry) -> None:
        line.info["since"] = time.monotonic()

    @event.listens_for(reader, "checkout")
    def give_up(_: object, line: ConnectionPoolEntry, __: object) -> None:
        if line.info["since"] <= stood_by_at:
            raise DisconnectionError


def _stands_by(context: ExceptionContext) -> bool:
    return getattr(context.original_exception, "sqlstate", None) == _READ_ONLY
