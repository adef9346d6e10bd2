"""A gateway that was taken out of the settings, or that an adapter cannot speak with: its work goes to a person."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Never

import pytest

from checkout.commands.refunds import begin_sending_refund, closed_by_operator
from checkout.core.payment_status import Status
from checkout.core.refund import RefundStatus
from checkout.gateways.base import Attempt, Notice, RefundRequest
from checkout.settings import Settings
from checkout.store import inbox, payments
from checkout.store import refunds as store
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer
from checkout.workers.inbox import InboxWorker
from checkout.workers.reconciler import Reconciler
from checkout.workers.refunds import RefundWorker
from money import Money
from tests.conftest import HandClock
from tests.support.books import PaidShop, another_attempt

FIRST = timedelta(seconds=5)


class Broken:
    """An adapter that bears none of its gateway's answers."""

    name, contract, patience_seconds, waits_for_our_word = "sslcommerz", None, 0.0, False

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> Never:
        raise RecursionError

    async def refund(self, back: RefundRequest) -> Never:
        raise ValueError("no such JSON")

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> Never:
        raise ValueError("no such JSON")


@pytest.fixture
def shop(db: Database) -> PaidShop:
    return PaidShop(db)


def _asking(shop: PaidShop, gateways: Mapping[str, Any]) -> Confirmer:
    settings = Settings.model_construct(
        database_url="", public_url="", reconcile_first_seconds=5, gateway_timeout_seconds=1
    )
    return Confirmer(shop.db, gateways, settings)


def _round(shop: PaidShop, gateways: Mapping[str, Any]) -> None:
    asyncio.run(RefundWorker(shop.db, gateways, FIRST).round())


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_refund_at_a_gateway_that_is_not_set_up_goes_by_hand(
    shop: PaidShop, alarms: list[str], asked_before: bool
) -> None:
    refund = shop.ask(100)
    if asked_before:
        shop.db.transact_now(begin_sending_refund, refund.id)
    _round(shop, {})
    assert _status(shop, refund.id) is RefundStatus.BY_HAND
    assert alarms == ["alarm: a refund needs the operator"]
    done = shop.db.transact_now(closed_by_operator, refund.id, reference="panel-1")
    assert (done.status, shop.payment.refunded) == (RefundStatus.REFUNDED, Money(100_00))
    shop.assert_balanced()


def test_the_operator_can_refuse_a_refund_at_a_gateway_that_is_not_set_up(shop: PaidShop) -> None:
    refund = shop.ask(100)
    _round(shop, {})
    refused = shop.db.transact_now(closed_by_operator, refund.id, refusal="nothing went back")
    assert (refused.status, shop.balance) == (RefundStatus.REFUSED, Money(487_50))
    shop.assert_balanced()


def test_a_refund_that_its_adapter_cannot_carry_is_told_of_and_can_be_settled(
    shop: PaidShop, clock: HandClock, alarms: list[str]
) -> None:
    refund = shop.ask(100)
    for _ in range(5):
        _round(shop, {"sslcommerz": Broken()})
        clock.forward(hours=7)
    assert alarms.count("alarm: a refund needs the operator") == 1
    assert _status(shop, refund.id) is RefundStatus.BY_HAND
    assert shop.db.transact_now(closed_by_operator, refund.id, refusal="no").status is RefundStatus.REFUSED


def test_payments_open_at_a_gateway_that_is_not_set_up_are_told_of_once(
    shop: PaidShop, clock: HandClock, alarms: list[str]
) -> None:
    open_ones = [another_attempt(shop) for _ in range(3)]
    reconciler = Reconciler(shop.db, _asking(shop, {}))
    for _ in range(5):
        clock.forward(days=2)
        asyncio.run(reconciler.round())
    assert alarms == ["alarm: payments are open at a gateway that is not set up"]
    found = [shop.db.read_now(payments.get, one.id) for one in open_ones]
    assert [one.status for one in found if one is not None] == [Status.PENDING] * 3


def test_an_answer_that_an_adapter_cannot_bear_is_asked_for_ever_more_rarely(
    shop: PaidShop, clock: HandClock, alarms: list[str]
) -> None:
    payment = another_attempt(shop)
    reconciler = Reconciler(shop.db, _asking(shop, {"sslcommerz": Broken()}))
    for _ in range(20):
        clock.forward(hours=7)
        asyncio.run(reconciler.round())
    found = shop.db.read_now(payments.get, payment.id)
    assert found is not None
    assert (found.status, found.checks_count) == (Status.PENDING, 20)
    assert [one for one in alarms if "payment" in one] == ["alarm: nobody knows what became of a payment"]


def test_a_notice_of_a_gateway_that_is_not_set_up_is_put_away(shop: PaidShop, clock: HandClock) -> None:
    notice = json.dumps(asdict(Notice("AD1", "", "captured")))
    shop.db.transact_now(inbox.keep, "gone", b"tran_id=AD1", None, notice=notice)

    async def take() -> int:
        worker = InboxWorker(shop.db, _asking(shop, {}))
        taken = await worker.take()
        await worker.stop()
        return taken

    assert asyncio.run(take()) == 1
    clock.forward(minutes=4)
    assert asyncio.run(take()) == 0


def _status(shop: PaidShop, refund_id: str) -> RefundStatus:
    found = shop.db.read_now(store.get, refund_id)
    assert found is not None
    return found.status
