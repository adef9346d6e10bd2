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


def test_one_text_of_old_becomes_our_kind_the_gateways_words_and_the_operators(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(alembic_config(url), "0017")
    engine = make_engine(url)
    said = {
        "held": ("on_hold", "Not Safe", 1, ("", "risk", "Not Safe", "")),
        "rejected": ("failed", "rejected: a stolen card", 1, ("rejected", "risk", "", "a stolen card")),
        "by_the_issuer": ("failed", "rejected: by issuer", None, ("declined", "", "rejected: by issuer", "")),
        "pin": ("failed", "pin: wrong: 2 left", None, ("pin", "", "wrong: 2 left", "")),
        "wordless": ("failed", "link_ended: ", None, ("link_ended", "", "", "")),
        "down": ("failed", "gateway_down", None, ("gateway_down", "", "", "")),
        "plain": ("failed", "Do not honor", None, ("declined", "", "Do not honor", "")),
        "cancelled": ("cancelled", "cancelled: by payer", None, ("", "", "by payer", "")),
    }
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for number, (name, (status, reason, net, _)) in enumerate(said.items()):
            row: dict[str, object] = {
                "id": name, "code": f"c{number}", "tran_id": f"t{number}", "form_key": f"f{number}", "link_id": "l",
                "merchant_id": "m", "status": status, "amount_poisha": 1, "net_poisha": net,
                "fee_poisha": None if net is None else 0, "refunded_poisha": 0, "gateway": "g", "gateway_url": "",
                "capture_ref": "", "gateway_ref": "", "method": "", "reason": reason, "payer_name": "",
                "payer_phone": "", "payer_email": "", "payer_address": "", "language": "bn", "late": 0,
                "duplicate": 0, "checks_count": 0, "created_at": 0,
            }  # fmt: skip
            names = ", ".join(row)
            connection.exec_driver_sql(
                f"INSERT INTO payments ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )
        connection.exec_driver_sql("INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)"
                                   " VALUES ('m', '1', '', '', 'bn', 0, 0)")  # fmt: skip
        connection.exec_driver_sql("INSERT INTO links (id, merchant_id, kind, code, note, status, created_at,"
                                   " payments_count, paid_total_poisha, request_hash)"
                                   " VALUES ('l', 'm', 'store', 'x', '', 'active', 0, 0, 0, '')")  # fmt: skip
    engine.dispose()
    migrate(url)
    with make_engine(url).connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, failure, hold_reason, gateway_words, operator_words FROM payments"
        )
        found = {row[0]: tuple(row[1:]) for row in rows}
    assert found == {name: wanted for name, (*_, wanted) in said.items()}


def test_refunds_under_one_reference_of_old_are_kept_and_marked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(alembic_config(url), "0015")
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for number, ref in enumerate(("R1", "R1", "R2", "R1")):
            connection.exec_driver_sql(
                "INSERT INTO refunds (id, payment_id, merchant_id, amount_poisha, fee_back_poisha, status, reason,"
                " gateway, asked_as, gateway_ref, refusal, request_hash, checks_count, created_at, ended_at)"
                " VALUES (?, 'p', 'm', 1, 0, 'refunded', '', 'bkash', ?, ?, '', '', 0, 0, ?)",
                (f"rf_{number}", f"a{number}", ref, number),
            )
        connection.exec_driver_sql("INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)"
                                   " VALUES ('m', '1', '', '', 'bn', 0, 0)")  # fmt: skip
        connection.exec_driver_sql("INSERT INTO links (id, merchant_id, kind, code, note, status, created_at,"
                                   " payments_count, paid_total_poisha, request_hash)"
                                   " VALUES ('l', 'm', 'store', 'x', '', 'active', 0, 0, 0, '')")  # fmt: skip
        connection.exec_driver_sql(
            "INSERT INTO payments (id, code, tran_id, form_key, link_id, merchant_id, status, amount_poisha,"
            " refunded_poisha, gateway, gateway_url, capture_ref, gateway_ref, method, reason, payer_name, payer_phone,"
            " payer_email, payer_address, language, late, duplicate, checks_count, created_at)"
            " VALUES ('p', 'c', 't', 'f', 'l', 'm', 'pending', 1, 0, 'bkash', '', '', '', '', '', '', '', '', '', 'bn',"
            " 0, 0, 0, 0)"
        )
    engine.dispose()
    migrate(url)
    with make_engine(url).connect() as connection:
        rows = connection.exec_driver_sql("SELECT reference_repeats FROM refunds ORDER BY id")
        assert [bool(row[0]) for row in rows] == [False, True, False, True]
