"""Opening the database of an installation: all that a command about shops and money needs of the checkout."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from checkout.errors import DatabaseAway
from checkout.ids import new_id
from checkout.store.database import Clock, Database
from checkout.store.engines import is_postgresql
from checkout.store.migrate import Tables, WrongTables, migrate, tables_of
from checkout.store.outage import is_the_databases

log = structlog.get_logger(__name__)
_AGAIN_SECONDS: Final = 0.5


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(database_url: str, public_url: str, clock: Clock = utc_now) -> Database:
    """The database at this address; an empty one gets its tables. Raises WrongTables.

    `public_url` may be empty for callers that tell nobody an address of ours.
    """
    tables = tables_of(database_url)
    if tables is Tables.NONE:
        migrate(database_url)
    elif tables is not Tables.CURRENT:
        raise WrongTables(tables)
    return Database(database_url, clock=clock, new_id=new_id, public_url=public_url)


async def open_when_it_is_there(
    database_url: str, public_url: str, clock: Clock, is_ending: Callable[[], bool]
) -> Database:
    """The same for a worker, which waits for a server that is away, unless it shall end. Raises WrongTables.

    Another worker may have died in the very moment in which one server takes over from another; and of one that does
    not start uvicorn concludes that none would, and ends them all.
    """
    was_away = False
    while True:
        try:
            db = await asyncio.to_thread(_open_and_read, database_url, public_url, clock)
        except (DBAPIError, DatabaseAway) as error:
            is_away = isinstance(error, DatabaseAway) or is_the_databases(error)
            if is_ending() or not is_postgresql(database_url) or not is_away:
                raise
            if not was_away:
                why = str(getattr(error, "orig", error)).partition("\n")[0]
                log.error("alarm: the database cannot be used", use="start", why=why)
            was_away = True
        else:
            if was_away:
                log.warning("the database can be used again")
            return db
        await asyncio.sleep(_AGAIN_SECONDS)


def _open_and_read(database_url: str, public_url: str, clock: Clock) -> Database:
    """With what it keeps to itself, so that between here and the first request nothing is asked that could fail."""
    db = open_database(database_url, public_url, clock)
    try:
        db.hidden("")
    except BaseException:
        db.close()
        raise
    return db
