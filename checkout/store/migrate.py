"""Bringing a database to the newest tables, with Alembic, and knowing which tables it has."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table

from checkout.store.engines import make_engine

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION_TABLE: Final = "alembic_version"
# What is searched, and its parts: kept by the database itself, differently in each, and in none of the code's tables.
_SEARCH: Final = "payment_words"


class Tables(StrEnum):
    """How a database stands to this program."""

    NONE = "none"
    CURRENT = "current"
    OLDER = "older"
    # Of before the first release, whose steps are in no program any more.
    TOO_OLD = "too_old"
    # Made by a newer program, or by another one altogether: nothing here may write to it.
    UNKNOWN = "unknown"


class WrongTables(Exception):
    """The database has other tables than this program reads and writes."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(f"the tables are {tables}")
        self.tables = tables


def tables_of(database_url: str) -> Tables:
    """Which tables a database has. Raises SQLAlchemy's DBAPIError when it cannot be opened."""
    engine = make_engine(database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(_VERSION_TABLE):
                return Tables.NONE
            revision = connection.execute(select(column("version_num")).select_from(table(_VERSION_TABLE))).scalar()
            if revision is None:
                return Tables.NONE
    finally:
        engine.dispose()
    known = revisions()
    if revision == known[-1]:
        return Tables.CURRENT
    if revision in known:
        return Tables.OLDER
    return Tables.TOO_OLD if str(revision) < known[0] else Tables.UNKNOWN


def newest_revision() -> str:
    """The name of the newest tables that this program knows."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Every revision that this program knows, oldest first: each is the number that its file begins with.

    Looked up without Alembic, which takes longer to load than most commands take.
    """
    return sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def is_in_the_code(name: str | None, kind: str, _: object) -> bool:
    """Whether something of a database is to be compared with the tables in the code, as Alembic asks it."""
    return not (kind == "table" and str(name).startswith(_SEARCH))


def migrate(database_url: str) -> None:
    """Run every migration that this database has not had."""
    from alembic import command

    command.upgrade(alembic_config(database_url), "head")


def alembic_config(database_url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["database_url"] = database_url
    return config
