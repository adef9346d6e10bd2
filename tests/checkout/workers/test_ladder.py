"""A text goes out when for twenty seconds no device of the shop has told anybody; where none can, at once."""

import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest

from checkout.commands.heard import note_heard
from checkout.commands.merchants import create_merchant
from checkout.commands.push import subscribe
from checkout.commands.sign_in import issue_device_token, sign_out
from checkout.commands.webhooks_out import add_outlet
from checkout.core.access import THE_OWNER, Grant, Role
from checkout.core.event_types import EventType
from checkout.core.outlet import Delivery, Kind
from checkout.core.push import Subscription
from checkout.ids import new_id
from checkout.resources.base import rfc3339
from checkout.store import events, merchants, outlets
from checkout.store.database import Database
from checkout.workers.notifier import Notifier
from tests.conftest import HandClock

AT_THE_TILL = Grant(Role.CASHIER)


class Channel:
    """Takes whatever comes."""

    kind: ClassVar[Kind]

    def __init__(self, told: list[Kind]) -> None:
        self._told = told

    def read_address(self, text: str) -> str:
        return text

    async def deliver(self, delivery: Delivery) -> str:
        self._told.append(delivery.outlet.kind)
        return delivery.outlet.address


class Shop:
    """One with a text, a chat and a server to be told, and a phone that may be told by its browser."""

    def __init__(self, db: Database) -> None:
        self.db, self.told = db, list[Kind]()
        self.notifier = Notifier(db, {kind: Channel(self.told) for kind in Kind})
        self.id = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        db.transact_now(issue_device_token, self.id, "phone")
        self.device_id = db.read_now(merchants.list_devices, self.id)[0].device.id
        for kind in (Kind.SMS, Kind.TELEGRAM, Kind.WEBHOOK):
            db.transact_now(add_outlet, self.id, new_id("out"), kind, str(kind))

    def turn_on(self) -> None:
        subscription = Subscription("https://push.example/x", "p", "a")
        self.db.transact_now(subscribe, self.id, self.device_id, subscription)

    def at_the_till(self) -> None:
        """The phone is a cashier's from now on."""
        self.db.transact_now(lambda uow: merchants.change_grant(uow.conn, self.device_id, AT_THE_TILL))

    def paid(self, ago: timedelta = timedelta()) -> None:
        then = rfc3339(self.db.clock() - ago)
        told = {"id": new_id("pay"), "created_at": then, "paid_at": then}
        self.db.transact_now(events.append, self.id, EventType.PAYMENT_PAID, told)

    @property
    def seq(self) -> int:
        return self.db.read_now(merchants.get, self.id).event_seq

    def round(self) -> set[Kind]:
        """Who is told now."""
        self.told.clear()
        asyncio.run(self.notifier.round())
        return set(self.told)


def test_without_a_browser_everybody_is_told_at_once(db: Database) -> None:
    shop = Shop(db)
    shop.paid()
    assert shop.round() == {Kind.SMS, Kind.TELEGRAM, Kind.WEBHOOK}


def test_with_one_people_get_a_text_after_twenty_seconds_and_no_sooner(db: Database, clock: HandClock) -> None:
    shop = Shop(db)
    shop.turn_on()
    shop.paid()
    assert shop.round() == {Kind.PUSH, Kind.WEBHOOK}
    clock.forward(seconds=19.9)
    assert shop.round() == set()
    clock.forward(seconds=0.1)
    assert shop.round() == {Kind.SMS, Kind.TELEGRAM}


@pytest.mark.parametrize(("behind", "told"), [(0, set()), (1, {Kind.SMS, Kind.TELEGRAM})])
def test_what_a_device_heard_needs_no_text(db: Database, clock: HandClock, behind: int, told: set[Kind]) -> None:
    shop = Shop(db)
    shop.turn_on()
    shop.paid()
    shop.round()
    assert db.transact_now(note_heard, shop.id, THE_OWNER, shop.seq - behind, by_itself=False) == 2 * (1 - behind)
    clock.forward(seconds=20)
    assert shop.round() == told


@pytest.mark.parametrize(("by_itself", "texts"), [(True, [Kind.SMS, Kind.TELEGRAM]), (False, [])])
def test_a_notice_that_overtook_another_spares_no_text_about_that_one(
    db: Database, clock: HandClock, by_itself: bool, texts: list[Kind]
) -> None:
    shop = Shop(db)
    shop.turn_on()
    shop.paid()
    shop.paid()
    shop.round()
    db.transact_now(note_heard, shop.id, THE_OWNER, shop.seq, by_itself=by_itself)
    clock.forward(seconds=20)
    shop.round()
    assert sorted(shop.told) == sorted(texts)


@pytest.mark.parametrize(("ago", "told"), [(timedelta(), {Kind.PUSH, Kind.WEBHOOK}), (timedelta(2), {Kind.WEBHOOK})])
def test_a_cashiers_browser_is_told_of_todays_alone(db: Database, ago: timedelta, told: set[Kind]) -> None:
    shop = Shop(db)
    shop.turn_on()
    shop.at_the_till()
    shop.paid(ago)
    assert shop.round() == told
    assert shop.round() == set()
    assert db.read_now(outlets.undelivered, 10) == []


def test_what_a_cashier_is_not_told_of_is_told_by_a_text_whatever_that_phone_says_it_heard(
    db: Database, clock: HandClock
) -> None:
    shop = Shop(db)
    shop.turn_on()
    shop.paid(timedelta(days=2))
    assert db.transact_now(note_heard, shop.id, AT_THE_TILL, shop.seq, by_itself=False) == 0
    shop.paid()
    assert db.transact_now(note_heard, shop.id, AT_THE_TILL, shop.seq, by_itself=False) == 2
    clock.forward(seconds=20)
    assert shop.round() == {Kind.PUSH, Kind.WEBHOOK, Kind.SMS, Kind.TELEGRAM}
    assert shop.told.count(Kind.SMS) == 1


def test_where_the_phone_was_signed_out_the_next_text_goes_at_once(db: Database) -> None:
    shop = Shop(db)
    shop.turn_on()
    db.transact_now(sign_out, shop.id, shop.device_id)
    shop.paid()
    assert shop.round() == {Kind.SMS, Kind.TELEGRAM, Kind.WEBHOOK}
