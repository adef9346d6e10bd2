"""Whatever a stranger sends, and wherever: never a fault of ours, on SQLite and on PostgreSQL.

Each place gets a part of it on each of the two, another one at each, and always what broke something before; with
TEST_EVERYTHING set, everything.
"""

import dataclasses
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from checkout.main import create_app
from checkout.rate_limits import Limit
from tests.conftest import NewUrl
from tests.support.payer import NAME, PHONE, Payer, hidden
from tests.support.servers import AT, MANY, World, settings_for, world
from tests.support.shop import ShopDevice, close_devices, open_shop
from tests.support.strangers import Line, Place, Sent, addresses, bodies, heads, places

EVERY = 1 if os.environ.get("TEST_EVERYTHING") else 10
BROKE_BEFORE = ("\\u0000", "\\ud800", "%00", "²")
PLACES = places(create_app(settings_for("http://127.0.0.1", "http://127.0.0.1:9", Path("none.db"))), AT)


@pytest.fixture(scope="module")
def live(new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A checkout with every gateway that stops nobody for asking too often: what is behind the limits is looked at."""
    folder = tmp_path_factory.mktemp("hostile")
    with world(folder, database_url=new_url(folder), gateways=tuple(AT)) as running:
        limits = running.service.limits
        for name, limit in vars(limits).items():
            if isinstance(limit, Limit):
                setattr(limits, name, dataclasses.replace(limit, times=MANY))
        yield running
        close_devices()


@pytest.fixture(scope="module")
def shop(live: World) -> ShopDevice:
    return open_shop(live.db, live.url)


@pytest.fixture(scope="module")
def known(live: World, shop: ShopDevice) -> Mapping[str, Mapping[str, str]]:
    """What is there: the beginning of a path, and what its parameters may be. Nothing that ends by being asked."""
    link, payer = shop.new_link(125_000), Payer()
    payer.pay(shop.store_url, amount="500", way="card")
    payer.http.close()
    paid = shop.wait_for_status("paid")
    return {
        "/v1/": {"link_id": link["id"], "payment_id": paid["id"]},
        "/s/": {"code": shop.slug},
        "/l/": {"code": link["code"]},
        "/p/": {"code": paid["code"]},
        "/returns/": {"code": paid["code"]},
        "/preview/": {"kind": "s", "code": shop.slug},
    }


@pytest.mark.parametrize("kind", [addresses, heads, bodies], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_nothing_that_a_stranger_sends_is_a_fault_of_ours(
    place: Place,
    kind: Callable[[Place], Iterator[Sent]],
    live: World,
    shop: ShopDevice,
    known: Mapping[str, Mapping[str, str]],
) -> None:
    there = next((facts for begin, facts in known.items() if place.path.startswith(begin)), {})
    place = dataclasses.replace(place, known={**place.known, **there}, form=_form(place, shop))
    line, wrong = Line(live.url, shop.token), []
    first = zlib.crc32(f"{place} {live.db.is_shared}".encode())
    for number, sent in enumerate(kind(place), first):
        if number % EVERY and not any(word in sent.what for word in BROKE_BEFORE):
            continue
        answer = line.ask(sent)
        told = answer.kind.startswith(("application/problem+json", "text/html")) or place.method == "HEAD"
        if answer.status >= 500 or (answer.status >= 400 and not told):
            wrong.append(f"{answer.status} {answer.kind} for {sent.what}")
    line.close()
    assert not wrong, f"{len(wrong)}: {sorted(wrong, reverse=True)[:20]}"


def _form(place: Place, shop: ShopDevice) -> Mapping[str, str]:
    """What the payer's page would send, read from the page."""
    if not place.path.startswith(("/s/", "/l/")):
        return {}
    payer = Payer()
    page = payer.open(shop.store_url).text
    payer.http.close()
    return {"amount": "500", "name": NAME, "phone": PHONE, "way": "card", **hidden(page)}
