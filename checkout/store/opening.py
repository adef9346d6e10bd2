"""Opening the database of an installation: all that a command about shops and money needs of the checkout."""

from datetime import UTC, datetime

from checkout.ids import new_id
from checkout.store.database import Clock, Database
from checkout.store.migrate import Tables, WrongTables, migrate, tables_of


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
