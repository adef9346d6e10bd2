"""Goods that went out are told to the shop's other devices, also when there was no line just then."""

import asyncio
from pathlib import Path

from app.model.connection import ConnectionState
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from tests.support.listening import Ear, listen
from tests.support.payer import Payer
from tests.support.resources import MOMENT, SHOP, payment
from tests.support.servers import World
from tests.support.shop import ShopDevice, until
from tests.support.staff import hired


async def is_live(_: LiveUpdates, ear: Ear, __: LocalStore) -> None:
    await until(lambda: ConnectionState.LIVE in ear.connections)


def test_who_gave_the_goods_is_told_at_once_and_no_other_device_is_asked_to_tick_it_off(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    cashier = hired(live, shop, "cashier", "সাথী")
    owners = LocalStore(tmp_path / "owner.db")

    async def give(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await is_live(updates, ear, store)
        await asyncio.to_thread(payer.pay, shop.store_url, amount="500")
        await until(lambda: "payment.paid" in ear.news)
        (paid,) = store.unticked(MOMENT.replace(year=2000))
        store.tick_off(paid.id, MOMENT)
        updates.send_soon()
        await until(lambda: "payment.handed_over" in ear.news)
        await until(lambda: not store.given())
        assert store.unticked(MOMENT.replace(year=2000)) == []

    listen(cashier.url, cashier.token, tmp_path / "till.db", give)[1].close()
    assert shop.payments[0]["handed_over_by"]["name"] == "সাথী"
    # As the owner's device hears of both.
    for event in shop.events:
        if event["type"].startswith("payment."):
            owners.apply(event["seq"], event["type"], event["data"])
    known = owners.payment(shop.payments[0]["id"])
    assert known is not None
    assert (known.handed_over_by, owners.unticked(MOMENT.replace(year=2000))) == ("সাথী", [])
    owners.close()


def test_what_another_device_gave_while_this_one_was_away_is_not_asked_for_here(tmp_path: Path) -> None:
    store, paid = LocalStore(tmp_path / "shop.db"), payment(1)
    store.apply(1, "payment.paid", paid)
    assert store.unticked(MOMENT.replace(year=2000)) != []
    given = {**paid, "handed_over_at": "2026-11-12T04:43:00Z", "handed_over_by": {"device_id": "dev_2", "name": "সাথী"}}
    store.replace_all(SHOP, [], [given], [], 2)
    assert store.unticked(MOMENT.replace(year=2000)) == []
    store.close()


def test_what_went_out_without_a_line_is_told_with_the_next_one(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    payer.pay(shop.store_url, amount="500")
    payment_id = shop.payments[0]["id"]
    store = LocalStore(tmp_path / "shop.db")
    for one in (payment_id, "pay_of_nobody"):
        store.tick_off(one, MOMENT)
    store.close()
    store = listen(shop.url, shop.token, tmp_path / "shop.db", is_live)[1]
    assert store.given() == []
    store.close()
    assert shop.payments[0]["handed_over_by"]["name"] == "test"
