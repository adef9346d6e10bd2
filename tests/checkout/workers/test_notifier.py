"""Deliveries, as the worker that carries them out takes them."""

from datetime import timedelta

from checkout.commands import merchants as shops
from checkout.commands.webhooks_out import add_outlet
from checkout.core.event_types import EventType
from checkout.core.outlet import Kind
from checkout.ids import new_id
from checkout.store import events, outlets
from checkout.store.database import Database
from tests.conftest import HandClock


def test_a_worker_that_died_gives_its_claims_back_and_two_do_not_tell_twice(db: Database, clock: HandClock) -> None:
    shop = db.transact_now(shops.open_shop, "+8801712345678", slug="karim")
    db.transact_now(add_outlet, shop.id, new_id("out"), Kind.WEBHOOK, "https://shop.example/paid")
    db.transact_now(events.append, shop.id, EventType.PAYMENT_PAID, {"id": new_id("pay")})
    db.transact_now(events.append, shop.id, EventType.PAYMENT_PENDING, {"id": new_id("pay")})

    def claim() -> int:
        return len(db.transact_now(outlets.claim_due, timedelta(minutes=3), 100))

    assert [claim(), claim()] == [1, 0]
    clock.forward(minutes=3)
    assert [claim(), claim()] == [1, 0]
