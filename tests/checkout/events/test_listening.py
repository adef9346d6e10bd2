"""How one worker hears what another one logged, on PostgreSQL."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from checkout.commands.merchants import create_merchant
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.events import listening
from checkout.events.hub import Hub
from checkout.events.listening import Listener
from checkout.ids import new_id
from checkout.store import events
from checkout.store.database import Database
from tests.conftest import HandClock
from tests.support.postgres import Postgres

PATIENCE_SECONDS: Final = 60
OTHER: Final = MerchantId("mer_of_somebody_else")


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.migrated()


@pytest.fixture
def another_worker(url: str, clock: HandClock, tmp_path: Path) -> Iterator[Database]:
    """Its database; nothing of it nudges this process but PostgreSQL itself."""
    database = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


def test_what_another_worker_logs_wakes_the_readers_of_that_shop_and_no_other(
    url: str, another_worker: Database
) -> None:
    shop = another_worker.transact_now(create_merchant, "+8801712345678", slug="karim")

    async def hear() -> bool:
        hub = Hub()
        listener = Listener(url, hub)
        with hub.listen(shop.id) as nudged, hub.listen(OTHER) as others:
            listener.start()
            await others.wait()  # As soon as the line is up, everybody looks.
            nudged.clear()
            others.clear()
            await another_worker.transact(events.append, shop.id, EventType.LINK_UPDATED, {"id": "pl_1"})
            await nudged.wait()
            await listener.stop()
            return others.is_set()

    assert not asyncio.run(asyncio.wait_for(hear(), PATIENCE_SECONDS))


def test_a_line_that_was_cut_is_made_again_and_then_everybody_looks(
    url: str, another_worker: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_AGAIN_SECONDS", 0.01)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN %'"
    )

    async def hear() -> None:
        hub = Hub()
        listener = Listener(url, hub)
        with hub.listen(OTHER) as nudged:
            listener.start()
            for _ in range(2):
                await nudged.wait()
                nudged.clear()
                await another_worker.transact(lambda uow: uow.conn.execute(cut).all())
            await nudged.wait()
            await listener.stop()

    asyncio.run(asyncio.wait_for(hear(), PATIENCE_SECONDS))
