"""The desk against a real checkout over HTTP, without a screen."""

import asyncio
from pathlib import Path

from app.desk import Desk
from app.services.checkout_client import CheckoutClient
from app.services.live_updates import Light
from app.shop import Account, Shop
from tests.app.test_live_updates import until
from tests.support.kept import Kept
from tests.support.shop import ShopDevice

_MISSED = 150
# From the disk, what the one answer of the server told, that it was all, and one to spare.
_DRAWN = 4


def look_in(shop: ShopDevice, folder: Path) -> Shop:
    """Open the app, wait until all that happened is known, and close it; what its screens had to show."""
    seen = Shop()

    async def visit() -> None:
        desk = Desk(
            Account(), seen, CheckoutClient(shop.url), Kept(shop.token), folder,
            device_name="counter", spawn=asyncio.ensure_future, on_paid=lambda payment: None,
        )  # fmt: skip
        await desk.open()
        desk.start()
        await until(lambda: seen.light is Light.LIVE)
        await desk.close()

    asyncio.run(visit())
    return seen


def test_what_was_missed_is_drawn_together_and_not_one_event_after_another(shop: ShopDevice, tmp_path: Path) -> None:
    look_in(shop, tmp_path)
    for number in range(_MISSED):
        shop.new_link(1_000 + number)
    back = look_in(shop, tmp_path)
    assert back.home is not None
    assert back.home.active_count == _MISSED
    assert back.version <= _DRAWN
