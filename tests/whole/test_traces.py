"""What is erased is gone from the file's own bytes, and nobody else on the machine reads what is there."""

import os
import stat
from pathlib import Path

import pytest

from app.services.local_store import LocalStore
from checkout.ids import new_id
from tests.conftest import NewUrl
from tests.support.operator import aday, operators_environment
from tests.support.payer import Payer
from tests.support.servers import world
from tests.support.shop import close_devices, eventually, open_shop

NAME, PHONE, EMAIL = "Sharmin Sultana Xyz", "01911122299", "sharmin.xyz@example.com"
REASON = "Sharmin sent the sari back"


def raw(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(database.parent.glob(f"{database.name}*")))


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("is_served", [True, False], ids=["served", "stopped"])
def test_a_payer_who_was_forgotten_is_in_no_byte_of_the_file_or_its_log(
    new_sqlite: NewUrl, tmp_path: Path, is_served: bool
) -> None:
    url = new_sqlite(tmp_path)
    database, payer = Path(url.removeprefix("sqlite:///")), Payer()
    environment = operators_environment(url)
    with world(tmp_path, database_url=url) as running:
        shop = open_shop(running.db, running.url)
        payer.pay(shop.store_url, amount="500", name=NAME, phone=PHONE, email=EMAIL)
        payer.pay(shop.store_url, amount="600", name="Karim", phone="01911122288", email="karim@example.com")
        payment = next(one for one in shop.payments if one["amount"] == 50_000)
        asked = {"id": new_id("rf"), "amount": 1_000, "reason": REASON}
        assert shop.http.post(f"/v1/payments/{payment['id']}/refunds", json=asked).status_code == 201
        eventually(lambda: shop.get("/v1/refunds")["data"][0]["status"] == "refunded")
        assert NAME.encode() in raw(database)
        if is_served:
            forgotten = aday(environment, tmp_path, "forget", "--phone", PHONE)
            seen = raw(database)
            (refund,) = shop.get("/v1/refunds")["data"]
            assert (refund["reason"], refund["amount"]) == ("", 1_000)
            assert REASON not in str(shop.events)
        close_devices()
    if not is_served:
        forgotten = aday(environment, tmp_path, "forget", "--phone", PHONE)
        seen = raw(database)
    assert forgotten.returncode == 0, forgotten.stderr
    payer.http.close()
    found = [word for word in (NAME, PHONE, PHONE[1:], EMAIL, REASON, "Sharmin") if word.encode() in seen]
    assert found == []
    assert b"Karim" in seen


def test_the_databases_files_are_for_their_owner_alone_and_older_ones_become_so(
    new_sqlite: NewUrl, tmp_path: Path
) -> None:
    url = new_sqlite(tmp_path)
    (tmp_path / "checkout.db").chmod(0o644)
    before = os.umask(0o022)
    try:
        with world(tmp_path, database_url=url):
            kept = modes(tmp_path)
    finally:
        os.umask(before)
    assert {name: mode for name, mode in kept.items() if name.startswith("checkout.db")} == dict.fromkeys(
        ("checkout.db", "checkout.db-wal", "checkout.db-shm"), "0o600"
    )


def test_the_apps_store_is_for_its_owner_alone_and_an_older_one_becomes_so(tmp_path: Path) -> None:
    file = tmp_path / "app" / "shop.db"
    before = os.umask(0o022)
    try:
        LocalStore(file).close()
        file.chmod(0o644)
        store = LocalStore(file)
        kept = modes(file.parent)
        store.close()
    finally:
        os.umask(before)
    assert set(kept.values()) == {"0o600"}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_whatever_a_command_writes_is_for_who_runs_it_alone(new_sqlite: NewUrl, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        environment = operators_environment(new_sqlite(tmp_path))
        for words in (("backup", "copy.db"), ("export", "all.gz")):
            assert aday(environment, tmp_path, *words).returncode == 0
    finally:
        os.umask(before)
    assert {modes(tmp_path)[name] for name in ("copy.db", "all.gz", "checkout.db")} == {"0o600"}
