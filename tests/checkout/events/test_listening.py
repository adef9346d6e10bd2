"""How one worker hears what another one logged, on PostgreSQL."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import event, text

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import device_of_token, hash_token, issue_device_token, sign_out
from checkout.core.event_types import EventType
from checkout.core.merchant import Merchant
from checkout.events import listening
from checkout.events.hub import Hub
from checkout.events.listening import Listener
from checkout.events.poll import Poll
from checkout.ids import new_id
from checkout.store import events
from checkout.store.database import Database
from tests.conftest import HandClock
from tests.support.postgres import Postgres

PATIENCE_SECONDS: Final = 60
CUT: Final = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND query LIKE 'LISTEN %'"
)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.migrated()


@pytest.fixture
def worker(url: str, clock: HandClock, tmp_path: Path) -> Iterator[Database]:
    """Its own database."""
    database = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


@pytest.fixture
def another_worker(url: str, clock: HandClock, tmp_path: Path) -> Iterator[Database]:
    """Another's; nothing of it is told here but by PostgreSQL itself."""
    database = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


@pytest.fixture
def shop(another_worker: Database) -> Merchant:
    return another_worker.transact_now(create_merchant, "+8801712345678", slug="karim")


class Waiting(Poll):
    """One who waits and never looks."""

    async def hears(self) -> None:
        await self.nudged.wait()
        self.nudged.clear()


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), PATIENCE_SECONDS))


async def heard(hub: Hub) -> None:
    """Until the line is up: nobody is deaf, and what came before it is looked for."""
    while hub.is_isolated:
        await asyncio.sleep(0.001)


def test_what_another_worker_logs_wakes_the_readers_of_that_shop_who_do_not_have_it_and_no_others(
    url: str, worker: Database, another_worker: Database, shop: Merchant
) -> None:
    other = another_worker.transact_now(create_merchant, "+8801712345679", slug="rahim")

    async def hear() -> None:
        hub = Hub(worker)
        listener = Listener(url, hub)
        here, has_it, elsewhere = Waiting("a", shop.id, 0), Waiting("b", shop.id, 1), Waiting("c", other.id, 0)
        for one in (here, has_it, elsewhere):
            hub.join(one)
        listener.start()
        await heard(hub)
        await another_worker.transact(events.append, shop.id, EventType.LINK_UPDATED, {"id": "pl_1"})
        await here.hears()
        assert not has_it.nudged.is_set()
        assert not elsewhere.nudged.is_set()
        await listener.stop()

    run(hear)


def test_what_is_kept_waits_for_no_notice_and_one_tells_of_all_that_was_kept_meanwhile(
    url: str, worker: Database, another_worker: Database, shop: Merchant
) -> None:
    told: list[Any] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        if "pg_notify" in statement:
            told.append(given)

    async def hear() -> None:
        hub = Hub(worker)
        listener = Listener(url, hub)
        here = Waiting("a", shop.id, 19)
        hub.join(here)
        listener.start()
        await heard(hub)
        event.listen(another_worker._writer, "before_cursor_execute", note)
        teller, goes_on = another_worker._teller, threading.Event()
        assert teller is not None
        teller._thread.submit(goes_on.wait, PATIENCE_SECONDS)
        for _ in range(20):
            await another_worker.transact(events.append, shop.id, EventType.LINK_UPDATED, {"id": "pl_1"})
        assert len(worker.read_now(events.after, shop.id, 0, 100)) == 20
        assert told == []
        goes_on.set()
        await here.hears()
        await listener.stop()

    run(hear)
    assert len(told) == 1


def test_a_device_that_another_worker_signed_out_wakes_all_of_its_shop(
    url: str, worker: Database, another_worker: Database, shop: Merchant
) -> None:
    token = another_worker.transact_now(issue_device_token, shop.id, "phone")
    device, _ = another_worker.read_now(device_of_token, token)

    async def hear() -> None:
        hub = Hub(worker)
        listener = Listener(url, hub)
        phone = Waiting(hash_token(token), shop.id, 1_000)
        hub.join(phone)
        listener.start()
        await heard(hub)
        await another_worker.transact(sign_out, shop.id, device.id)
        await phone.hears()
        await listener.stop()

    run(hear)


def test_while_its_line_is_cut_a_worker_looks_for_itself_and_when_it_is_back_once_more(
    url: str, worker: Database, another_worker: Database, shop: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_AGAIN_SECONDS", 0.2)
    token = another_worker.transact_now(issue_device_token, shop.id, "phone")

    async def hear() -> None:
        hub = Hub(worker)
        listener = Listener(url, hub)
        phone = Waiting(hash_token(token), shop.id, 0)
        hub.join(phone)
        listener.start()
        for _ in range(2):
            await heard(hub)
            await hub.sweep()
            assert not phone.nudged.is_set()
            await another_worker.transact(lambda uow: uow.conn.execute(CUT).all())
            while not hub.is_isolated:
                await asyncio.sleep(0.001)
            await another_worker.transact(events.append, shop.id, EventType.LINK_UPDATED, {"id": "pl_1"})
            await hub.sweep()
            await phone.hears()
            phone.place += 1
        await listener.stop()

    run(hear)
