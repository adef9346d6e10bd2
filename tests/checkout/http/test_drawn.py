"""What was drawn lately is not drawn again, and shows what is so all the same."""

import asyncio
from typing import cast

import pytest

from checkout.http import costly
from checkout.http.costly import Drawn
from checkout.ids import new_id
from checkout.service import Service
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is drawn, and by the real ones as ever."""
    really, seen = costly.drawn_for_anybody, list[object]()

    async def drawn_for_anybody(*asked: object) -> bytes:
        seen.append(asked[-1])
        return cast("bytes", await really(*asked))  # type: ignore[arg-type]

    monkeypatch.setattr(costly, "drawn_for_anybody", drawn_for_anybody)
    return seen


def test_what_was_not_asked_for_the_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    async def draw(_: object, __: str, do: object, shown: str) -> bytes:
        drawn.append(shown)
        return shown.encode()

    monkeypatch.setattr(costly, "drawn_for_anybody", draw)
    kept = Drawn(str.encode, most_bytes=10)

    def asked(*shown: str) -> list[str]:
        drawn.clear()
        for one in shown:
            assert asyncio.run(kept.get(cast("Service", None), "", one)) == one.encode()
        return list(drawn)

    assert asked("first", "other", "first") == ["first", "other"]
    assert asked("third", "first", "third") == ["third"], "the other one has gone"
    assert asked("larger than all", "first", "larger than all") == ["larger than all", "first", "larger than all"]


def test_a_document_is_drawn_once_for_all_that_it_says(shop: ShopDevice, payer: Payer, drawings: list[object]) -> None:
    url = payer.pay(shop.new_link(125_000)["url"]).url
    first, again = (payer.open(f"{url}.pdf").content for _ in range(2))
    assert first == again
    assert len(drawings) == 1
    assert payer.open(f"{url}.pdf?lang=en").content != first
    shop.http.patch("/v1/merchant", json={"address": "সিলেট"}).raise_for_status()
    moved = payer.open(f"{url}.pdf").content
    asked = {"id": new_id("rf"), "amount": 25_000, "reason": ""}
    shop.http.post(f"/v1/payments/{shop.payments[0]['id']}/refunds", json=asked).raise_for_status()
    eventually(lambda: shop.told("refund.refunded"))
    assert len({first, moved, payer.open(f"{url}.pdf").content}) == 3
    assert len(drawings) == 4


def test_a_picture_is_drawn_once_for_all_who_fetch_it(shop: ShopDevice, drawings: list[object]) -> None:
    link = shop.new_link(125_000)
    pictures = {plain.get(f"{shop.url}/preview/l/{link['code']}.png").content for _ in range(3)}
    assert len(pictures) == 1
    # Another link of the same shop and sum looks the same.
    assert len(drawings) <= 1
