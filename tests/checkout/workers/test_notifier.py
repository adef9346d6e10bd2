"""Deliveries, as the worker that carries them out takes them."""

import asyncio
from datetime import timedelta
from typing import ClassVar

from checkout.commands.merchants import create_merchant
from checkout.commands.webhooks_out import add_outlet
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.core.outlet import WEBHOOK, Delivery, Kind
from checkout.ids import new_id
from checkout.notify.channels import NotDelivered
from checkout.store import events, outlets
from checkout.store.database import Database
from checkout.workers.notifier import Notifier
from tests.conftest import HandClock

ADDRESS = "https://shop.example/paid"


class Server:
    """A shop's server that answers as the test says, and in the end takes whatever comes."""

    kind: ClassVar[Kind] = WEBHOOK

    def __init__(self, *answers: str | Exception) -> None:
        self._answers, self.told = list(answers), list[str]()

    def read_address(self, text: str) -> str:
        return text

    async def deliver(self, delivery: Delivery) -> str:
        self.told.append(delivery.outlet.address)
        answer = self._answers.pop(0) if self._answers else delivery.outlet.address
        if isinstance(answer, Exception):
            raise answer
        return answer


class Post:
    """A shop with one place where it is told, one payment to be told there, and the worker that does it."""

    def __init__(self, db: Database, *answers: str | Exception) -> None:
        self.db, self.server = db, Server(*answers)
        self.notifier = Notifier(db, {WEBHOOK: self.server})
        self.shop: MerchantId = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        db.transact_now(add_outlet, self.shop, new_id("out"), WEBHOOK, ADDRESS)
        self.paid()

    def paid(self) -> None:
        self.db.transact_now(events.append, self.shop, EventType.PAYMENT_PAID, {"id": new_id("pay")})

    def round(self) -> int:
        return asyncio.run(self.notifier.round())

    @property
    def errors(self) -> list[tuple[str, int, str]]:
        """What was tried in vain: how it stands, how often it was tried, and why the last time."""
        found = self.db.read_now(outlets.undelivered, 10)
        return [(one.status, one.tries_count, one.last_error) for one in found]

    @property
    def addresses(self) -> list[str]:
        return [one.address for one in self.db.read_now(outlets.of_merchant, self.shop)]


def test_a_worker_that_died_gives_its_claims_back_and_two_do_not_tell_twice(db: Database, clock: HandClock) -> None:
    post = Post(db)
    db.transact_now(events.append, post.shop, EventType.PAYMENT_PENDING, {"id": new_id("pay")})

    def claim() -> int:
        return len(db.transact_now(outlets.claim_due, timedelta(minutes=3), 100))

    assert [claim(), claim()] == [1, 0]
    clock.forward(minutes=3)
    assert [claim(), claim()] == [1, 0]


def test_what_is_taken_is_told_once(db: Database, clock: HandClock) -> None:
    post = Post(db)
    assert [post.round(), post.round()] == [1, 0]
    clock.forward(days=1)
    assert (post.round(), post.server.told, post.errors) == (0, [ADDRESS], [])


def test_what_is_not_taken_is_tried_again_after_a_pause_and_no_sooner(db: Database, clock: HandClock) -> None:
    post = Post(db, NotDelivered("HTTP 500"))
    assert [post.round(), post.round()] == [1, 0]
    assert post.errors == [("waiting", 1, "HTTP 500")]
    clock.forward(seconds=5)
    assert [post.round(), post.round()] == [1, 0]
    assert (len(post.server.told), post.errors) == (2, [])


def test_what_is_never_taken_is_given_up_after_a_day(db: Database, clock: HandClock) -> None:
    post = Post(db, *[NotDelivered("no answer")] * 20)
    while [status for status, _, _ in post.errors] != ["given_up"]:
        post.round()
        clock.forward(minutes=30)
        assert clock.now - db.read_now(outlets.of_merchant, post.shop)[0].created_at < timedelta(days=2)
    tries_count = len(post.server.told)
    clock.forward(days=1)
    assert (post.round(), post.errors) == (0, [("given_up", tries_count, "no answer")])


def test_where_nobody_is_any_more_nothing_is_told_from_then_on(db: Database) -> None:
    post = Post(db, NotDelivered("HTTP 410", permanent=True))
    post.round()
    post.paid()
    assert (post.round(), post.addresses, post.errors) == (0, [], [("given_up", 1, "HTTP 410")])


def test_a_mistake_of_ours_is_a_try_like_any_other(db: Database, clock: HandClock) -> None:
    post = Post(db, ZeroDivisionError("somebody's secret"))
    post.round()
    assert post.errors == [("waiting", 1, "ZeroDivisionError")]
    clock.forward(seconds=5)
    assert (post.round(), post.errors) == (1, [])


def test_a_place_that_moved_is_told_at_its_new_address_from_then_on(db: Database) -> None:
    post = Post(db, "https://shop.example/new")
    post.round()
    assert post.addresses == ["https://shop.example/new"]
    post.paid()
    post.round()
    assert post.server.told == [ADDRESS, "https://shop.example/new"]


def test_what_is_for_a_channel_that_was_given_up_waits_for_it_to_come_back(db: Database, clock: HandClock) -> None:
    post = Post(db)
    with_it, post.notifier = post.notifier, Notifier(db, {})
    post.round()
    assert post.errors == [("waiting", 1, "webhook is not set up any more")]
    clock.forward(seconds=5)
    post.notifier = with_it
    assert (post.round(), post.server.told) == (1, [ADDRESS])


def test_a_shop_whose_places_hang_holds_up_no_other_and_is_left_no_more_than_a_few_at_once(db: Database) -> None:
    post = Post(db)
    for _ in range(24):
        post.paid()
    other = db.transact_now(create_merchant, "+8801812345678", slug="rahim").id

    async def tell_the_other() -> int:
        let_go, told, hanging = asyncio.Event(), asyncio.Event(), list[str]()

        class Place(Server):
            async def deliver(self, delivery: Delivery) -> str:
                if delivery.outlet.merchant_id == other:
                    told.set()
                else:
                    hanging.append(delivery.id)
                    await let_go.wait()
                return delivery.outlet.address

        notifier = Notifier(db, {WEBHOOK: Place()})
        notifier.loop.start()
        while not hanging:
            await asyncio.sleep(0)
        db.transact_now(add_outlet, other, new_id("out"), WEBHOOK, ADDRESS)
        db.transact_now(events.append, other, EventType.PAYMENT_PAID, {"id": new_id("pay")})
        notifier.loop.nudge()
        async with asyncio.timeout(60):
            await told.wait()
        hung_count = len(hanging)
        let_go.set()
        await notifier.stop(60)
        return hung_count

    assert asyncio.run(tell_the_other()) == 20
