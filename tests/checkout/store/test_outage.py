"""What is the database's own trouble, and how an outage begins and ends."""

from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from checkout.commands.merchants import create_merchant
from checkout.errors import DatabaseAway, DatabaseBusy
from checkout.store.database import Database
from checkout.store.opening import open_database
from checkout.store.outage import Kind, Outage, is_the_databases
from checkout.store.unit_of_work import UnitOfWork
from tests.support.logged import logged
from tests.support.postgres import Postgres
from tests.support.trouble import postgresql_error, sqlite_error


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(5), sqlite_error(10), sqlite_error(13), sqlite_error(8), sqlite_error(10 | 3 << 8),
        postgresql_error(None), postgresql_error("57P01"), postgresql_error("53100"), postgresql_error("53300"),
        postgresql_error("25006"), postgresql_error("08006"),
    ],
)  # fmt: skip
def test_what_is_locked_full_or_gone_is_no_fault_of_ours(error: DBAPIError) -> None:
    assert is_the_databases(error)


@pytest.mark.parametrize("error", [sqlite_error(1), postgresql_error("42P01"), postgresql_error("42601"), ValueError()])
def test_a_wrong_query_stays_our_own_fault(error: Exception) -> None:
    assert not is_the_databases(error)


@pytest.mark.parametrize("state", ["40001", "40P01", "57014"])
def test_whom_others_were_in_the_way_of_is_told_to_come_again_and_nobody_is_woken(state: str) -> None:
    outage = Outage()
    assert not is_the_databases(postgresql_error(state))
    with logged() as said:
        for _ in range(2):
            with pytest.raises(DatabaseBusy), outage.watching("write"):
                raise postgresql_error(state)
        with outage.watching("write"):
            pass
    assert (outage.is_on, said) == (False, [])


def test_an_act_that_always_meets_another_is_told_so(postgres: Postgres) -> None:
    """Really so: what it reads is written by somebody else each time, before it writes."""
    with closing(open_database(postgres.migrated(), "https://pay.example")) as db:
        count = text("UPDATE merchants SET event_seq = event_seq + 1")
        db.transact_now(create_merchant, "+8801700000123", name="করিম", slug="karim")

        def late(uow: UnitOfWork) -> None:
            uow.conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            uow.conn.execute(text("SELECT event_seq FROM merchants"))
            db.transact_now(lambda other: other.conn.execute(count))
            uow.conn.execute(count)

        with pytest.raises(DatabaseBusy):
            db.transact_now(late)
        assert not db.outage.is_on
        counted: int = db.read_now(lambda conn: conn.execute(text("SELECT event_seq FROM merchants")).scalar_one())
        assert counted >= 5


def test_a_query_that_is_wrong_is_no_outage(db: Database) -> None:
    with pytest.raises(DBAPIError):
        db.transact_now(lambda uow: uow.conn.execute(text("SELECT nothing FROM nowhere")))
    assert not db.outage.is_on


def test_who_comes_right_after_does_not_wait_in_line_and_the_end_is_told_once() -> None:
    now = [100.0]
    outage = Outage(lambda: now[0])
    with logged() as said:
        kinds: tuple[Kind, ...] = ("write", "read", "write")
        for kind in kinds:
            now[0] += 1
            with pytest.raises(DatabaseAway), outage.watching(kind):
                raise sqlite_error(13)
        tried = []
        with pytest.raises(DatabaseAway), outage.watching("write"):
            tried.append("write")
        assert tried == []
        now[0] += 1
        with outage.watching("read"):
            pass
        assert outage.is_on
        with outage.watching("write"):
            pass
    assert [(line["event"], line.get("after_seconds")) for line in said] == [
        ("alarm: the database cannot be used", None),
        ("the database can be used again", 3.0),
    ]


def test_what_had_begun_before_it_failed_says_nothing_of_the_time_after() -> None:
    now = [100.0]
    outage = Outage(lambda: now[0])
    with logged() as said:
        with outage.watching("read"):
            now[0] += 1
            with pytest.raises(DatabaseAway), outage.watching("read"):
                raise sqlite_error(13)
        assert outage.is_on
        now[0] += 1
        with outage.watching("read"):
            pass
        assert not outage.is_on
    assert len(said) == 2
