"""An installation is copied, moved and brought up to date, and its books stay what they were."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from checkout.commands.audit_books import audit_books, total_books
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import newest_revision
from checkout.store.opening import utc_now
from tests.conftest import NewUrl
from tests.support.operator import Ended, aday, operators_environment
from tests.support.payer import Payer
from tests.support.postgres import Postgres
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually


@pytest.fixture
def traded(live: World, shop: ShopDevice, payer: Payer) -> World:
    """A checkout that has taken, held, given back and paid out money."""
    payer.pay(shop.store_url, amount="500", address="মিরপুর, ঢাকা — ১২১৬")
    payer.pay(shop.new_link(1_250_00, "থ্রি-পিস, নীল")["url"], "visacard")
    payer.pay(shop.store_url, amount="100.05")
    payment = next(one for one in shop.payments if one["status"] == "paid")
    shop.http.post(f"/v1/payments/{payment['id']}/refunds", json={"id": new_id("rf"), "amount": 100_00})
    eventually(lambda: shop.told("refund.refunded"))
    to = {"kind": "bkash", "account": "01712345678"}
    shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 50_00, "to": to})
    return live


def opened(url: str) -> Database:
    return Database(url, clock=utc_now, new_id=new_id, public_url="https://pay.example")


def everything(url: str) -> dict[str, Any]:
    """What must be the same on both sides: the books, each balance, each shop's log."""
    db = opened(url)
    try:
        rows = {
            "balances": "SELECT id, balance_poisha FROM ledger_accounts ORDER BY id",
            "events": "SELECT merchant_id, seq, type, data FROM events ORDER BY merchant_id, seq",
            "payers": "SELECT id, payer_name, created_at, CASE WHEN late THEN 'late' END FROM payments ORDER BY id",
        }
        found: dict[str, Any] = {"audit": audit_books(db), "totals": db.read_now(total_books)}
        for name, query in rows.items():
            found[name] = db.read_now(lambda conn, q=query: [tuple(row) for row in conn.execute(text(q))])  # type: ignore[misc]
        return found
    finally:
        db.close()


def test_an_installation_moves_to_an_empty_database_of_either_kind(
    traded: World, postgres: Postgres, tmp_path: Path
) -> None:
    file = tmp_path / "aday.jsonl.gz"
    source = traded.settings.database_url
    exported = aday(operators_environment(source), tmp_path, "export", str(file))
    assert exported.returncode == 0, exported.stderr
    assert file.stat().st_mode & 0o077 == 0
    for target in (postgres.empty(), f"sqlite:///{tmp_path / 'moved.db'}"):
        taken_in = aday(operators_environment(target), tmp_path, "import", str(file))
        assert taken_in.returncode == 0, taken_in.stderr
        assert taken_in.stdout.splitlines()[1:] == exported.stdout.splitlines()[1:]
        assert "The books balance." in taken_in.stdout
        assert everything(target) == everything(source)
        again = aday(operators_environment(target), tmp_path, "import", str(file))
        assert (again.returncode, "is not empty" in again.stderr) == (2, True)


@pytest.mark.parametrize("harm", ["cut off", "other tables", "no export", "no gzip", "a row of nowhere", "half a row"])
def test_a_file_that_is_no_whole_export_leaves_nothing_behind(tmp_path: Path, harm: str) -> None:
    lines = [
        json.dumps({"aday": 1, "tables": newest_revision()}),
        json.dumps(["audits", ["aud_1", 0, 1_793_000_000_000_000, True]]),
        json.dumps({"rows": 1}),
    ]
    if harm == "cut off":
        del lines[-1]
    elif harm == "other tables":
        lines[0] = json.dumps({"aday": 1, "tables": "0001"})
    elif harm == "no export":
        lines[0] = "merchants;1;2"
    elif harm == "a row of nowhere":
        lines[1] = json.dumps(["nowhere", [1]])
    elif harm == "half a row":
        lines[1] = json.dumps(["audits", ["aud_1"]])
    file = tmp_path / "aday.jsonl.gz"
    if harm == "no gzip":
        file.write_text("\n".join(lines))
    else:
        with gzip.open(file, "wt") as out:
            out.write("\n".join(lines))
    target = f"sqlite:///{tmp_path / 'target.db'}"
    ended = aday(operators_environment(target), tmp_path, "import", str(file))
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "Nothing was kept." in ended.stderr
    rows = sqlite3.connect(tmp_path / "target.db").execute("SELECT count(*) FROM audits").fetchone()
    assert rows == (0,)


def test_a_copy_made_while_payments_come_in_is_a_whole_one(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    payer.pay(shop.store_url, amount="500")
    ended = aday(operators_environment(live.settings.database_url), tmp_path, "backup", str(copy))
    if "postgresql" in live.settings.database_url:
        assert (ended.returncode, "pg_dump" in ended.stderr) == (2, True)
        return
    assert (ended.returncode, ended.stdout) == (0, f"Copied to {copy}.\n")
    payer.pay(shop.store_url, amount="700")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert copy.stat().st_mode & 0o077 == 0
    restored = everything(f"sqlite:///{copy}")
    assert restored["audit"].differences == ()
    assert restored["totals"].payments_count == everything(live.settings.database_url)["totals"].payments_count - 1


def test_a_copy_that_cannot_be_written_is_one_sentence(new_sqlite: NewUrl, tmp_path: Path) -> None:
    environment = operators_environment(new_sqlite(tmp_path))
    for command in ("backup", "export"):
        ended = aday(environment, tmp_path, command, "/nowhere/at/all")
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


class TestTheTables:
    """Older ones are brought up to date when asked; newer ones are left alone."""

    def revision(self, folder: Path, revision: str, new_sqlite: NewUrl) -> dict[str, str]:
        url = new_sqlite(folder)
        with sqlite3.connect(folder / "checkout.db") as line:
            line.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        line.close()
        return operators_environment(url)

    def ended(self, environment: dict[str, str], folder: Path, *words: str) -> Ended:
        return aday(environment, folder, *words)

    @pytest.mark.parametrize("command", ["serve", "audit"])
    def test_older_ones_are_not_touched_until_asked(self, new_sqlite: NewUrl, tmp_path: Path, command: str) -> None:
        ended = self.ended(self.revision(tmp_path, "0020", new_sqlite), tmp_path, command)
        assert (ended.returncode, "run `aday migrate`" in ended.stderr) == (2, True)

    @pytest.mark.parametrize("command", ["serve", "audit", "migrate"])
    def test_those_that_no_step_leads_from_are_refused(self, new_sqlite: NewUrl, tmp_path: Path, command: str) -> None:
        ended = self.ended(self.revision(tmp_path, "0019", new_sqlite), tmp_path, command)
        assert (ended.returncode, "the last program that says 0020" in ended.stderr) == (2, True)

    @pytest.mark.parametrize("command", ["serve", "audit", "migrate"])
    def test_newer_ones_are_refused_by_an_older_program(self, new_sqlite: NewUrl, tmp_path: Path, command: str) -> None:
        ended = self.ended(self.revision(tmp_path, "9999", new_sqlite), tmp_path, command)
        assert (ended.returncode, "made by a newer program" in ended.stderr) == (2, True)

    def test_migrate_says_what_it_did(self, tmp_path: Path) -> None:
        (tmp_path / "new.db").touch()
        environment = operators_environment(f"sqlite:///{tmp_path / 'new.db'}")
        said = [self.ended(environment, tmp_path, "migrate").stdout for _ in range(2)]
        assert said == [
            f"The tables are the newest now ({newest_revision()}).\n",
            "The tables are the newest already.\n",
        ]
