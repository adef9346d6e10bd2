"""Fixtures that every room's tests may use."""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from checkout.commands import sign_in
from checkout.ids import new_id
from checkout.rendering import pool
from checkout.store import pooling
from checkout.store.database import Database
from tests.support import keen_child
from tests.support.payer import Payer
from tests.support.postgres import Postgres, postgresql
from tests.support.servers import World, new_database_file, world
from tests.support.shop import ShopDevice, close_devices, open_shop

# Slow machines are not wrong ones, and a failure must show again with the same examples.
settings.register_profile("aday", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("aday")


def _only_our_faults(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What the code logs on purpose is no news in a test; of a 500, pytest shows the cause with what failed."""
    if line["event"] == "unexpected error" and isinstance(line.get("exc_info"), BaseException):
        sys.stderr.write(f"{line['route']}\n{''.join(traceback.format_exception(line['exc_info']))}")
    raise structlog.DropEvent


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), processors=[_only_our_faults])


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session", autouse=True)
def hurrying() -> Iterator[None]:
    """Of the processor the suite leaves nothing to whoever stands back for others, and little to what is slow on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_CHILD", (str(Path(keen_child.__file__)),))
        patch.setattr(sign_in, "_SCRYPT_N", 2)
        yield


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def alarms() -> Iterator[list[str]]:
    """The alarms that ring in this process while the test runs, in their order."""
    rung: list[str] = []

    def keep(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if str(line["event"]).startswith("alarm: "):
            rung.append(str(line["event"]))
        raise structlog.DropEvent

    was = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), processors=[keep])
    yield rung
    structlog.configure(**was)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgresql() as server:
        yield server


NewUrl = Callable[[Path], str]


@pytest.fixture(scope="session")
def new_sqlite() -> NewUrl:
    """Gives the address of a new file with the newest tables, in a folder."""
    return lambda folder: f"sqlite:///{new_database_file(folder)}"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest) -> NewUrl:
    """Gives the address of a new database with the newest tables; whoever asks runs on both kinds."""
    if request.param == "sqlite":
        found: NewUrl = request.getfixturevalue("new_sqlite")
        return found
    server: Postgres = request.getfixturevalue("postgres")

    def of_our_own(_: Path) -> str:
        url = server.migrated()
        # No PgBouncer is before it. Each address is asked for one once, and here each has but one test; the tests of
        # PgBouncer itself ask.
        pooling._FOUND[url] = False
        return url

    return of_our_own


@pytest.fixture
def db(new_url: NewUrl, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    """A real database with the newest tables, and a clock in the test's hand."""
    database = Database(new_url(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


@pytest.fixture(scope="module")
def live(new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A checkout and the stand-in gateway over real HTTP, for the tests of one file; each has a shop of its own."""
    folder = tmp_path_factory.mktemp("live")
    with world(folder, database_url=new_url(folder)) as running:
        yield running


@pytest.fixture
def shop(live: World) -> Iterator[ShopDevice]:
    live.forget_strangers()
    yield open_shop(live.db, live.url)
    close_devices()


@pytest.fixture
def payer() -> Iterator[Payer]:
    one = Payer()
    yield one
    one.http.close()
