"""What the app's observables tell of themselves."""

from app.model.connection import ConnectionState
from app.state import Shop


def test_the_trouble_is_ours_only_while_the_device_has_a_network() -> None:
    shop = Shop(connection=ConnectionState.OFFLINE, is_servers_fault=True)
    assert shop.is_our_side
    shop.has_network = False
    assert not shop.is_our_side
