"""The desk against a real checkout over HTTP, without a screen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.model.connection import ConnectionState
from app.model.records import PaymentRecord
from app.services.checkout_client import CheckoutClient, Unreachable
from app.state import Account, Shop
from app.views.check import answer
from codes import is_of_shop
from tests.support.kept import Kept
from tests.support.payer import Payer
from tests.support.resources import MOMENT, SHOP, link, payment, refund
from tests.support.shop import ShopDevice, until

_MISSED = 150
# From the disk, what the one answer of the server told, that it was all, and one to spare.
_DRAWN = 4


def look_in(
    shop: ShopDevice, folder: Path, kept: Kept | None = None, do: Callable[[Desk], Awaitable[None]] | None = None
) -> Shop:
    """Open the app, wait until all that happened is known, do something, and close it; what its screens had to show."""
    seen = Shop()

    async def visit() -> None:
        desk = Desk(
            Account(), seen, CheckoutClient(shop.url), kept or Kept(shop.token), folder,
            device_name="counter", spawn=asyncio.ensure_future, on_paid=lambda payment: None,
        )  # fmt: skip
        await desk.open()
        desk.start()
        await until(lambda: seen.light is ConnectionState.LIVE and not desk._drawing_soon)
        if do is not None:
            await do(desk)
        await desk.close()

    asyncio.run(visit())
    return seen


def test_what_arrived_and_was_seen_is_known_as_shown_when_somebody_shows_it_again(tmp_path: Path) -> None:
    shop = Shop()

    async def act() -> None:
        desk = Desk(
            Account(), shop, CheckoutClient("http://127.0.0.1:9"), Kept("token"), tmp_path,
            device_name="counter", spawn=asyncio.ensure_future, on_paid=lambda payment: None, clock=lambda: MOMENT,
        )  # fmt: skip
        await desk.open()
        assert desk.store is not None
        desk.store.replace_all(SHOP, [link(1)], [], [], 1)
        desk.store.apply(2, "payment.paid", payment(1))
        known = desk.store.payment("pay_1")
        assert known is not None
        desk.stand_large(known)
        await until(lambda: shop.arrived == known)
        assert answer(desk.store, known, ConnectionState.LIVE) == "new"
        desk.seen()
        assert (shop.arrived, desk.store.shown_at("pay_1")) == (None, MOMENT)
        assert answer(desk.store, known, ConnectionState.LIVE) == "shown"
        await desk.close()

    asyncio.run(act())


@pytest.mark.parametrize("how", ["promised back", "old"])
def test_what_arrived_is_green_no_more_once_it_is_promised_back_or_old(tmp_path: Path, how: str) -> None:
    seen, minutes = Shop(), [0]

    async def act() -> None:
        desk = Desk(
            Account(), seen, CheckoutClient("http://127.0.0.1:9"), Kept("token"), tmp_path,
            device_name="counter", spawn=asyncio.ensure_future, on_paid=lambda payment: None,
            clock=lambda: MOMENT + timedelta(minutes=minutes[0]),
        )  # fmt: skip
        await desk.open()
        assert desk.store is not None
        desk.store.replace_all(SHOP, [link(1)], [], [], 1)
        desk.store.apply(2, "payment.paid", payment(1))
        known = desk.store.payment("pay_1")
        assert known is not None
        desk.stand_large(known)
        desk.caught_up()
        await until(lambda: seen.arrived is not None)
        if how == "old":
            minutes[0] = 11
            desk.light(ConnectionState.OFFLINE, None)
        else:
            desk.store.apply(3, "refund.pending", refund(1))
            desk.changed("refund.pending", refund(1), is_news=True)
        await until(lambda: seen.arrived is None)
        await desk.close()

    asyncio.run(act())


def test_what_was_missed_is_drawn_together_and_not_one_event_after_another(shop: ShopDevice, tmp_path: Path) -> None:
    look_in(shop, tmp_path)
    for number in range(_MISSED):
        shop.new_link(1_000 + number)
    back = look_in(shop, tmp_path)
    assert back.home is not None
    assert (len(back.home.rows), back.home.has_more_rows) == (50, True)
    assert back.version <= _DRAWN


def told_of(shop: ShopDevice, folder: Path, tell: Callable[[Desk, dict[str, Any]], None]) -> list[str]:
    """Tell the desk of a shop's newest payment in some way; the payments that it called out as just paid."""
    called: list[PaymentRecord] = []

    async def stay() -> None:
        desk = Desk(
            Account(), Shop(), CheckoutClient(shop.url), Kept(shop.token), folder,
            device_name="counter", spawn=asyncio.ensure_future, on_paid=called.append,
        )  # fmt: skip
        await desk.open()
        tell(desk, shop.payments[0])
        await desk.close()

    asyncio.run(stay())
    return [payment.id for payment in called]


def test_a_payment_told_twice_is_called_out_once(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell_twice(desk: Desk, payment: dict[str, Any]) -> None:
        for _ in range(2):
            desk.changed("payment.paid", payment, is_news=True)

    assert told_of(shop, tmp_path, tell_twice) == [shop.payments[0]["id"]]


def test_a_payment_that_was_caught_up_with_is_never_called_out(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell(desk: Desk, payment: dict[str, Any]) -> None:
        desk.changed("payment.paid", payment, is_news=False)
        desk.changed("payment.paid", payment, is_news=True)

    assert told_of(shop, tmp_path, tell) == []


def test_a_payment_of_minutes_ago_is_not_called_out_though_it_comes_as_news(
    shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell_late(desk: Desk, payment: dict[str, Any]) -> None:
        paid_at = datetime.fromisoformat(payment["paid_at"]) - timedelta(minutes=3)
        desk.changed("payment.paid", payment | {"paid_at": paid_at.isoformat()}, is_news=True)

    assert told_of(shop, tmp_path, tell_late) == []


def test_a_language_that_the_server_did_not_hear_of_is_told_again_when_the_line_is_back(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, tried = Kept(shop.token), []

    async def unheard(self: CheckoutClient, **changes: Any) -> None:
        tried.append(changes)
        raise Unreachable("no line")

    async def choose(desk: Desk) -> None:
        await desk.choose_language("en")
        await until(lambda: bool(tried))

    async def wait(desk: Desk) -> None:
        async with asyncio.timeout(20):
            while await kept.get("language_untold"):
                await asyncio.sleep(0.02)

    with monkeypatch.context() as patched:
        patched.setattr(CheckoutClient, "change_shop", unheard)
        look_in(shop, tmp_path, kept, choose)
    assert shop.get("/v1/merchant")["language"] == "bn"
    look_in(shop, tmp_path, kept, wait)
    assert shop.get("/v1/merchant")["language"] == "en"


def test_a_link_made_with_no_line_has_a_code_that_only_this_shop_can_bring(shop: ShopDevice, tmp_path: Path) -> None:
    kept, made = Kept(shop.token), list[str]()

    async def lose_the_key(desk: Desk) -> None:
        # As an app from before shops had keys left it.
        assert desk.store is not None
        known = shop.get("/v1/merchant")
        desk.store.replace_all(known | {"link_key": ""}, [], [], [], known["last_event_seq"])

    async def make(desk: Desk) -> None:
        made.append(desk.new_link_code())

    look_in(shop, tmp_path, kept, lose_the_key)
    look_in(shop, tmp_path, kept, make)
    assert is_of_shop(made[0], shop.get("/v1/merchant")["link_key"])
