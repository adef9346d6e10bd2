"""A line that lets no stream through: the server is asked again and again, and not too often."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.model.connection import ConnectionState
from app.model.documents import Doc
from app.services.checkout_client import CheckoutClient
from app.services.errors import Unreachable
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from checkout.events.poll import Poll
from money import Money
from tests.support.listening import Ear, listen
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, until
from tests.support.staff import hired, id_of


def test_a_line_that_lets_no_stream_through_is_polled(
    shop: ShopDevice, payer: Payer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckoutClient, "stream", _no_stream)

    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
        await asyncio.to_thread(payer.pay, shop.store_url, amount="500")
        # What is told is stored already, and all of one answer is stored before any of it is told.
        await until(lambda: ear.news.count("balance.entry") == 2)

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert (ear.news.count("payment.paid"), store.balance().poisha) == (1, 48_750)
    store.close()


def test_where_something_between_does_not_let_a_question_wait_it_is_not_called_live(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckoutClient, "stream", _no_stream)
    ask = CheckoutClient.events

    async def at_once(self: CheckoutClient, after: int, wait_seconds: float = 0) -> list[Doc]:
        return await ask(self, after)

    monkeypatch.setattr(CheckoutClient, "events", at_once)

    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.connections[-1:] == [ConnectionState.RECONNECTING])
        await asyncio.to_thread(shop.new_link, 1_000)
        await until(lambda: len(store.links()) == 1)

    listen(shop.url, shop.token, tmp_path / "shop.db", act)[1].close()


def test_an_idle_hour_of_polling_has_no_more_questions_than_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = idle_day(tmp_path, monkeypatch, hours=24)
    assert 24 * 50 < asked <= 24 * 60


def idle_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int) -> int:
    """How often a server that has no news is asked in so many hours, in which sleeping takes no time."""
    store, ear, client = LocalStore(tmp_path / "shop.db"), Ear(), Idle()
    store.replace_all({"last_event_seq": 0}, [], [], [], 0)

    async def at_once(work: Callable[..., Any], *values: Any) -> Any:
        return work(*values)

    monkeypatch.setattr(asyncio, "to_thread", at_once)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        start = datetime(2026, 11, 12, tzinfo=UTC)
        live = LiveUpdates(client, store, ear, clock=lambda: start + timedelta(seconds=loop.time()))  # type: ignore[arg-type]
        live.start()
        await asyncio.sleep(hours * 3600)
        await live.stop()

    with asyncio.Runner(loop_factory=SleeplessLoop) as runner:
        runner.run(run())
    store.close()
    return client.asked


class Idle:
    """A checkout at which nothing happens, behind a line that lets no stream through."""

    clock_off = None

    def __init__(self) -> None:
        self.asked = 0

    async def shop(self) -> dict[str, Any]:
        self.asked += 1
        return {"last_event_seq": 0}

    async def events(self, after: int, wait_seconds: float = 0) -> list[dict[str, Any]]:
        self.asked += 1
        await asyncio.sleep(wait_seconds)
        return []

    def stream(self, after: int) -> Any:
        self.asked += 1
        raise Unreachable("HTTP 502")


class SleeplessLoop(asyncio.SelectorEventLoop):
    """Goes on to the next moment at which something is due."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.ahead += max(0.0, self._scheduled[0]._when - self.time())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def _no_stream(self: CheckoutClient, after: int) -> object:
    raise Unreachable("a proxy that buffers")


def test_who_is_made_another_while_the_app_waits_for_an_answer_is_so_from_then_on(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckoutClient, "stream", _no_stream)
    payer.pay(shop.store_url, amount="500")
    manager = hired(live, shop, "manager")

    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
        for change in ({"role": "manager", "gives_back_most": 100_00}, {"role": "cashier"}):
            # Asked for already, and not answered yet.
            await until(lambda: any(isinstance(one, Poll) for one in live.service.hub.everybody()))
            await asyncio.to_thread(shop.http.patch, f"/v1/devices/{id_of(manager)}", json=change)
            most = Money(100_00) if "gives_back_most" in change else None
            role = str(change["role"])
            await until(partial(_is_known_as, store, role, most))
        await until(lambda: store.balance().poisha == 0)

    listen(manager.url, manager.token, tmp_path / "shop.db", act, poll_seconds=30)[1].close()


def _is_known_as(store: LocalStore, role: str, most: Money | None) -> bool:
    known = store.shop()
    return known is not None and (known.role, known.gives_back_most) == (role, most)
