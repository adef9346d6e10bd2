"""Statements that the database's driver runs itself say, keep and refuse what they would through SQLAlchemy."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, bindparam, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from checkout.core.payment import Payer
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind
from checkout.errors import DatabaseAway
from checkout.ids import new_id
from checkout.store import events, ledger, links, merchants, payments
from checkout.store.database import Database
from checkout.store.statements import STRAIGHT, Statement
from checkout.store.tables import ledger_accounts as account_table
from checkout.store.tables import links as link_table
from checkout.store.tables import payments as payment_table
from checkout.store.tables import to_microseconds
from checkout.store.unit_of_work import UnitOfWork
from money import Money
from tests.conftest import HandClock, NewUrl
from tests.support.books import PAID, Books
from tests.support.postgres import Postgres


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


@pytest.fixture
def on_sqlite(new_sqlite: NewUrl, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    db = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield db
    db.close()


def both_ways(db: Database, look: Callable[[Connection], Any]) -> list[Any]:
    """What is found straight by the driver, and through SQLAlchemy."""

    def by(conn: Connection, way: bool) -> Any:
        return look(conn.execution_options(**{STRAIGHT: way}))

    return [db.read_now(by, way) for way in (True, False)]


def test_what_is_read_is_the_same_to_each_value_and_its_kind(books: Books) -> None:
    paid = books.answer(books.start(), PAID)
    looks: list[Callable[[Connection], Any]] = [
        lambda conn: payments.get(conn, paid.id),
        lambda conn: payments.by_notice(conn, paid.gateway, paid.tran_id, ""),
        lambda conn: links.get(conn, paid.link_id),
        lambda conn: links.store_link(conn, paid.merchant_id),
        lambda conn: ledger.balance(conn, paid.merchant_id),
        lambda conn: merchants.get(conn, paid.merchant_id),
        lambda conn: events.after(conn, paid.merchant_id, 0, 100),
    ]
    for look in looks:
        straight, through = both_ways(books.db, look)
        assert straight == through
        assert repr(straight) == repr(through)


def test_a_value_that_is_named_twice_is_one_and_the_same(books: Books) -> None:
    """PostgreSQL takes what is grouped by and what is asked for as one only then."""
    books.start()
    method = func.coalesce(payment_table.c.method, "unknown")
    counted = Statement(select(method, func.count()).group_by(method))
    assert both_ways(books.db, lambda conn: [tuple(row) for row in counted.rows(conn, {})]) == [[("", 1)]] * 2


@pytest.mark.parametrize("way", [True, False])
def test_what_is_kept_is_kept_as_its_columns_say(books: Books, clock: HandClock, way: bool) -> None:
    payment = books.start()
    changed = replace(
        payment,
        status=Status.FAILED,
        failure=FailureKind.DECLINED,
        payer=Payer("করিম\u202e \t মিয়া", "01712345678"),
        fee=Money(1),
        late=True,
        paid_at=clock.now + timedelta(microseconds=1),
    )

    def keep(uow: UnitOfWork) -> object:
        uow.conn.execution_options(**{STRAIGHT: way})
        return payments.save(uow.conn, changed)

    kept = books.db.transact_now(keep)
    # Nothing unseen goes in, whichever way it goes.
    assert kept == replace(changed, payer=replace(changed.payer, name="করিম মিয়া"))
    assert books.db.read_now(payments.get, payment.id) == kept
    raw = text("SELECT payer_name, late, paid_at FROM payments")
    row = tuple(books.db.read_now(lambda conn: conn.execute(raw).one()))
    assert row == ("করিম মিয়া", True, to_microseconds(clock.now) + 1)


def test_a_rule_of_the_database_refuses_as_it_does_through_sqlalchemy_and_tells_no_payer(books: Books) -> None:
    payment = books.start()
    said = []
    for way in (True, False):

        def keep(uow: UnitOfWork, way: bool = way) -> None:
            uow.conn.execution_options(**{STRAIGHT: way})
            payments.insert(uow.conn, payment, "another form", None)

        with pytest.raises(IntegrityError) as refused:
            books.db.transact_now(keep)
        assert payment.payer.phone not in str(refused.value)
        assert refused.value.orig is not None
        codes = [getattr(refused.value.orig, name, None) for name in ("sqlite_errorcode", "sqlstate")]
        said.append((type(refused.value.orig), str(refused.value.orig), codes, refused.value.statement))
    assert said[0] == said[1]


def test_many_rows_are_one_call_and_each_is_counted(books: Books) -> None:
    began = [books.start() for _ in range(3)]
    rows = [{"payment_id": one.id, "checks_count": place} for place, one in enumerate(began, 7)]
    assert books.db.transact_now(lambda uow: payments.SAVE.run(uow.conn, *rows)) == 3
    found = [books.db.read_now(payments.get, one.id) for one in began]
    assert [one.checks_count for one in found if one] == [7, 8, 9]


def test_what_the_database_does_not_know_is_sqlalchemys_error_too(db: Database) -> None:
    nowhere = Statement(text("SELECT 1 FROM no_such_table"))
    with pytest.raises(OperationalError if not db.is_shared else ProgrammingError, match="no_such_table"):
        db.read_now(lambda conn: nowhere.first(conn, {}))


def test_a_line_that_is_cut_is_given_up_as_sqlalchemy_gives_it_up(postgres: Postgres, clock: HandClock) -> None:
    db = Database(postgres.migrated(), clock=clock, new_id=new_id, public_url="https://pay.example")
    ends = Statement(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    told = list[Exception]()

    def cut(uow: UnitOfWork) -> None:
        try:
            ends.first(uow.conn, {})
        except Exception as error:
            told.append(error)
            raise

    with pytest.raises(DatabaseAway):
        db.transact_now(cut)
    db.close()
    (said,) = told
    assert isinstance(said, OperationalError)
    assert said.connection_invalidated


def test_a_row_that_cannot_be_fetched_is_sqlalchemys_error_too(on_sqlite: Database) -> None:
    """SQLite comes to a later row only as it is fetched; what it cannot do there is no mistake of ours."""
    second = Statement(text("SELECT 1 UNION ALL SELECT abs(-9223372036854775808)"))
    with pytest.raises(OperationalError, match="integer overflow"):
        on_sqlite.read_now(lambda conn: second.rows(conn, {}))


def test_what_one_look_reads_straight_is_one_state_of_the_data(books: Books) -> None:
    began = books.start()

    def look(conn: Connection) -> list[object]:
        before = payments.get(conn, began.id), links.get(conn, began.link_id)
        books.answer(began, PAID)
        return [before, (payments.get(conn, began.id), links.get(conn, began.link_id))]

    before, meanwhile = books.db.read_now(look)
    assert before == meanwhile
    assert books.db.read_now(payments.get, began.id) != began


def test_what_is_not_given_is_told_when_the_statement_is_made(books: Books) -> None:
    getting = Statement(select(link_table).where(link_table.c.id == bindparam("link_id")))
    with pytest.raises(ValueError, match="nothing is given for link_id"):
        books.db.read_now(lambda conn: getting.first(conn, {}))


def test_a_list_of_values_is_refused_and_never_bound_as_one(books: Books) -> None:
    among = Statement(select(payment_table.c.id).where(payment_table.c.id.in_(bindparam("ids", expanding=True))))
    with pytest.raises(ValueError, match="a list of values has no place"):
        books.db.read_now(lambda conn: among.first(conn, {"ids": ["a"]}))


def test_what_a_statement_says_itself_needs_nobody_to_give_it(books: Books) -> None:
    payment = books.start()
    failing = Statement(
        update(payment_table)
        .where(payment_table.c.id == bindparam("payment_id"), payment_table.c.status == Status.PENDING)
        .values(status=Status.FAILED)
    )
    assert books.db.transact_now(lambda uow: failing.run(uow.conn, {"payment_id": payment.id})) == 1
    assert books.db.transact_now(lambda uow: failing.run(uow.conn, {"payment_id": payment.id})) == 0


def test_several_new_rows_are_one_statement_to_postgresql(postgres: Postgres, clock: HandClock) -> None:
    db = Database(postgres.migrated(), clock=clock, new_id=new_id, public_url="https://pay.example")
    adding = Statement(account_table.insert())
    rows = [{"id": f"account {number}", "balance_poisha": number} for number in range(10)]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg.Cursor, "executemany", None)
            assert db.transact_now(lambda uow: adding.run(uow.conn, *rows[:3])) == 3
        # Of so many no text is kept.
        assert (
            db.transact_now(lambda uow: adding.run(uow.conn, *rows[3:], {**rows[0], "id": "x"}, {**rows[0], "id": "y"}))
            == 9
        )
        found = db.read_now(lambda conn: [tuple(row) for row in conn.execute(select(account_table)).all()])
        assert set(found) == {(row["id"], row["balance_poisha"]) for row in rows} | {("x", 0), ("y", 0)}
        with pytest.raises(IntegrityError) as refused:
            db.transact_now(lambda uow: adding.run(uow.conn, *rows[:2]))
        assert getattr(refused.value.orig, "sqlstate", None) == "23505"
    finally:
        db.close()
