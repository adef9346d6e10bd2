"""The replica of a cashier's phone, against a real checkout: it holds today and nothing of the balance."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.model.connection import ConnectionState
from app.services.checkout_client import CheckoutClient
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from money import Money
from tests.support.listening import Ear, listen
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, until
from tests.support.staff import A_MANAGERS_SUM, hired, id_of, two_days_pass


async def caught_up(_: LiveUpdates, ear: Ear, __: LocalStore) -> None:
    await until(lambda: "caught up" in ear.types)


def amounts(store: LocalStore, shop: ShopDevice) -> list[int]:
    """What was paid by the shop's own link, as the phone knows it."""
    link_id = shop.get("/v1/links")["data"][0]["id"]
    return [payment.amount.poisha for payment in store.payments(link_id)]


def test_a_cashiers_phone_opens_with_todays_payments_and_hears_what_comes(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")
    cashier = hired(live, shop, "cashier")

    async def act(updates: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
        await asyncio.to_thread(payer.pay, shop.store_url, amount="200")
        await until(lambda: ear.news.count("not_for_you") >= 2)

    ear, store = listen(cashier.url, cashier.token, tmp_path / "till.db", act)
    assert ear.news.count("payment.paid") == 1
    assert store.last_seq == len(shop.events)
    assert (store.balance().poisha, shop.balance) == (0, 682_50)
    known = store.shop()
    assert known is not None
    assert (known.role, known.rights.sees_balance, known.rights.pays_out) == ("cashier", False, False)
    store.close()


def test_what_a_manager_saw_is_gone_from_the_phone_once_they_are_a_cashier(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")
    manager = hired(live, shop, "manager")
    store = listen(manager.url, manager.token, tmp_path / "till.db", caught_up)[1]
    known = store.shop()
    assert known is not None
    assert (known.role, known.gives_back_most) == ("manager", Money(A_MANAGERS_SUM))
    assert store.balance() == Money(487_50)
    store.close()
    shop.http.patch(f"/v1/devices/{id_of(manager)}", json={"role": "cashier"})
    store = listen(manager.url, manager.token, tmp_path / "till.db", caught_up)[1]
    assert store.balance().poisha == 0
    store.close()


def test_on_another_day_the_till_knows_nothing_of_the_one_before(
    live: World, shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")
    cashier = hired(live, shop, "cashier")
    listen(cashier.url, cashier.token, tmp_path / "till.db", caught_up)[1].close()
    two_days_pass(live, shop)
    payer.pay(shop.store_url, amount="200")
    ear, store = Ear(), LocalStore(tmp_path / "till.db")
    assert amounts(store, shop) == [500_00]

    async def the_day_after() -> None:
        client = CheckoutClient(cashier.url)
        client.token = cashier.token
        updates = LiveUpdates(client, store, ear, clock=lambda: datetime.now(UTC) + timedelta(days=1))
        updates.start()
        await caught_up(updates, ear, store)
        await updates.stop()
        await client.close()

    asyncio.run(the_day_after())
    assert amounts(store, shop) == [200_00]
    store.close()
