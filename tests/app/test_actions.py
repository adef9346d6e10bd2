"""What a shopkeeper does, which waits for nothing to be drawn."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from uuid6 import uuid7

from app.actions import Actions
from app.model.connection import ConnectionState
from app.model.records import Customer, LinkDraft
from app.projection import Projection
from app.server_clock import ServerClock
from app.services.checkout_client import CheckoutClient
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from app.state import Shop
from money import Money
from tests.support.listening import Ear, listen
from tests.support.shop import ShopDevice, until


class Undrawn:
    """Screens that lag behind: nothing is drawn yet."""

    def draw(self) -> None:
        pass


def test_a_link_is_made_as_soon_as_the_shop_is_known_though_nothing_of_it_is_drawn(
    shop: ShopDevice, tmp_path: Path
) -> None:
    draft = LinkDraft(
        f"pl_{uuid7()}", shop.new_code(), Money(75_000), "", Customer("", ""), datetime.now(UTC) + timedelta(hours=1)
    )

    async def act(live: LiveUpdates, ear: Ear, store: LocalStore) -> None:
        await until(lambda: ConnectionState.LIVE in ear.connections)
        client, undrawn = CheckoutClient(shop.url), Shop(connection=ConnectionState.LIVE)
        client.token = shop.token
        clock = ServerClock(undrawn, lambda: datetime.now(UTC), lambda: None)
        await Actions(client, store, cast(Projection, Undrawn()), undrawn, clock).create_link(draft)
        await client.close()

    listen(shop.url, shop.token, tmp_path / "shop.db", act)[1].close()
    assert shop.get(f"/v1/links/{draft.id}")["amount"] == 75_000
