"""A place that somebody tries: told at once, once, with how long it took and why it did not work."""

import asyncio
import itertools
from typing import ClassVar

import pytest

from checkout.commands.notices import change_notices
from checkout.commands.webhooks_out import own_outlet
from checkout.core.notices import QuietHours
from checkout.core.outlet import TRIAL, Delivery, Kind, WhyNot, trial
from checkout.errors import NotFound
from checkout.notify.channels import NotDelivered, notice
from checkout.store import merchants
from checkout.store.database import Database
from checkout.workers import trying_out
from checkout.workers.trying_out import Tried, try_out
from tests.support.channels import SMS
from tests.support.told_shop import ToldShop


class Place:
    """Does with what it is told what the test says."""

    kind: ClassVar[Kind] = SMS

    def __init__(self, answer: str | Exception | None = "") -> None:
        self._answer, self.told = answer, list[Delivery]()

    def read_address(self, text: str) -> str:
        return text

    async def deliver(self, delivery: Delivery) -> str:
        self.told.append(delivery)
        if self._answer is None:
            await asyncio.Event().wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer or delivery.outlet.address


def tried(db: Database, shop: ToldShop, *places: Place) -> Tried:
    """What became of a try of the shop's text, on a clock that goes on by a quarter of a second at each look."""
    outlet = db.read_now(own_outlet, shop.id, shop.outlet_of(SMS))
    told = trial("msg_1", outlet, db.read_now(merchants.get, shop.id), db.clock())
    looks = itertools.count()
    channels = {one.kind: one for one in places}
    return asyncio.run(try_out(db, channels, told, lambda: next(looks) / 4))


def test_it_says_how_long_it_took_and_tells_nothing_but_that_it_is_a_test(db: Database) -> None:
    shop, place = ToldShop(db), Place()
    assert tried(db, shop, place) == Tried(250)
    (told,) = place.told
    assert (told.event_type, told.event_seq) == (TRIAL, 0)
    assert notice(told).endswith("নোটিফিকেশনের পরীক্ষা। এটি কোনো পেমেন্টের খবর নয়।")


@pytest.mark.parametrize(
    ("places", "why", "reason"),
    [
        ([Place(NotDelivered("HTTP 500", WhyNot.REFUSED))], "HTTP 500", WhyNot.REFUSED),
        ([Place(None)], "no answer in time", WhyNot.SLOW),
        ([], "it is not set up any more", WhyNot.NOT_SET_UP),
    ],
)
def test_what_is_not_taken_says_why_and_is_not_tried_again(
    db: Database, places: list[Place], why: str, reason: WhyNot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying_out, "_SECONDS", 0.05)
    shop = ToldShop(db)
    assert tried(db, shop, *places) == Tried(250, why, reason)
    assert shop.round() == set()


def test_quiet_hours_do_not_hold_it(db: Database) -> None:
    shop = ToldShop(db)
    db.transact_now(change_notices, shop.id, quiet=QuietHours(10 * 60, 11 * 60, paid_breaks=False))
    assert tried(db, shop, Place()).why_not == ""


def test_a_place_that_has_moved_or_gone_is_known_to_have_from_then_on(db: Database) -> None:
    shop = ToldShop(db)
    outlet_id = shop.outlet_of(SMS)
    tried(db, shop, Place("01812345678"))
    assert db.read_now(own_outlet, shop.id, outlet_id).address == "01812345678"
    tried(db, shop, Place(NotDelivered("HTTP 410", permanent=True)))
    with pytest.raises(NotFound):
        db.read_now(own_outlet, shop.id, outlet_id)
