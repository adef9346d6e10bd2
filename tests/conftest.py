"""Fixtures that every room's tests may use."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import migrate
from tests.support.payer import Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, close_devices, open_shop

# Slow machines are not wrong ones, and a failure must show again with the same examples.
settings.register_profile("aday", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("aday")


# What the code logs on purpose is no news in a test.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    """A real database file with the newest tables, and a clock in the test's hand."""
    url = f"sqlite:///{tmp_path / 'checkout.db'}"
    migrate(url)
    database = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[World]:
    """A checkout and the stand-in gateway over real HTTP."""
    with world(tmp_path) as running:
        yield running
        close_devices()


@pytest.fixture
def shop(live: World) -> ShopDevice:
    return open_shop(live.db, live.url)


@pytest.fixture
def payer() -> Iterator[Payer]:
    one = Payer()
    yield one
    one.http.close()
