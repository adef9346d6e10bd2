"""A gateway that waits for our word is told once to take the money, whichever worker thinks of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from checkout.commands.links import create_link
from checkout.commands.merchants import create_merchant
from checkout.commands.start_payment import GatewayTurn, SentForm, page_opened, start_payment
from checkout.core import payment_form
from checkout.core.fees import Rate
from checkout.core.link import LinkId, LinkRequest
from checkout.core.payment import Payer, Payment
from checkout.core.payment_status import Status
from checkout.gateways.base import Attempt, Confirmed, Notice, PaymentPage, Unknown, Waiting
from checkout.gateways.bkash.adapter import Account, Bkash
from checkout.gateways.registry import Gateways
from checkout.ids import new_id
from checkout.store import payments
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer
from checkout.workers.gateway_ports import DatabaseCaptureGuard
from money import Money
from tests.checkout.gateways.bkash.recorded import payload
from tests.checkout.gateways.ports import MemoryTokenStore, Recorded
from tests.conftest import HandClock
from tests.support.servers import settings_for

REF = "TR0011uXvkIHi1721914517574"
MINUTE = timedelta(minutes=1)


def opened(db: Database) -> Payment:
    """A payment whose payer is on bKash's page."""
    shop = db.transact_now(create_merchant, "+8801700000123", name="করিম", slug="karim")
    link, _ = db.transact_now(create_link, shop.id, LinkId(new_id("pl")), LinkRequest(Money(300_00), note="চাল"))
    asked = payment_form.PaymentRequest(Money(300_00), Payer("নুসরাত", "01700000456"))
    form = SentForm(link.id, payment_form.new_form_key(), asked, "bn")
    opening = db.transact_now(start_payment, form, GatewayTurn("bkash", MINUTE, MINUTE))
    return db.transact_now(page_opened, opening.payment.id, "bkash", PaymentPage("https://bkash.example/page", REF))


class BkashServer:
    """A bKash that answers as the test says, and counts how often it was told to execute, and how often at once."""

    def __init__(self, tran_id: str, execute: Callable[[], dict[str, Any]]) -> None:
        self.tran_id, self.execute, self.pin_given = tran_id, execute, False
        self.executed = self.at_once = self.at_once_most = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/token/" in request.url.path:
            return httpx.Response(200, json=payload("token"))
        if not request.url.path.endswith("/execute"):
            return httpx.Response(200, json=self._state())
        self.executed, self.at_once = self.executed + 1, self.at_once + 1
        self.at_once_most = max(self.at_once_most, self.at_once)
        answer = self.execute()
        await self.may_answer.wait()
        self.at_once -= 1
        return httpx.Response(200, json=answer)

    def _state(self) -> dict[str, Any]:
        verified = "Complete" if self.pin_given else "Incomplete"
        facts = {"merchantInvoice": self.tran_id, "verificationStatus": verified, "transactionStatus": "Initiated"}
        return {**cast(dict[str, Any], payload("queried", **facts))}

    def takes_what_has_a_pin(self) -> dict[str, Any]:
        """Execute as it is: too early before the PIN, and money after it."""
        if not self.pin_given:
            return {"statusCode": "2056", "statusMessage": "Invalid Payment State"}
        return cast(dict[str, Any], payload("executed", merchantInvoiceNumber=self.tran_id))

    @asynccontextmanager
    async def workers(self, db: Database) -> AsyncIterator[tuple[Bkash, Bkash]]:
        """Two processes' adapters, which know of one another by the database only."""
        yield tuple(  # type: ignore[misc]
            Bkash(
                Recorded(self), MemoryTokenStore(), DatabaseCaptureGuard(db),
                Account(
                    base_url="https://tokenized.example", username="u", password="p", app_key="k", app_secret="s",
                    contract=Rate(150), patience_seconds=0, timeout_seconds=30,
                ),
            )
            for _ in range(2)
        )  # fmt: skip

    async def until_executing(self) -> None:
        async with asyncio.timeout(60):
            while not self.at_once:
                await asyncio.sleep(0.01)


def asking(db: Database, gateway: Bkash) -> Confirmer:
    settings = settings_for("http://127.0.0.1", "http://127.0.0.1:9", Path())
    return Confirmer(db, cast(Gateways, {"bkash": gateway}), settings)


BACK_WITH_PIN = Notice("", REF, "captured", session_ref=REF)


def test_the_word_is_given_once_and_again_only_when_long_has_passed_and_it_is_asked_for(
    db: Database, clock: HandClock
) -> None:
    opened(db)

    async def words() -> list[bool]:
        first, second = DatabaseCaptureGuard(db), DatabaseCaptureGuard(db)
        said = [await first.begin("bkash", REF), await second.begin("bkash", REF)]
        said.append(await second.begin("bkash", REF, again_after_seconds=60))
        clock.forward(seconds=60)
        said += [await second.begin("bkash", REF), await second.begin("bkash", REF, again_after_seconds=60)]
        await first.take_back("bkash", REF)
        return [*said, await first.begin("bkash", REF), await first.begin("bkash", "another")]

    assert asyncio.run(words()) == [True, False, False, False, True, True, False]


def test_while_one_worker_executes_another_asks_and_waits(db: Database) -> None:
    payment = opened(db)

    async def both() -> None:
        server = BkashServer(payment.tran_id, lambda: server.takes_what_has_a_pin())
        server.pin_given = True
        server.may_answer.clear()
        attempt = Attempt(payment.tran_id, REF, Money(300_00))
        async with server.workers(db) as (one, other):
            taking = asyncio.create_task(one.look_up(attempt, REF))
            await server.until_executing()
            (seen,) = await other.look_up(attempt, REF)
            assert isinstance(seen, Unknown)
            server.may_answer.set()
            (taken,) = await taking
        assert isinstance(taken, Confirmed)
        assert server.executed == 1

    asyncio.run(both())


def test_who_came_back_before_the_pin_is_executed_at_once_when_they_come_back_with_it(db: Database) -> None:
    payment = opened(db)

    async def twice() -> None:
        server = BkashServer(payment.tran_id, lambda: server.takes_what_has_a_pin())
        attempt = Attempt(payment.tran_id, REF, Money(300_00))
        async with server.workers(db) as (one, other):
            assert await one.look_up(attempt, REF) == (Waiting(),)
            assert await one.look_up(attempt, REF) == (Waiting(),)
            server.pin_given = True
            (taken,) = await other.look_up(attempt, REF)
        assert isinstance(taken, Confirmed)

    asyncio.run(twice())


def test_a_pin_that_is_given_while_another_worker_still_executes_too_early_is_not_left_to_the_clock(
    db: Database,
) -> None:
    payment = opened(db)

    async def both() -> None:
        server = BkashServer(payment.tran_id, lambda: server.takes_what_has_a_pin())
        server.may_answer.clear()
        attempt = Attempt(payment.tran_id, REF, Money(300_00))
        async with server.workers(db) as (one, other):
            early = asyncio.create_task(one.look_up(attempt, REF))
            await server.until_executing()
            server.pin_given = True
            (seen,) = await other.look_up(attempt, REF)
            assert isinstance(seen, Unknown)
            server.may_answer.set()
            (taken,) = await early
        assert isinstance(taken, Confirmed)
        assert (server.executed, server.at_once_most) == (2, 1)

    asyncio.run(both())


def test_a_return_that_meets_an_earlier_one_still_being_asked_is_asked_once_more(db: Database) -> None:
    payment = opened(db)

    async def both() -> None:
        server = BkashServer(payment.tran_id, lambda: server.takes_what_has_a_pin())
        server.may_answer.clear()
        async with server.workers(db) as (one, _):
            worker = asking(db, one)
            early = asyncio.create_task(worker.confirm(payment, BACK_WITH_PIN))
            await server.until_executing()
            late = asyncio.create_task(worker.confirm(payment, BACK_WITH_PIN))
            await asyncio.wait([late], timeout=0.1)
            server.may_answer.set()
            await early
            server.pin_given = True
            assert (await late).payment.status is Status.PAID
        assert server.at_once_most == 1

    asyncio.run(both())


@pytest.mark.parametrize(
    ("code", "words"), [("2029", "Duplicate for all transactions"), ("2023", "Insufficient Balance")]
)
def test_what_bkash_has_refused_is_executed_again_neither_by_the_clock_nor_by_the_return_itself(
    db: Database, clock: HandClock, code: str, words: str
) -> None:
    payment = opened(db)

    async def for_a_day() -> None:
        server = BkashServer(payment.tran_id, lambda: {"statusCode": code, "statusMessage": words})
        server.pin_given = True
        async with server.workers(db) as adapters:
            first, second = (asking(db, adapter) for adapter in adapters)
            refused = (await first.confirm(payment, BACK_WITH_PIN)).payment
            assert refused.status is Status.FAILED
            assert words in refused.reason
            # Bkash would take it by now, and goes on showing it as one that waits for execute.
            server.execute = server.takes_what_has_a_pin
            for hours in (1, 2, 20):
                clock.forward(hours=hours)
                await second.confirm(refused, by_clock=True)
                await first.confirm(refused, BACK_WITH_PIN)
        assert server.executed == 1
        now = db.read_now(payments.get, payment.id)
        assert now is not None
        assert (now.status, words in now.reason) == (Status.FAILED, True)

    asyncio.run(for_a_day())
