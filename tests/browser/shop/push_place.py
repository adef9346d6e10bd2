"""A checkout with a key for notices, an app beside it, and a shop: what both ends of a notice are tested with."""

from collections.abc import Iterator
from typing import Final

import pytest

from checkout.notify.push_message import Sender, new_private_key
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, open_shop
from tests.support.town import Town

_KEY: Final = new_private_key()
_CONTACT: Final = "mailto:aday@example.com"
PUBLIC_KEY: Final = Sender(_KEY, _CONTACT).public_key


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("push"), push_private_key=_KEY, push_contact=_CONTACT) as running:
        yield running


@pytest.fixture(scope="module")
def app_url(town: Town, live: World) -> str:
    return town.app_with("app-of-push", server_url=live.url)


@pytest.fixture
def shop(live: World) -> ShopDevice:
    return open_shop(live.db, live.url)
