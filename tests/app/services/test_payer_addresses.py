"""An address that knows no ids of the shop's leads to the shop's own screen."""

from collections.abc import Iterator

import pytest

from app.services.local_store import LocalStore
from app.services.payer_addresses import own_screen
from tests.support.resources import SHOP, link, payment

CODE, RECEIPT = "4TX9ABCDEFG", "7KMQ2WZX9TA"


@pytest.fixture
def store() -> Iterator[LocalStore]:
    store = LocalStore(None)
    links = [link(1, code=CODE), link(2, kind="store", code="karim", amount=None), link(3, code=f"{CODE[:-1]}H")]
    store.replace_all(SHOP, links, [payment(1, code=RECEIPT)], [], 5)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("address", "screen"),
    [
        (f"/l/{CODE}", "/links/pl_0001"),
        (f"https://pay.example/l/{CODE}", "/links/pl_0001"),
        (f"/l/{CODE[:4].lower()}-{CODE[4:]}/?x=1", "/links/pl_0001"),
        ("/s/Karim", "/links/pl_0002"),
        ("/s/karim.", "/links/pl_0002"),
        (f"/l/{CODE}%E2%80%8B", "/links/pl_0001"),
        (f"https://pay.example/L/{CODE.lower()}&fbclid=IwAR0", "/links/pl_0001"),
        (f"/p/{RECEIPT}.pdf।", "/payments/pay_1"),
        (f"/p/{RECEIPT}", "/payments/pay_1"),
        (f"/p/{RECEIPT}.pdf", "/payments/pay_1"),
        ("/returns/bkash/7KMQ2WZX9TA", ""),
        (f"/v?c={RECEIPT}", f"/check/{RECEIPT}"),
        ("/v?c=a%2Fb ", "/check/a%2Fb"),
        ("/v", "/check"),
        # As a browser opens it for what is shared into the installed app.
        ("/v?c=bKash+TrxID+9AB12CD34E&c=", "/check/bKash%20TrxID%209AB12CD34E"),
        ("/qr", "/qr/pl_0002"),
        ("/qr/pl_0001", ""),
        ("/p/0000000000", "/check/0000000000"),
        ("/l/0000000000", ""),
        ("/l/", ""),
        ("/s/rahim", ""),
        ("/", ""),
        ("/links", ""),
    ],
)
def test_each_address_leads_to_its_screen_and_another_shops_to_none(
    store: LocalStore, address: str, screen: str
) -> None:
    assert own_screen(address, store) == screen
