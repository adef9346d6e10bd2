"""`aday serve --workers`: several processes on PostgreSQL, one of which may die."""

import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial

import httpx
import psutil
import pytest

from checkout.acts.audit import audit
from checkout.ids import new_id
from checkout.main import utc_now
from checkout.store.database import Database
from sandbox.main import DEMO_STORE
from sandbox.main import create_app as create_sandbox
from tests.support import plain
from tests.support.payer import Payer
from tests.support.postgres import Postgres
from tests.support.servers import free_port, serving
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop

_SERVE = [sys.executable, "-m", "aday", "serve"]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    url = f"http://127.0.0.1:{free_port()}"
    return {
        **os.environ,
        "ADAY_PUBLIC_URL": url,
        "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
        "ADAY_RECONCILE_FIRST_SECONDS": "0.5",
    }


def test_sqlite_with_more_than_one_worker_is_refused_in_one_sentence(
    environment: dict[str, str], tmp_path: object
) -> None:
    more = {"ADAY_DATABASE_URL": f"sqlite:///{tmp_path}/aday.db", "ADAY_SSLCOMMERZ_BASE_URL": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [*_SERVE, "--workers", "2"], env={**environment, **more}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stderr.strip() == ("SQLite serves one worker; for more set ADAY_DATABASE_URL to a PostgreSQL server.")


@pytest.fixture(scope="module")
def served(environment: dict[str, str], postgres: Postgres) -> Iterator[tuple[psutil.Process, ShopDevice, Database]]:
    """Two workers, a shop at them, and a look into their database."""
    with serving(create_sandbox()) as gateway:
        database_url, url = postgres.migrated(), environment["ADAY_PUBLIC_URL"]
        db = Database(database_url, clock=utc_now, new_id=new_id, public_url=url)
        shop = open_shop(db, url)
        more = {"ADAY_DATABASE_URL": database_url, "ADAY_SSLCOMMERZ_BASE_URL": gateway.url}
        command = [*_SERVE, "--workers", "2", "--port", url.rpartition(":")[2]]
        started = subprocess.Popen(command, env={**environment, **more})
        try:
            eventually(partial(_answers, url))
            yield psutil.Process(started.pid), shop, db
        finally:
            close_devices()
            started.terminate()
            started.wait(timeout=20)
            db.close()


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled(
    served: tuple[psutil.Process, ShopDevice, Database],
) -> None:
    parent, shop, db = served
    payer = Payer()
    for number in range(30):
        if number in (8, 18):
            victim = _workers(parent)[0]
            victim.send_signal(signal.SIGKILL)
        try:
            payer.pay(shop.store_url, amount="150", name=f"ক্রেতা {number}")
        except (httpx.HTTPError, AssertionError, TypeError, KeyError):
            # The line was cut in the middle; whatever became of it is found by asking.
            eventually(partial(_answers, shop.url))
    payer.http.close()
    eventually(lambda: len(_workers(parent)) == 2)
    eventually(lambda: set(_statuses(db)) <= {"paid", "failed"})
    paid = _statuses(db)
    assert paid["paid"] >= 26
    eventually(lambda: _answers(shop.url))
    seqs = [event["seq"] for event in shop.events]
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(shop.told("payment.paid")) == paid["paid"]
    assert db.read_now(audit).differences == ()


def test_told_to_stop_the_workers_end_with_their_streams(
    served: tuple[psutil.Process, ShopDevice, Database],
) -> None:
    parent, shop, _ = served
    with shop.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()  # Kept: a reading that nobody holds closes the line.
        next(lines)
        workers = _workers(parent)
        parent.terminate()
        # Sooner than a stream that nobody ended would be cut.
        _, alive = psutil.wait_procs([*workers, parent], timeout=4)
    assert alive == []


def _workers(parent: psutil.Process) -> list[psutil.Process]:
    """Those that live; beside them there is a process that keeps Python's shared resources."""
    found = []
    for child in parent.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in str(child.cmdline()):
                found.append(child)
    return found


def _statuses(db: Database) -> Counter[str]:
    rows = db.read_now(lambda conn: conn.exec_driver_sql("SELECT status FROM payments").scalars().all())
    return Counter(rows)


def _answers(url: str) -> bool:
    try:
        return plain.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
