"""Keeping the replica true, against a real checkout over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from uuid6 import uuid7

from app.model.connection import ConnectionState
from app.model.documents import Doc
from app.model.records import Customer, LinkDraft
from app.services import http_line
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected, Unreachable
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from money import Money
from tests.support.payer import Payer
from tests.support.servers import free_port, free_socket
from tests.support.shop import ShopDevice, until


@dataclass
class Ear:
    """The listener, who is told of changes."""

    types: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    lights: list[ConnectionState] = field(default_factory=list)
    is_servers_fault: bool = False
    was_signed_out: bool = False
    is_kept: bool = True

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None:
        self.types.append(event_type)
        if is_news:
            self.news.append(event_type)

    def caught_up(self) -> None:
        self.types.append("caught up")

    def light(self, light: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False) -> None:
        if light is ConnectionState.OFFLINE:
            self.is_servers_fault = is_servers_fault
        if not self.lights or self.lights[-1] is not light:
            self.lights.append(light)

    def signed_out(self) -> None:
        self.was_signed_out = True

    def kept(self, *, is_kept: bool) -> None:
        self.is_kept = is_kept


Act = Callable[[LiveUpdates, Ear, LocalStore], Awaitable[None]]


def listen(server_url: str, token: str, path: Path, act: Act) -> tuple[Ear, LocalStore]:
    """Run live updates while something happens; the ear and the store as they were in the end."""
    ear, store = Ear(), LocalStore(path)

    async def run() -> None:
        client = CheckoutClient(server_url)
        client.token = token
        live = LiveUpdates(client, store, ear, pause_seconds=0.05, poll_seconds=0.5, rest_seconds=0.05)
        live.start()
        try:
            await act(live, ear, store)
        finally:
            await live.stop()
            await client.close()

    asyncio.run(run())
    return ear, store


def test_the_first_time_everything_is_taken_in_and_then_what_happens(
    shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")

    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.lights)
        await asyncio.to_thread(payer.pay, shop.store_url, amount="500")
        await until(lambda: ear.news.count("balance.entry") == 2)

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert store.balance().poisha == shop.balance == 97_500
    assert store.last_seq == len(shop.events)
    assert ear.news.count("payment.paid") == 1
    store.close()


def test_what_was_missed_is_taken_in_and_is_no_news(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    async def caught_up(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: "caught up" in ear.types)

    listen(shop.url, shop.token, tmp_path / "shop.db", caught_up)[1].close()
    payer.pay(shop.store_url, amount="500")
    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", caught_up)
    assert ear.types.count("payment.paid") == 1
    assert ear.news == []
    assert store.balance().poisha == 48_750
    store.close()


def test_a_stream_that_is_cut_is_resumed_without_loss_or_repetition(shop: ShopDevice, tmp_path: Path) -> None:
    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        made = 0
        for _ in range(3):
            await until(lambda: ear.lights[-1:] == [ConnectionState.LIVE])
            made = await _make_link_and_hear_of_it(shop, ear, made)
            await updates.stop()
            await asyncio.to_thread(shop.new_link, 2_000 + made)
            ear.lights.clear()
            updates.start()
            made += 1
            await _hear(ear, made)

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert ear.types.count("link.created") == len(store.links()) == 6
    store.close()


async def _make_link_and_hear_of_it(shop: ShopDevice, ear: Ear, made: int) -> int:
    await asyncio.to_thread(shop.new_link, 1_000 + made)
    await _hear(ear, made + 1)
    return made + 1


async def _hear(ear: Ear, links_count: int) -> None:
    await until(lambda: ear.types.count("link.created") == links_count)


def test_a_line_that_lets_no_stream_through_is_polled(
    shop: ShopDevice, payer: Payer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckoutClient, "stream", _no_stream)

    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.lights)
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
        await until(lambda: ear.lights[-1:] == [ConnectionState.RECONNECTING])
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


def test_a_full_disk_is_told_and_what_came_meanwhile_is_taken_in_when_there_is_space(
    shop: ShopDevice, tmp_path: Path
) -> None:
    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.lights[-1:] == [ConnectionState.LIVE])
        pages = store._file.db.conn.execute("PRAGMA page_count").fetchone()[0]
        store._file.db.conn.execute(f"PRAGMA max_page_count={pages}")
        for number in range(20):
            await asyncio.to_thread(shop.new_link, 1_000 + number, "ক" * 120)
        await until(lambda: not ear.is_kept and ear.lights[-1:] == [ConnectionState.OFFLINE])
        store._file.db.conn.execute("PRAGMA max_page_count=1000000")
        await until(lambda: ear.is_kept and len(store.links()) == 20)

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert ear.types.count("link.created") == 20
    store.close()


def test_two_windows_of_one_device_both_hear_everything(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    ears = Ear(), Ear()

    async def run() -> None:
        clients = [CheckoutClient(shop.url) for _ in ears]
        stores = [LocalStore(tmp_path / "shop.db") for _ in ears]
        windows = [
            LiveUpdates(client, store, ear, pause_seconds=0.05)
            for client, store, ear in zip(clients, stores, ears, strict=True)
        ]
        for client in clients:
            client.token = shop.token
        for window in windows:
            window.start()
        await until(lambda: all(ConnectionState.LIVE in ear.lights for ear in ears))
        await asyncio.to_thread(payer.pay, shop.store_url, amount="500")
        await until(lambda: all(ear.news.count("balance.entry") == 2 for ear in ears))
        for window, client, store in zip(windows, clients, stores, strict=True):
            await window.stop()
            await client.close()
            store.close()

    asyncio.run(run())
    assert ears[0].news == ears[1].news


def test_a_server_with_a_shorter_log_than_ours_is_taken_in_anew(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "shop.db")
    store.replace_all({"id": "mer_old", "phone": "x", "name": "before"}, [], [], [], 9_999)
    store.close()
    payer.pay(shop.store_url, amount="500")

    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.lights)

    _, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert (store.last_seq, store.balance().poisha) == (len(shop.events), 48_750)
    store.close()


def test_nothing_is_live_after_it_stopped_listening(shop: ShopDevice, tmp_path: Path) -> None:
    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.lights)
        await live.stop()

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert ear.lights[-1] is ConnectionState.RECONNECTING
    store.close()


def test_a_device_that_says_it_has_no_network_is_not_live_until_the_server_speaks_again(
    shop: ShopDevice, tmp_path: Path
) -> None:
    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.lights[-1:] == [ConnectionState.LIVE])
        ear.lights.clear()
        live.wake()  # A line that spoke just now is trusted.
        assert ear.lights == []
        live.lose()
        assert ear.lights == [ConnectionState.RECONNECTING]
        await until(lambda: ear.lights[-1:] == [ConnectionState.LIVE])

    listen(shop.url, shop.token, tmp_path / "shop.db", act)[1].close()


def test_a_shared_link_that_the_server_has_no_time_for_now_is_told_again_later(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_create = CheckoutClient.create_link
    refusals = iter([Rejected(429, "too often", again_seconds=1), Rejected(408, "too slow")])

    async def busy(self: CheckoutClient, draft: LinkDraft) -> Doc:
        for refusal in refusals:
            raise refusal
        return await really_create(self, draft)

    monkeypatch.setattr(CheckoutClient, "create_link", busy)
    draft = LinkDraft(
        f"pl_{uuid7()}", shop.new_code(), Money(75_000), "", Customer("", ""), datetime.now(UTC) + timedelta(hours=1)
    )
    store = LocalStore(tmp_path / "shop.db")
    store.keep_waiting(draft.waiting(f"{shop.url}/l/{draft.code}", datetime.now(UTC)))
    store.close()

    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.lights)
        assert [doc.get("problem") for doc in store.waiting()] == [None]
        await until(lambda: not store.waiting())

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert store.link(draft.id) is not None
    assert ConnectionState.OFFLINE not in ear.lights
    store.close()


def test_a_server_that_is_down_or_silent_is_told_from_a_line_that_is_broken(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "_TIMEOUT", httpx.Timeout(0.2))

    async def offline(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.OFFLINE in ear.lights)
        await asyncio.sleep(0.5)

    def fault_of(server_url: str) -> bool:
        ear, store = listen(server_url, shop.token, tmp_path / "shop.db", offline)
        store.close()
        return ear.is_servers_fault

    with free_socket() as silent:
        silent.listen()
        assert fault_of(f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert fault_of(f"http://127.0.0.1:{free_port()}")
    assert not fault_of("http://nowhere.invalid")


def test_a_dead_server_is_offline_and_nothing_stored_is_lost(shop: ShopDevice, tmp_path: Path) -> None:
    async def caught_up(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: "caught up" in ear.types)

    async def offline(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.OFFLINE in ear.lights)

    listen(shop.url, shop.token, tmp_path / "shop.db", caught_up)[1].close()
    _, store = listen(f"http://127.0.0.1:{free_port()}", shop.token, tmp_path / "shop.db", offline)
    kept = store.shop()
    assert kept is not None
    assert kept.name == "করিম ভ্যারাইটি স্টোর"
    assert store.heard_at() is not None
    store.close()


def test_a_revoked_token_ends_the_listening(shop: ShopDevice, tmp_path: Path) -> None:
    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.was_signed_out)

    listen(shop.url, "aday_revoked", tmp_path / "shop.db", act)[1].close()


def _no_stream(self: CheckoutClient, after: int) -> object:
    raise Unreachable("a proxy that buffers")
