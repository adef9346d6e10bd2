"""A notice that was kept makes us ask once, and stays until the gateway has said something."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.gateways.base import Notice, Unknown
from checkout.store import payments
from checkout.store.database import Database
from checkout.workers.inbox import InboxWorker
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books
from tests.support.speaking_gateway import SpeakingGateway, confirmer_at

CLAIM = timedelta(minutes=3)


@pytest.fixture
def gateway() -> SpeakingGateway:
    return SpeakingGateway()


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def hear(db: Database, gateway: SpeakingGateway, *notices: Notice, body: bytes = b"tran_id=1") -> None:
    """A worker keeps these notices, one after another, and finishes what it began."""

    async def run() -> None:
        worker = InboxWorker(db, confirmer_at(db, gateway))
        for notice in notices:
            await worker.keep("sslcommerz", body, notice, "[]")
        await worker.stop()

    asyncio.run(run())


def take(db: Database, gateway: SpeakingGateway) -> int:
    """What another worker takes of what waits."""

    async def run() -> int:
        worker = InboxWorker(db, confirmer_at(db, gateway))
        count = await worker.take()
        await worker.stop()
        return count

    return asyncio.run(run())


def statuses(db: Database) -> list[str]:
    return list(db.read_now(lambda conn: conn.execute(text("SELECT status FROM webhook_inbox")).scalars()))


def now(books: Books, payment: Payment) -> Payment:
    found = books.db.read_now(payments.get, payment.id)
    assert found is not None
    return found


def test_a_notice_is_a_hint_and_the_gateways_own_answer_is_what_is_booked(
    books: Books, gateway: SpeakingGateway
) -> None:
    payment = books.start()
    hear(books.db, gateway, Notice(payment.tran_id, "val_9", "captured"))
    assert (now(books, payment).status, books.balance) == (Status.PENDING, Money(0))
    gateway.says = PAID
    hear(books.db, gateway, Notice(payment.tran_id, "val_9", "captured"), body=b"tran_id=1&again=1")
    assert (now(books, payment).status, books.balance) == (Status.PAID, Money(487_50))
    assert statuses(books.db) == ["done", "done"]
    books.assert_balanced()


def test_the_same_bytes_again_are_one_notice_and_one_question(books: Books, gateway: SpeakingGateway) -> None:
    notice = Notice(books.start().tran_id, "val_9", "captured")
    for _ in range(3):
        hear(books.db, gateway, notice)
    assert (statuses(books.db), len(gateway.asked)) == (["done"], 1)


def test_fifty_of_the_same_bytes_at_once_are_one_notice_and_one_question(
    books: Books, gateway: SpeakingGateway
) -> None:
    notice = Notice(books.start().tran_id, "val_9", "captured")

    async def run() -> None:
        worker = InboxWorker(books.db, confirmer_at(books.db, gateway))
        await asyncio.gather(*(worker.keep("sslcommerz", b"tran_id=1", notice, "[]") for _ in range(50)))
        await worker.stop()

    asyncio.run(run())
    copies = text("SELECT copies_count FROM webhook_inbox")
    assert list(books.db.read_now(lambda conn: conn.execute(copies).scalars())) == [50]
    assert (statuses(books.db), len(gateway.asked)) == (["done"], 1)


def test_one_that_says_nothing_but_ask_is_asked_about_soon_though_its_bytes_are_the_same(
    books: Books, gateway: SpeakingGateway
) -> None:
    payment = books.start()
    notice = Notice(payment.tran_id, "", "other")
    hear(books.db, gateway, notice)
    assert books.due() == []
    hear(books.db, gateway, notice)
    assert books.due() == [payment.id]


def test_one_about_nobodys_payment_is_put_away_and_asks_nothing(books: Books, gateway: SpeakingGateway) -> None:
    hear(books.db, gateway, Notice("AD0000", "val_9", "captured"))
    assert (statuses(books.db), gateway.asked) == (["unmatched"], [])


def test_while_the_gateway_is_silent_a_notice_stays_for_three_days_and_then_rings(
    books: Books, gateway: SpeakingGateway, clock: HandClock, alarms: list[str]
) -> None:
    gateway.says = Unknown("down")
    hear(books.db, gateway, Notice(books.start().tran_id, "val_9", "captured"))
    taken = []
    for _ in range(14):
        clock.forward(hours=6)
        taken.append(take(books.db, gateway))
    assert (taken, statuses(books.db)) == ([1] * 13 + [0], ["unanswered"])
    assert "alarm: a webhook was never answered for" in alarms


def test_what_a_worker_that_died_had_begun_is_taken_by_another_after_its_time(
    books: Books, gateway: SpeakingGateway, clock: HandClock
) -> None:
    async def die() -> None:
        worker = InboxWorker(books.db, confirmer_at(books.db, gateway))
        await worker.keep("sslcommerz", b"tran_id=1", notice, "[]")

    notice = Notice(books.start().tran_id, "val_9", "captured")
    asyncio.run(die())
    assert (statuses(books.db), take(books.db, gateway)) == (["received"], 0)
    clock.forward(seconds=CLAIM.total_seconds())
    assert take(books.db, gateway) == 1
    assert statuses(books.db) == ["done"]


def test_one_that_this_version_cannot_read_holds_up_no_other_and_is_kept(
    books: Books, gateway: SpeakingGateway, clock: HandClock
) -> None:
    gateway.says = Unknown("busy")
    newer, payment = books.start(), books.start()
    hear(books.db, gateway, Notice(newer.tran_id, "val_8", "captured"), body=b"tran_id=2")
    hear(books.db, gateway, Notice(payment.tran_id, "val_9", "captured"))
    written = text("UPDATE webhook_inbox SET notice = '{\"said\": 1}' WHERE body = 'tran_id=2'")
    books.db.transact_now(lambda uow: uow.conn.execute(written))
    gateway.says = PAID
    clock.forward(minutes=10)
    assert take(books.db, gateway) == 2
    assert now(books, payment).status is Status.PAID
    assert sorted(statuses(books.db)) == ["done", "received"]
