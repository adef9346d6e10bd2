"""A gateway that answers nothing holds up its own payments, and nobody else's."""

import asyncio
import json
from dataclasses import asdict
from typing import Final

import pytest
from sqlalchemy import text

from checkout.core.payment_status import Status
from checkout.gateways.base import Notice
from checkout.store import inbox, payments
from checkout.store.database import Database
from checkout.workers.inbox import InboxWorker
from checkout.workers.reconciler import Reconciler
from checkout.workers.slots import Slots
from tests.conftest import HandClock
from tests.support.books import FIRST, PAID, Books
from tests.support.speaking_gateway import HangingGateway, SpeakingGateway, confirmer_at

NOTICES_AT_ONCE: Final = 64
MORE_NOTICES: Final = 70
CLOCKS_AT_ONCE: Final = 20
MORE_THAN_CLOCKS: Final = 25


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def status_of(books: Books, payment_id: str) -> Status:
    found = books.db.read_now(payments.get, payment_id)
    assert found is not None
    return found.status


async def until_paid(books: Books, payment_id: str) -> None:
    async with asyncio.timeout(60):
        while status_of(books, payment_id) is not Status.PAID:
            await asyncio.sleep(0.01)


async def until_full(hanging: HangingGateway, slots: int) -> None:
    """Each slot has come to its gateway, and not only been begun."""
    async with asyncio.timeout(60):
        while hanging.under_way_count < slots:
            await asyncio.sleep(0.01)


def test_a_notice_of_one_gateway_is_acted_on_while_another_gateway_hangs(books: Books) -> None:
    async def run() -> tuple[int, int]:
        hanging, answering = HangingGateway(), SpeakingGateway()
        answering.says = PAID
        worker = InboxWorker(books.db, confirmer_at(books.db, hanging, bkash=answering))
        for number in range(MORE_NOTICES):
            notice = Notice(books.start().tran_id, "", "captured")
            await worker.keep("sslcommerz", f"tran_id={number}".encode(), notice, "[]")
        assert await worker.take() == 0
        other = books.start("bkash")
        await worker.keep("bkash", b"", Notice(other.tran_id, "", "captured"), "[]")
        await until_paid(books, other.id)
        assert hanging.asked == []
        await until_full(hanging, NOTICES_AT_ONCE)
        hanging.lets_go.set()
        worker.loop.start()
        async with asyncio.timeout(60):
            while len(hanging.asked) < MORE_NOTICES:
                await asyncio.sleep(0.01)
        await worker.stop()
        return hanging.most_at_once, len(set(hanging.asked))

    assert asyncio.run(run()) == (NOTICES_AT_ONCE, MORE_NOTICES)


def claimed(books: Books) -> int:
    query = text("SELECT count(*) FROM webhook_inbox WHERE claimed_until IS NOT NULL")
    return int(books.db.read_now(lambda conn: conn.execute(query).scalar_one()))


@pytest.mark.parametrize("waiting_count", [0, MORE_NOTICES])
def test_of_a_burst_no_more_is_begun_than_there_are_slots_and_none_is_forgotten(
    books: Books, waiting_count: int
) -> None:
    """Some may have waited already, and are claimed at the same moment."""

    async def run() -> tuple[int, int, int]:
        hanging = HangingGateway()
        worker = InboxWorker(books.db, confirmer_at(books.db, hanging))
        notices = [Notice(books.start().tran_id, "", "captured") for _ in range(waiting_count + MORE_NOTICES)]
        for number, notice in enumerate(notices[:waiting_count]):
            understood = json.dumps(asdict(notice))
            await books.db.transact(inbox.keep, "sslcommerz", f"before={number}".encode(), None, notice=understood)
        burst = (
            worker.keep("sslcommerz", f"tran_id={number}".encode(), notice, "[]")
            for number, notice in enumerate(notices[waiting_count:])
        )
        await asyncio.gather(*([worker.take()] if waiting_count else []), *burst)
        claimed_at_once = claimed(books)
        await until_full(hanging, NOTICES_AT_ONCE)
        hanging.lets_go.set()
        worker.loop.start()
        async with asyncio.timeout(60):
            while len(hanging.asked) < len(notices):
                await asyncio.sleep(0.01)
        await worker.stop()
        return claimed_at_once, hanging.most_at_once, len(set(hanging.asked))

    assert asyncio.run(run()) == (NOTICES_AT_ONCE, NOTICES_AT_ONCE, waiting_count + MORE_NOTICES)


def test_what_came_while_others_were_claimed_is_begun_without_a_pause(books: Books) -> None:
    async def run() -> list[str]:
        gateway = SpeakingGateway()
        gateway.says = PAID
        worker = InboxWorker(books.db, confirmer_at(books.db, gateway))
        nudged: list[str] = []
        worker.loop.nudge = lambda: nudged.append("now")  # type: ignore[method-assign]
        notice = Notice(books.start().tran_id, "", "captured")
        await asyncio.gather(worker.take(), worker.keep("sslcommerz", b"tran_id=1", notice, "[]"))
        return nudged

    assert asyncio.run(run()) == ["now"]


def test_the_clock_asks_one_gateway_while_another_hangs(books: Books, clock: HandClock) -> None:
    async def run() -> int:
        hanging, answering = HangingGateway(), SpeakingGateway()
        answering.says = PAID
        reconciler = Reconciler(books.db, confirmer_at(books.db, hanging, bkash=answering))
        for _ in range(MORE_THAN_CLOCKS):
            books.start()
        clock.forward(seconds=1)
        other = books.start("bkash")
        clock.forward(seconds=FIRST.total_seconds())
        while await reconciler.take():
            pass
        await until_paid(books, other.id)
        await until_full(hanging, CLOCKS_AT_ONCE)
        await reconciler.stop(0)
        return hanging.most_at_once

    assert asyncio.run(run()) == CLOCKS_AT_ONCE


def test_what_is_under_way_when_the_worker_stops_is_broken_off_and_taken_up_by_the_next(
    books: Books, clock: HandClock
) -> None:
    async def run() -> list[str]:
        hanging = HangingGateway()
        reconciler = Reconciler(books.db, confirmer_at(books.db, hanging))
        clock.forward(seconds=FIRST.total_seconds())
        assert await reconciler.take() == 1
        await reconciler.stop(0)
        return hanging.asked

    payment = books.start()
    assert asyncio.run(run()) == []
    clock.forward(minutes=4)
    assert books.due() == [payment.id]


def test_who_waits_for_a_slot_is_called_when_one_is_free_where_none_was() -> None:
    async def run() -> list[str]:
        said = list[str]()
        slots, goes_on = Slots(2, lambda: said.append("free")), asyncio.Event()

        async def work(then: asyncio.Event) -> None:
            await then.wait()

        goes_on.set()
        slots.begin("bkash", work(goes_on))
        await slots.finish()
        said.append("one of two was taken")
        later = asyncio.Event()
        slots.begin("bkash", work(later))
        slots.begin("bkash", work(goes_on))
        slots.begin("nagad", work(goes_on))
        while "bkash" in slots.full:
            await asyncio.sleep(0)
        said.append("both of two were taken")
        later.set()
        await slots.finish()
        return said

    assert asyncio.run(run()) == ["one of two was taken", "free", "both of two were taken"]


def test_a_slot_that_was_held_and_not_needed_is_told_of_where_none_was_free() -> None:
    said = list[str]()
    slots = Slots(1, lambda: said.append("free"))
    with slots.hold("bkash") as may_begin:
        assert (may_begin, slots.full) == (True, frozenset({"bkash"}))
    assert (said, slots.full) == (["free"], frozenset())
