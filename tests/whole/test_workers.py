"""`aday serve --workers`: several processes on PostgreSQL, one of which may die."""

import subprocess
from collections.abc import Iterator

import httpx
import psutil
import pytest

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.opening import utc_now
from sandbox.main import create_app as create_sandbox
from tests.support.payer import Payer
from tests.support.postgres import Postgres
from tests.support.servers import serving
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop
from tests.support.trial import Size, trial
from tests.support.workers import SERVE, Workers, environment, serving_workers

NOWHERE = "http://127.0.0.1:9"


def test_sqlite_with_more_than_one_worker_is_refused_in_one_sentence(tmp_path: object) -> None:
    settings = environment(NOWHERE, ADAY_DATABASE_URL=f"sqlite:///{tmp_path}/aday.db", ADAY_SSLCOMMERZ_BASE_URL=NOWHERE)
    ended = subprocess.run([*SERVE, "--workers", "2"], env=settings, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.strip() == ("SQLite serves one worker; for more set ADAY_DATABASE_URL to a PostgreSQL server.")


def test_workers_that_are_killed_lose_and_double_nothing_for_many_shops_at_once(postgres: Postgres) -> None:
    found = trial(postgres, Size(workers=3, shops=12, payments=60, patience_seconds=60, claims_run_out=True))
    assert found.captured >= 50
    assert min(found.cancelled, found.refunds, found.notices_repeated, found.reconnected) > 0


@pytest.fixture(scope="module")
def served(postgres: Postgres) -> Iterator[tuple[Workers, ShopDevice, Database]]:
    """Two workers, a shop at them, and a look into their database."""
    with serving(create_sandbox()) as gateway:
        database_url = postgres.migrated()
        more = {"ADAY_DATABASE_URL": database_url, "ADAY_SSLCOMMERZ_BASE_URL": gateway.url}
        with serving_workers(2, more) as workers:
            db = Database(database_url, clock=utc_now, new_id=new_id, public_url=workers.url)
            try:
                yield workers, open_shop(db, workers.url), db
            finally:
                close_devices()
                db.close()


def test_a_worker_that_is_killed_is_replaced(served: tuple[Workers, ShopDevice, Database]) -> None:
    workers, shop, db = served
    payer = Payer()
    for number in range(10):
        if number == 4:
            workers.kill_one()
        try:
            payer.pay(shop.store_url, amount="150", name=f"ক্রেতা {number}")
        except (httpx.HTTPError, AssertionError, TypeError, KeyError):
            # The line was cut in the middle; whatever became of it is found by asking.
            eventually(lambda: workers.answer)
    payer.http.close()
    eventually(lambda: len(workers.alive) == 2)
    assert audit_books(db).differences == ()


def test_told_to_stop_the_workers_end_with_their_streams(served: tuple[Workers, ShopDevice, Database]) -> None:
    workers, shop, _ = served
    with shop.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()  # Kept: a reading that nobody holds closes the line.
        next(lines)
        processes = [*workers.alive, workers.parent]
        workers.parent.terminate()
        # To its end: of a stream that was cut httpx would say so.
        for _ in lines:
            pass
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert alive == []
