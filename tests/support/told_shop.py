"""A shop with places to be told, a phone that may be told by its browser, and the worker that tells."""

import asyncio
from datetime import timedelta
from typing import ClassVar

from checkout.commands.merchants import create_merchant
from checkout.commands.push import subscribe
from checkout.commands.sign_in import issue_device_token
from checkout.commands.webhooks_out import add_outlet
from checkout.core.access import Grant, Role
from checkout.core.event_types import EventType
from checkout.core.outlet import WEBHOOK, Delivery, Kind
from checkout.core.push import Subscription
from checkout.ids import new_id
from checkout.resources.base import rfc3339
from checkout.store import events, merchants, outlets
from checkout.store.database import Database
from checkout.workers.notifier import Notifier
from tests.support.channels import KINDS, SMS, TELEGRAM

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


class ToldShop:
    """One with a text, a chat and a server to be told, and a phone that may be told by its browser."""

    def __init__(self, db: Database) -> None:
        self.db, self.told = db, list[Kind]()
        self.notifier = Notifier(db, {kind: Channel(self.told) for kind in KINDS})
        self.id = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        db.transact_now(issue_device_token, self.id, "phone")
        self.device_id = db.read_now(merchants.list_devices, self.id)[0].device.id
        for kind in (SMS, TELEGRAM, WEBHOOK):
            db.transact_now(add_outlet, self.id, new_id("out"), kind, str(kind))

    def turn_on(self) -> None:
        subscription = Subscription("https://push.example/x", "p", "a")
        self.db.transact_now(subscribe, self.id, self.device_id, subscription)

    def at_the_till(self) -> None:
        """The phone is a cashier's from now on."""
        self.db.transact_now(lambda uow: merchants.change_grant(uow.conn, self.device_id, AT_THE_TILL))

    def paid(self, ago: timedelta = timedelta()) -> None:
        then = rfc3339(self.db.clock() - ago)
        self.happens(EventType.PAYMENT_PAID, created_at=then, paid_at=then)

    def happens(self, kind: EventType, **told: object) -> None:
        self.db.transact_now(events.append, self.id, kind, {"id": new_id("pay"), **told})

    def outlet_of(self, kind: Kind) -> str:
        """The id of the place of this kind."""
        return next(one.id for one in self.db.read_now(outlets.of_merchant, self.id) if one.kind == kind)

    @property
    def seq(self) -> int:
        return self.db.read_now(merchants.get, self.id).event_seq

    def round(self) -> set[Kind]:
        """Who is told now."""
        self.told.clear()
        asyncio.run(self.notifier.round())
        return set(self.told)
