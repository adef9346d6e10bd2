"""The database is stopped, locked or its disk is full: said once, waited for, and nobody's fault or loss."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from checkout.ids import new_id
from checkout.store import engines, links
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.logged import Line, logged
from tests.support.operator import aday, operators_environment
from tests.support.payer import NAME, PHONE, Payer, hidden
from tests.support.postgres import Postgres
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, close_devices, device, eventually, open_shop

_LOCK = """
import sqlite3, sys
line = sqlite3.connect(sys.argv[1], isolation_level=None)
line.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def live(own_postgres: Postgres, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, database_url=own_postgres.migrated()) as running:
        yield running
        close_devices()


def is_ready(live: World) -> bool:
    return plain.get(f"{live.url}/readyz").status_code == 200


def alarms(said: list[Line]) -> list[str]:
    return [line["event"] for line in said if "the database can" in line["event"]]


def link(shop: ShopDevice) -> httpx.Response:
    return shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 500_00})


@contextmanager
def stopped(server: Postgres, live: World) -> Iterator[None]:
    server.stop()
    try:
        eventually(lambda: not is_ready(live))
        yield
    finally:
        server.start()


def test_requests_that_run_while_postgresql_stops_and_starts_are_served_or_told_to_come_again(
    own_postgres: Postgres, live: World
) -> None:
    shop, ending = open_shop(live.db, live.url), threading.Event()
    statuses: list[int] = []

    def ask(path: str) -> None:
        headers = {"Authorization": f"Bearer {shop.token}"}
        with plain.client(base_url=live.url, headers=headers) as http:
            while not ending.is_set():
                statuses.append(http.get(path).status_code)
                body = {"id": new_id("pl"), "amount": 500_00}
                statuses.append(http.post("/v1/links", json=body).status_code)

    threads = [threading.Thread(target=ask, args=(path,)) for path in (f"/s/{shop.slug}", "/v1/balance")]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: statuses.count(201) > 5)
        for _ in range(2):
            before = len(statuses)
            with stopped(own_postgres, live):
                eventually(lambda: 503 in statuses[before:])  # noqa: B023
            eventually(lambda: is_ready(live))
            after = len(statuses)
            eventually(lambda: 201 in statuses[after:])  # noqa: B023
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    assert set(statuses) == {200, 201, 503}


def test_with_postgresql_stopped_figures_are_told_and_everybody_hears_what_to_do(
    own_postgres: Postgres, live: World
) -> None:
    shop = open_shop(live.db, live.url)
    with logged() as said:
        with stopped(own_postgres, live):
            figures = plain.get(f"{live.url}/metrics")
            assert figures.status_code == 200
            assert "aday_database_usable 0.0" in figures.text
            assert "aday_http_seconds_count" in figures.text
            told = [
                plain.get(f"{live.url}/readyz"),
                link(shop),
                shop.http.get("/v1/events?after=0"),
                plain.post(f"{live.url}/webhooks/sslcommerz", content=b"tran_id=1"),
            ]
            for answer in told:
                assert answer.status_code == 503, answer.url
                assert answer.headers["content-type"] == "application/problem+json"
                assert int(answer.headers["retry-after"]) > 0
                assert answer.json()["type"] == "/problems/unavailable"
            for path in (f"/s/{shop.slug}", "/l/ANYTHING123", "/p/ANYTHING123", "/v?c=ANYTHING123"):
                page = plain.get(f"{live.url}{path}")
                assert (page.status_code, "retry-after" in page.headers) == (503, True), path
                assert "এক মুহূর্ত পরে আবার চেষ্টা করুন" in page.text
            assert plain.get(f"{live.url}/healthz").status_code == 200
        eventually(lambda: is_ready(live))
        eventually(lambda: len(alarms(said)) > 1)
        assert "aday_database_usable 1.0" in plain.get(f"{live.url}/metrics").text
    assert alarms(said) == ["alarm: the database cannot be used", "the database can be used again"]
    assert [line for line in said if line.get("exc_info")] == []
    assert link(shop).status_code == 201


def test_nothing_that_a_payer_typed_is_lost_while_the_database_is_away(
    own_postgres: Postgres, live: World, payer: Payer
) -> None:
    shop = open_shop(live.db, live.url)
    key = hidden(payer.open(shop.store_url).text)["form_key"]
    form = {"form_key": key, "name": NAME, "phone": PHONE, "amount": "500", "lang": "en"}
    with stopped(own_postgres, live):
        page = payer.http.post(shop.store_url, data=form)
        assert page.status_code == 503
        assert "Please try again in a moment" in page.text
    eventually(lambda: is_ready(live))
    assert hidden(page.text).items() >= form.items()
    assert f'action="/s/{shop.slug}"' in page.text
    assert payer.http.post(shop.store_url, data=hidden(page.text)).status_code == 303


def test_a_locked_file_is_waited_for_and_then_told(
    new_sqlite: NewUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked by another process, as by a copy that somebody makes with another tool."""
    # Short, and yet longer than the checkout's own steps hold the file on a slow disk.
    monkeypatch.setattr(engines, "_SQLITE_WAIT_MILLISECONDS", 3_000)
    url = new_sqlite(tmp_path)
    with world(tmp_path, database_url=url) as live, logged() as said:
        shop = open_shop(live.db, live.url)
        command = [sys.executable, "-c", _LOCK, url.removeprefix("sqlite:///")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            other.stdout.readline()
            refused = link(shop)
            assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
            assert plain.get(f"{live.url}/readyz").status_code == 503
            assert plain.get(shop.store_url).status_code == 200
            other.communicate()
        eventually(lambda: is_ready(live))
        assert link(shop).status_code == 201
        eventually(lambda: len(alarms(said)) > 1)
        close_devices()
    assert alarms(said) == ["alarm: the database cannot be used", "the database can be used again"]


@pytest.mark.parametrize("instead", ["nothing", "another file"])
def test_a_file_that_was_moved_away_is_not_written_to_as_if_it_were_there(
    instead: str, new_sqlite: NewUrl, tmp_path: Path
) -> None:
    url = new_sqlite(tmp_path)
    file, moved = Path(url.removeprefix("sqlite:///")), tmp_path / "moved.db"
    with world(tmp_path, database_url=url) as live, logged() as said:
        shop = open_shop(live.db, live.url)
        file.rename(moved)
        if instead == "another file":
            shutil.copyfile(moved, file)
        for _ in range(2):
            assert (link(shop).status_code, is_ready(live)) == (503, False)
        assert plain.get(shop.store_url).status_code == 503
        assert file.exists() == (instead == "another file")
        moved.replace(file)
        eventually(lambda: is_ready(live))
        assert link(shop).status_code == 201
        eventually(lambda: len(alarms(said)) > 1)
        close_devices()
    assert alarms(said) == ["alarm: the database cannot be used", "the database can be used again"]
    assert "is not the file that is open" in next(line["why"] for line in said if "cannot be used" in line["event"])


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own of some megabytes, or a skipped test where that may not be made."""
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]).returncode:
        pytest.skip("only root mounts a disk; the limit of a file's size is tried instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No byte is left on the disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def limited(_: Path, most_bytes: int = 4096) -> Iterator[None]:
    """No file of this process grows: for a database the same as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("how", ["a full disk", "files that may not grow"])
def test_with_a_full_disk_pages_are_shown_and_what_is_only_counted_is_not(
    how: str, new_sqlite: NewUrl, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(small_disk(tmp_path / "small")) if how == "a full disk" else tmp_path
        full = filled if how == "a full disk" else limited
        live = stack.enter_context(world(folder, database_url=new_sqlite(folder)))
        said = stack.enter_context(logged())
        shop = open_shop(live.db, live.url)
        new = shop.new_link(500_00)
        with full(folder):
            eventually(lambda: not is_ready(live))
            form = plain.get(new["url"])
            assert (form.status_code, "<form" in form.text) == (200, True)
            assert plain.get(shop.store_url).status_code == 200
            assert plain.get(f"{live.url}/s/nobody-there").status_code == 404
            assert plain.get(f"{live.url}/v?c=NOBODY").status_code == 404
            assert shop.http.get("/v1/links").status_code == 200
            refused = link(shop)
            assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
            assert "aday_database_usable 0.0" in plain.get(f"{live.url}/metrics").text
            typed = {**hidden(form.text), "name": NAME, "phone": PHONE}
            answer = plain.post(new["url"], data=typed)
            assert (answer.status_code, NAME in answer.text) == (503, True)
        eventually(lambda: is_ready(live))
        eventually(lambda: len(alarms(said)) > 1)
        assert link(shop).status_code == 201
        close_devices()
    assert alarms(said) == ["alarm: the database cannot be used", "the database can be used again"]
    assert [line for line in said if line.get("exc_info")] == []


@pytest.mark.parametrize("how", ["a full disk", "files that may not grow"])
def test_when_the_disk_fills_while_many_write_at_once_what_was_answered_is_kept_and_nothing_else(
    how: str, new_sqlite: NewUrl, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(small_disk(tmp_path / "small")) if how == "a full disk" else tmp_path
        full = filled if how == "a full disk" else limited
        live = stack.enter_context(world(folder, database_url=new_sqlite(folder)))
        shop, ending = open_shop(live.db, live.url), threading.Event()
        said: dict[str, int] = {}

        def make_links() -> None:
            one = device(live.url, shop.slug, shop.token)
            while not ending.is_set():
                link_id = new_id("pl")
                said[link_id] = one.http.post("/v1/links", json={"id": link_id, "amount": 500_00}).status_code

        def answers() -> list[int]:
            return list(said.values())

        with ThreadPoolExecutor(16) as shopkeepers:
            for _ in range(16):
                shopkeepers.submit(make_links)
            try:
                eventually(lambda: answers().count(201) > 50)
                with full(folder):
                    eventually(lambda: 503 in answers())
                after = len(said)
                eventually(lambda: 201 in answers()[after:])
            finally:
                ending.set()
        assert set(answers()) == {201, 503}
        kept = {one for one in said if live.db.read_now(links.get, one)}
        assert kept == {one for one, status in said.items() if status == 201}
        close_devices()


def test_a_command_that_finds_the_disk_full_says_so_and_leaves_nothing_half(new_sqlite: NewUrl, tmp_path: Path) -> None:
    environment = operators_environment(new_sqlite(tmp_path))
    shop = ("--phone", "01712345678")
    aday(environment, tmp_path, "merchant", "add", *shop, "--name", "Rahim")
    empty = operators_environment(f"sqlite:///{tmp_path / 'empty.db'}")
    (tmp_path / "empty.db").touch()
    # As much as opening takes, and no more.
    with limited(tmp_path, 33 * 1024):
        ended = [
            aday(environment, tmp_path, "adjust", *shop, "--amount", "5", "--reason", "x"),
            aday(environment, tmp_path, "merchant", "add", "--phone", "01712345679", "--name", "x"),
            aday(environment, tmp_path, "backup", "copy.db"),
            aday(empty, tmp_path, "migrate"),
        ]
    assert [(one.returncode, one.stdout) for one in ended] == [(2, "")] * len(ended)
    assert [one.stderr for one in ended if len(one.stderr.splitlines()) != 1] == []
    assert "cannot be used (disk I/O error)" in ended[0].stderr
    assert {one.name for one in tmp_path.iterdir() if not one.name.startswith(("checkout.db", "empty.db"))} == set()
    assert "owed to shops\nThe books balance." in aday(environment, tmp_path, "audit").stdout
