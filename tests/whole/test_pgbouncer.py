"""A checkout behind a real PgBouncer, pooling by session or by transaction, with nothing set for its sake."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import text

from checkout.commands.audit_books import audit_books
from checkout.store.addresses import LINE
from checkout.store.database import Database
from checkout.store.engines import make_engine
from checkout.store.opening import open_database
from checkout.store.pooling import is_pooled_by_transaction
from tests.support.payer import Payer, title
from tests.support.pgbouncer import needs_pgbouncer, pooled
from tests.support.postgres import Postgres
from tests.support.servers import World, world
from tests.support.shop import close_devices, eventually, open_shop

pytestmark = needs_pgbouncer
Mode = Literal["session", "transaction"]


@pytest.fixture(scope="module", params=["session", "transaction"])
def behind(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[tuple[Mode, str, str]]:
    """How it pools, the address behind it, and PostgreSQL's own."""
    mode: Mode = request.param
    own = postgres.migrated()
    with pooled(own, mode) as address:
        yield mode, address, own


def test_a_pool_is_known_for_what_it_is(behind: tuple[Mode, str, str]) -> None:
    mode, address, own = behind
    assert is_pooled_by_transaction(address) is (mode == "transaction")
    assert not is_pooled_by_transaction(own)


def test_a_pool_of_one_place_is_known_too_and_nobody_waits_for_ever(postgres: Postgres) -> None:
    with pooled(postgres.migrated(), "transaction", size=1) as address:
        assert is_pooled_by_transaction(address)


def test_an_empty_database_gets_its_tables_through_it(postgres: Postgres) -> None:
    with pooled(postgres.empty(), "transaction") as address:
        db = open_database(address, "https://pay.example")
        try:
            assert not audit_books(db).differences
        finally:
            db.close()


def test_many_acts_at_once_repeat_their_queries_and_none_meets_a_statement_of_another(
    behind: tuple[Mode, str, str],
) -> None:
    """The driver prepares what is asked more than five times, and such a pool gives the next act another process."""
    _, address, _ = behind
    db = open_database(address, "https://pay.example")
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda number: _ask(db, number), range(400)))
        assert found == list(range(400))
    finally:
        db.close()


def _ask(db: Database, number: int) -> int:
    ask = text("SELECT CAST(:number AS integer)")
    return int(db.transact_now(lambda uow: uow.conn.execute(ask, {"number": number}).scalar_one()))


@pytest.mark.parametrize("for_reading", [True, False])
def test_an_act_that_does_nothing_is_ended_behind_a_pool_too_and_leaves_no_setting_behind(
    behind: tuple[Mode, str, str], for_reading: bool
) -> None:
    mode, address, own = behind
    show = text("SHOW idle_in_transaction_session_timeout")
    for url in (address, own):
        engine = make_engine(url, for_reading=for_reading)
        try:
            with engine.connect() as line:
                assert line.execute(show).scalar_one() == "5min"
                level = line.execute(text("SHOW transaction_isolation")).scalar_one()
                assert level == ("repeatable read" if for_reading else "read committed")
                line.rollback()
            if url == address and mode == "transaction":
                with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                    assert line.exec_driver_sql("SELECT current_setting('tcp_keepalives_idle')").scalar_one() != str(
                        LINE["keepalives_idle"]
                    )
        finally:
            engine.dispose()


@pytest.fixture
def behind_it(behind: tuple[Mode, str, str], tmp_path: Path) -> Iterator[World]:
    mode, address, own = behind
    more = {"listen_database_url": own} if mode == "transaction" else {}
    with world(tmp_path, database_url=address, **more) as running:
        yield running
    close_devices()


def test_a_payment_is_taken_behind_it_and_other_workers_are_heard(behind_it: World, payer: Payer) -> None:
    shop = open_shop(behind_it.db, behind_it.url)
    for _ in range(3):
        assert title(payer.pay(shop.store_url, "visacard", amount="500", way="card")) == "পরিশোধ হয়েছে"
    assert shop.balance == sum(one["net"] for one in shop.payments)
    assert not audit_books(behind_it.db).differences
    listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"
    assert eventually(lambda: behind_it.row(listening)[0]) == 1
