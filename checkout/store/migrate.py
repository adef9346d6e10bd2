"""Bringing a database to the newest tables, with Alembic, and knowing which tables it has."""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from checkout.store.database import make_engine


class Tables(StrEnum):
    """How a database stands to this program."""

    NONE = "none"
    CURRENT = "current"
    OLDER = "older"
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
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None:
                return Tables.NONE
    finally:
        engine.dispose()
    script = ScriptDirectory.from_config(alembic_config(database_url))
    if revision == script.get_current_head():
        return Tables.CURRENT
    known = {one.revision for one in script.walk_revisions()}
    return Tables.OLDER if revision in known else Tables.UNKNOWN


def newest_revision() -> str:
    """The name of the newest tables that this program knows."""
    head = ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()
    assert head is not None
    return head


def migrate(database_url: str) -> None:
    """Run every migration that this database has not had."""
    command.upgrade(alembic_config(database_url), "head")


def alembic_config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database_url"] = database_url
    return config
