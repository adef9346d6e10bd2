"""Keeping the replica true, against a real checkout over HTTP."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from uuid6 import uuid7

from app.model.connection import ConnectionState
from app.model.documents import Doc
from app.model.records import Customer, LinkDraft
from app.services import http_line
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from money import Money
from tests.support.listening import Ear, listen
from tests.support.payer import Payer
from tests.support.servers import free_port, free_socket
from tests.support.shop import ShopDevice, until


def test_the_first_time_everything_is_taken_in_and_then_what_happens(
    shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")

    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
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
            await until(lambda: ear.connections[-1:] == [ConnectionState.LIVE])
            made = await _make_link_and_hear_of_it(shop, ear, made)
            await updates.stop()
            await asyncio.to_thread(shop.new_link, 2_000 + made)
            ear.connections.clear()
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


def test_a_full_disk_is_told_and_what_came_meanwhile_is_taken_in_when_there_is_space(
    shop: ShopDevice, tmp_path: Path
) -> None:
    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.connections[-1:] == [ConnectionState.LIVE])
        pages = store._file.db.conn.execute("PRAGMA page_count").fetchone()[0]
        store._file.db.conn.execute(f"PRAGMA max_page_count={pages}")
        for number in range(20):
            await asyncio.to_thread(shop.new_link, 1_000 + number, "ক" * 120)
        await until(lambda: not ear.is_kept and ear.connections[-1:] == [ConnectionState.OFFLINE])
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
        await until(lambda: all(ConnectionState.LIVE in ear.connections for ear in ears))
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
        await until(lambda: ConnectionState.LIVE in ear.connections)

    _, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert (store.last_seq, store.balance().poisha) == (len(shop.events), 48_750)
    store.close()


def test_nothing_is_live_after_it_stopped_listening(shop: ShopDevice, tmp_path: Path) -> None:
    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
        await live.stop()

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert ear.connections[-1] is ConnectionState.RECONNECTING
    store.close()


def test_a_device_that_says_it_has_no_network_is_not_live_until_the_server_speaks_again(
    shop: ShopDevice, tmp_path: Path
) -> None:
    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ear.connections[-1:] == [ConnectionState.LIVE])
        ear.connections.clear()
        live.wake()  # A line that spoke just now is trusted.
        assert ear.connections == []
        live.lose()
        assert ear.connections == [ConnectionState.RECONNECTING]
        await until(lambda: ear.connections[-1:] == [ConnectionState.LIVE])

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
        await until(lambda: ConnectionState.LIVE in ear.connections)
        assert [doc.get("problem") for doc in store.waiting()] == [None]
        await until(lambda: not store.waiting())

    ear, store = listen(shop.url, shop.token, tmp_path / "shop.db", act)
    assert store.link(draft.id) is not None
    assert ConnectionState.OFFLINE not in ear.connections
    store.close()


def test_a_server_that_is_down_or_silent_is_told_from_a_line_that_is_broken(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "_TIMEOUT", httpx.Timeout(0.2))

    async def offline(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.OFFLINE in ear.connections)
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
        await until(lambda: ConnectionState.OFFLINE in ear.connections)

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
