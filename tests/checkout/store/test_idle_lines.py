"""Lines to PostgreSQL that lay idle are asked before they are used; those in use all the time are not."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, text

from checkout.errors import DatabaseAway
from checkout.ids import new_id
from checkout.store import engines
from checkout.store.database import Database
from tests.conftest import HandClock
from tests.support.postgres import Postgres
from tests.support.shop import eventually


@pytest.fixture
def db(postgres: Postgres, clock: HandClock) -> Iterator[Database]:
    database = Database(postgres.migrated(), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


def process(conn: Connection) -> int:
    return int(conn.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cut(postgres: Postgres, number: int) -> None:
    with psycopg.connect(postgres.address, autocommit=True) as line:
        line.execute("SELECT pg_terminate_backend(%s, 10000)", (number,))


def test_one_that_was_cut_while_it_lay_idle_is_made_anew_before_anybody_finds_out(
    db: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_IDLE_SECONDS", 0)  # Any time is long enough.
    before = db.read_now(process)
    cut(postgres, before)
    assert db.read_now(process) != before


def test_one_that_is_in_use_is_not_asked_and_if_it_is_cut_the_next_line_is_new(
    db: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_IDLE_SECONDS", 60)
    before = db.read_now(process)
    assert db.read_now(process) == before
    cut(postgres, before)
    with pytest.raises(DatabaseAway):
        db.read_now(process)

    def is_back() -> bool:
        try:
            return db.read_now(process) != before
        except DatabaseAway:
            return False

    eventually(is_back)
