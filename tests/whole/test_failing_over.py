"""One PostgreSQL takes over from another: whatever it says meanwhile, nobody hears of a fault of ours, and all find it again."""

import os
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from checkout.errors import DatabaseAway
from checkout.ids import new_id
from checkout.store import addresses, outage
from checkout.store.addresses import drivers_address
from checkout.store.database import Database
from checkout.store.engines import make_engine
from checkout.store.opening import utc_now
from sandbox.main import create_app as create_sandbox
from tests.support import plain
from tests.support.far_away import far_away
from tests.support.postgres import Postgres
from tests.support.servers import World, serving, world
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop
from tests.support.workers import serving_workers


@pytest.fixture
def live(own_postgres: Postgres, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, database_url=own_postgres.migrated()) as running:
        yield running
        close_devices()


def is_ready(url: str) -> bool:
    return plain.answers(f"{url}/readyz")


def link(shop: ShopDevice) -> httpx.Response:
    return shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 500_00})


def told_to_come_again(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["type"]) == (
        503,
        "/problems/unavailable",
    ) and "retry-after" in answer.headers


def test_a_server_that_stands_by_is_not_held_on_to(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """25006: as one says that was the primary, to lines that were opened while it stood by and stay good afterwards."""
    # So that each really asks it.
    monkeypatch.setattr(outage, "_BREATH_SECONDS", 0)
    shop = open_shop(live.db, live.url)
    name = make_url(live.settings.database_url).database
    with psycopg.connect(drivers_address(live.settings.database_url), autocommit=True) as line:
        line.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        stale = eventually(lambda: _reads_from(live))
        answers = [eventually(lambda: answer if (answer := link(shop)).status_code != 201 else None)]
        answers += [link(shop) for _ in range(20)]
        assert [one for one in answers if not told_to_come_again(one)] == []
        line.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
    # Each of the pool's lines is tried among so many.
    eventually(lambda: all(link(shop).status_code == 201 for _ in range(30)))
    assert stale not in {_reads_from(live) for _ in range(30)}


def _reads_from(live: World) -> int:
    """By which of its processes the server answers what is read; 0 when it does not."""
    with suppress(DatabaseAway):
        found: int = live.db.read_now(lambda conn: conn.execute(text("SELECT pg_backend_pid()")).scalar_one())
        return found
    return 0


def test_whose_line_is_ended_in_the_middle_of_a_command_is_told_to_come_again(live: World) -> None:
    """57P01: as a server says that is stopped, or demoted."""
    shop, said = open_shop(live.db, live.url), list[httpx.Response]()
    with psycopg.connect(drivers_address(live.settings.database_url)) as holding:
        holding.execute("LOCK TABLE links IN ACCESS EXCLUSIVE MODE")
        asking = threading.Thread(target=lambda: said.append(link(shop)))
        asking.start()

        # Whatever of the checkout's own waits for the table, too, is ended with it.
        def ends() -> bool:
            holding.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return not asking.is_alive()

        eventually(ends)
    assert told_to_come_again(said[0])
    assert eventually(lambda: link(shop).status_code == 201)


def test_a_server_that_takes_nobody_new_is_waited_for(
    own_postgres: Postgres, live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """57P03: as it says while it starts, recovers or shuts down."""
    # So that each really asks it.
    monkeypatch.setattr(outage, "_BREATH_SECONDS", 0)
    shop = open_shop(live.db, live.url)
    staying = psycopg.connect(drivers_address(live.settings.database_url), autocommit=True)
    with closing(staying):
        own_postgres.process.send_signal(signal.SIGTERM)
        eventually(lambda: _refuses(live.settings.database_url))
        staying.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        eventually(lambda: not is_ready(live.url))
        assert [one for one in [link(shop) for _ in range(3)] if not told_to_come_again(one)] == []
        assert plain.get(shop.store_url).status_code == 503
    own_postgres.process.wait(60)
    own_postgres.start()
    eventually(lambda: is_ready(live.url))
    assert link(shop).status_code == 201


def _refuses(url: str) -> bool:
    try:
        psycopg.connect(drivers_address(url)).close()
    except psycopg.OperationalError as error:
        return "shutting down" in str(error)
    return False


@pytest.mark.parametrize("asked", ["before", "after"])
def test_a_server_whose_cable_is_pulled_is_given_up_in_seconds(
    asked: str, own_postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left to itself, Linux waits two hours for an answer, and says again for a quarter of one what nobody confirms."""
    for name, short in {"keepalives_idle": 1, "keepalives_interval": 1, "tcp_user_timeout": 2_000}.items():
        monkeypatch.setitem(addresses.LINE, name, short)
    ended = threading.Event()
    with far_away(own_postgres.empty()) as (address, pull), make_engine(address).connect() as line:

        def ask() -> None:
            with pytest.raises(OperationalError):
                line.execute(text("SELECT pg_sleep(3600)" if asked == "before" else "SELECT 1"))
            ended.set()

        asking = threading.Thread(target=ask, daemon=True)
        if asked == "before":
            asking.start()
            eventually(lambda: _sleeps(own_postgres))
            pull()
        else:
            line.execute(text("SELECT 1"))
            pull()
            asking.start()
        if not ended.wait(60):
            # Whoever closes it would wait as well.
            driver: Any = line.connection.driver_connection
            socket.socket(fileno=os.dup(driver.pgconn.socket)).shutdown(socket.SHUT_RDWR)
            pytest.fail("it is waited for")
        assert line.invalidated


def _sleeps(server: Postgres) -> bool:
    with psycopg.connect(server.address) as line:
        found = line.execute("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'").fetchone()
    return found is not None


def test_a_worker_that_dies_while_the_database_is_away_takes_no_other_with_it(own_postgres: Postgres) -> None:
    with serving(create_sandbox()) as gateway:
        database_url = own_postgres.migrated()
        more = {"ADAY_DATABASE_URL": database_url, "ADAY_SSLCOMMERZ_BASE_URL": gateway.url}
        with serving_workers(2, more) as workers:
            with closing(Database(database_url, clock=utc_now, new_id=new_id, public_url=workers.url)) as db:
                shop = open_shop(db, workers.url)
            own_postgres.stop()
            try:
                with knocking(database_url) as callers:
                    before = workers.alive
                    workers.kill_one()
                    new = eventually(lambda: next((one for one in workers.alive if one not in before), None))
                    # It knocks twice each time, and does not end after the first.
                    eventually(lambda: callers.count(new.pid) > 4)
                    assert told_to_come_again(link(shop))
            finally:
                own_postgres.start()
            eventually(lambda: link(shop).status_code == 201)
            assert new in workers.alive
        close_devices()


@contextmanager
def knocking(database_url: str) -> Iterator[list[int]]:
    """Who comes to the place of a PostgreSQL that is away, each time it comes; nobody is served."""
    place = Path(str(make_url(database_url).query["host"])) / ".s.PGSQL.5432"
    callers: list[int] = []
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        place.chmod(0o777)
        door.listen()

        def answer() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = door.accept()
                    with caller:
                        asked = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                        callers.append(struct.unpack("3i", asked)[0])

        answering = threading.Thread(target=answer)
        answering.start()
        try:
            yield callers
        finally:
            door.shutdown(socket.SHUT_RDWR)
            answering.join()
            place.unlink()
