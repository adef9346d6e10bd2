"""The migrations make the tables that the code speaks of."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from checkout.core.access import THE_OWNER
from checkout.core.merchant import MerchantId
from checkout.core.notices import AS_IT_BEGINS, USUALLY_TOLD
from checkout.core.payment_status import Status
from checkout.ids import new_id
from checkout.store import merchants, notice_settings, outlets, payments
from checkout.store.database import Database
from checkout.store.engines import make_engine
from checkout.store.migrate import Tables, alembic_config, is_in_the_code, migrate, tables_of
from checkout.store.tables import metadata
from tests.conftest import HandClock
from tests.support.many import BEGAN, BIG_SHOP, fill
from tests.support.postgres import Postgres

NewEmpty = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> NewEmpty:
    """Gives the address of a new database without tables."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.empty
    numbers = itertools.count()
    return lambda: f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"


@contextmanager
def line_to(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


def differences(url: str) -> Any:
    """Between the tables that are there and those in the code."""
    with line_to(url) as conn:
        return compare_metadata(MigrationContext.configure(conn, opts={"include_name": is_in_the_code}), metadata)


def rules(url: str) -> set[tuple[str, object, str]]:
    """What each table holds its rows to."""
    with line_to(url) as conn:
        looked_at = inspect(conn)
        return {
            (table, rule["name"], rule["sqltext"])
            for table in set(metadata.tables) & set(looked_at.get_table_names())
            for rule in looked_at.get_check_constraints(table)
        }


def test_the_migrated_database_is_the_one_in_the_code(empty: NewEmpty) -> None:
    url = empty()
    migrate(url)
    assert differences(url) == []


def test_the_migrated_database_holds_its_rows_to_each_rule_in_the_code(empty: NewEmpty) -> None:
    migrated, made = empty(), empty()
    migrate(migrated)
    with line_to(made) as conn:
        metadata.create_all(conn)
    assert rules(migrated) == rules(made)
    assert len(rules(made)) > 20


def test_migrating_again_changes_nothing(empty: NewEmpty) -> None:
    url = empty()
    migrate(url)
    migrate(url)


def test_each_installation_keeps_addresses_under_a_secret_of_its_own(empty: NewEmpty) -> None:
    found = set()
    for url in (empty(), empty()):
        migrate(url)
        with line_to(url) as conn:
            found.add(conn.execute(text("SELECT value FROM secrets WHERE name = 'addresses'")).scalar_one())
    assert [len(secret) for secret in found] == [64, 64]


def rows_of(url: str, table: str) -> list[dict[str, object]]:
    with line_to(url) as conn:
        return [dict(row) for row in conn.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


# What stands in tables of before is never written by today's code: it writes into columns that come later, too.
def test_a_database_of_before_the_first_release_gets_the_names_of_today_and_keeps_its_rows(empty: NewEmpty) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0021")
    with line_to(url) as conn:
        fill(conn, 20)
        conn.execute(text("UPDATE payments SET instrument = 'bkash', capture_requested_at = created_at"))
    kept = rows_of(url, "payments")
    with line_to(url) as conn:
        for table, now, before in (
            ("payments", "instrument", "way"),
            ("payments", "capture_requested_at", "told_to_take_at"),
            ("refunds", "refund_ref", "asked_as"),
        ):
            conn.execute(text(f"ALTER TABLE {table} RENAME COLUMN {now} TO {before}"))
        if conn.dialect.name == "postgresql":
            conn.execute(text("ALTER TABLE refunds RENAME CONSTRAINT uq_refunds_refund_ref TO uq_refunds_asked_as"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0020'"))
    assert tables_of(url) is Tables.OLDER
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    assert [old.items() <= new.items() for old, new in zip(kept, rows_of(url, "payments"), strict=True)] == [True] * 20
    with line_to(url) as conn:
        payment = payments.get(conn, str(kept[0]["id"]))
    assert (payment and payment.instrument) == "bkash"


def test_what_is_still_to_be_told_outlives_the_rule_that_named_the_channels(empty: NewEmpty, clock: HandClock) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0021")
    with line_to(url) as conn:
        fill(conn, 20)
        conn.execute(
            text("""INSERT INTO outlets (id, merchant_id, kind, address, secret, created_at)
                VALUES ('out_1', :shop, 'sms', '+8801712345678', '', :now)"""),
            {"shop": BIG_SHOP, "now": BEGAN},
        )
        conn.execute(
            text("""INSERT INTO deliveries (id, outlet_id, merchant_id, event_seq, status, tries_count, last_error,
                    next_try_at, created_at)
                VALUES ('msg_1', 'out_1', :shop, 1, 'waiting', 0, '', :now, :now)"""),
            {"shop": BIG_SHOP, "now": BEGAN},
        )
    assert "ck_outlets_kind" in {name for table, name, _ in rules(url) if table == "outlets"}
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    assert {name for table, name, _ in rules(url) if table == "outlets"} == set()
    with closing(Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")) as db:
        assert db.transact_now(outlets.remove, MerchantId(BIG_SHOP), "out_1")
    assert [(one["outlet_id"], one["status"]) for one in rows_of(url, "deliveries")] == [("out_1", "given_up")]


def test_what_a_database_of_before_has_is_found_by_its_words_and_in_its_lists(
    empty: NewEmpty, clock: HandClock
) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0021")
    with line_to(url) as conn:
        fill(conn, 6_000)
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    with closing(Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")) as db:
        found = db.read_now(payments.page, MerchantId(BIG_SHOP), words="ক্রেতা 20", limit=100, before=None)
        names = [one.payer.name for one in found]
        # Every second payment is this shop's.
        assert names == [f"ক্রেতা {number}" for number in range(5_998, -1, -2) if str(number).startswith("20")]
        listed = db.read_now(payments.page, MerchantId(BIG_SHOP), status=Status.PAID, limit=3, before=None)
        assert [one.id for one in listed] == ["pay_000005998", "pay_000005996", "pay_000005994"]


def test_a_token_of_before_roles_is_an_owners_and_its_browser_is_told_as_before(
    empty: NewEmpty, clock: HandClock
) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0025")
    with line_to(url) as conn:
        fill(conn, 20)
        conn.execute(
            text("""INSERT INTO devices (id, merchant_id, name, token_hash, created_at)
                VALUES ('dev_1', :shop, 'till', 'hash', :now)"""),
            {"shop": BIG_SHOP, "now": BEGAN},
        )
        conn.execute(
            text("""INSERT INTO outlets (id, merchant_id, kind, address, secret, created_at)
                VALUES ('out_1', :shop, 'push', '', '', :now)"""),
            {"shop": BIG_SHOP, "now": BEGAN},
        )
        conn.execute(
            text("""INSERT INTO push_subscriptions (outlet_id, device_id, endpoint, p256dh, auth)
                VALUES ('out_1', 'dev_1', 'https://push.example/1', 'key', 'auth')""")
        )
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    with line_to(url) as conn:
        found = merchants.signed_in(conn, "hash")
        assert conn.execute(text("SELECT device_id FROM push_subscriptions")).scalar_one() == "dev_1"
    assert found is not None
    assert found[0].grant == THE_OWNER


def test_a_place_of_before_is_told_of_what_it_was_and_its_shop_has_no_quiet_hours(empty: NewEmpty) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0027")
    with line_to(url) as conn:
        fill(conn, 20)
        conn.execute(
            text("""INSERT INTO outlets (id, merchant_id, kind, address, secret, created_at)
                VALUES ('out_1', :shop, 'sms', '01712345678', '', :now)"""),
            {"shop": BIG_SHOP, "now": BEGAN},
        )
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    with line_to(url) as conn:
        (place,) = outlets.of_merchant(conn, MerchantId(BIG_SHOP))
        assert notice_settings.get(conn, MerchantId(BIG_SHOP)) == AS_IT_BEGINS
    assert place.tells == USUALLY_TOLD


def test_all_rows_outlive_the_rules_that_named_kinds_of_entries_and_languages(empty: NewEmpty) -> None:
    url = empty()
    command.upgrade(alembic_config(url), "0028")
    with line_to(url) as conn:
        fill(conn, 20)
    tables = ("merchants", "links", "payments", "ledger_entries")
    before = {table: rows_of(url, table) for table in tables}
    migrate(url)
    assert (tables_of(url), differences(url)) == (Tables.CURRENT, [])
    for table, kept in before.items():
        now = rows_of(url, table)
        assert len(kept) >= 20
        assert [old.items() <= new.items() for old, new in zip(kept, now, strict=True)] == [True] * len(kept)
    with line_to(url) as conn:
        conn.execute(text("UPDATE merchants SET language = 'xx' WHERE id = :shop"), {"shop": BIG_SHOP})
        conn.execute(text("UPDATE ledger_entries SET kind = 'gift'"))
    with pytest.raises(IntegrityError), line_to(url) as conn:
        conn.execute(text("DELETE FROM merchants WHERE id = :shop"), {"shop": BIG_SHOP})
