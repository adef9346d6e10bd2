"""The migrations make the tables that the code speaks of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from checkout.store.database import make_engine
from checkout.store.migrate import alembic_config, migrate
from checkout.store.tables import metadata, to_microseconds


def test_the_migrated_database_is_the_one_in_the_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    migrate(url)


def test_each_shop_gets_a_key_of_its_own_and_devices_signed_in_may_bring_old_codes_for_a_month(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(alembic_config(url), "0012")
    engine = make_engine(url)
    with engine.begin() as conn:
        for shop in ("a", "b"):
            conn.execute(
                text(
                    "INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)"
                    " VALUES (:shop, :shop, '', '', 'bn', 0, 0)"
                ),
                {"shop": shop},
            )
        device = "INSERT INTO devices (id, merchant_id, name, token_hash, created_at, revoked_at) VALUES "
        conn.execute(text(device + "('in', 'a', '', '1', 0, NULL), ('out', 'a', '', '2', 0, 1)"))
    migrate(url)
    with engine.connect() as conn:
        keys = set(conn.execute(text("SELECT link_key FROM merchants")).scalars())
        until = {row.id: row.old_codes_until for row in conn.execute(text("SELECT id, old_codes_until FROM devices"))}
    engine.dispose()
    assert sorted(map(len, keys)) == [64, 64]
    assert until["out"] is None
    assert 29 < (until["in"] - to_microseconds(datetime.now(UTC))) / timedelta(days=1).total_seconds() / 1e6 <= 30


def test_addresses_that_were_kept_without_a_secret_are_forgotten(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(alembic_config(url), "0016")
    engine = make_engine(url)
    with engine.begin() as conn:
        conn.execute(
            text(
                "INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)"
                " VALUES ('a', 'a', '', '', 'bn', 0, 0)"
            )
        )
        conn.execute(
            text(
                "INSERT INTO devices (id, merchant_id, name, token_hash, address_hash, created_at)"
                " VALUES ('d', 'a', '', '1', 'bare', 0)"
            )
        )
        conn.execute(text("INSERT INTO limit_counts VALUES ('bare', 1, 0)"))
    migrate(url)
    with engine.connect() as conn:
        kept = conn.execute(
            text("SELECT (SELECT address_hash FROM devices), (SELECT count(*) FROM limit_counts)")
        ).one()
        secret = conn.execute(text("SELECT value FROM secrets WHERE name = 'addresses'")).scalar_one()
    engine.dispose()
    assert (tuple(kept), len(secret)) == (("", 0), 64)
