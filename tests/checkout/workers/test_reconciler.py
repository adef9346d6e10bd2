"""The clock asks about every payment left open: each in its time, by one worker, and none for ever forgotten."""

import asyncio
from datetime import timedelta

import pytest

from checkout.commands.links import create_link
from checkout.core.link import LinkId, LinkRequest, LinkStatus
from checkout.core.payment_status import Status
from checkout.store import links, payment_claims, payments
from checkout.store.database import Database
from checkout.workers.reconciler import Reconciler
from money import Money
from tests.conftest import HandClock
from tests.support.books import FIRST, PAID, Books, PaidShop, another_attempt
from tests.support.speaking_gateway import SpeakingGateway, confirmer_at

CLAIM = timedelta(minutes=3)


@pytest.fixture
def gateway() -> SpeakingGateway:
    return SpeakingGateway()


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def reconciler(db: Database, gateway: SpeakingGateway) -> Reconciler:
    return Reconciler(db, confirmer_at(db, gateway))


def rounds(db: Database, gateway: SpeakingGateway, workers: int = 1) -> list[int]:
    async def together() -> list[int]:
        return await asyncio.gather(*(reconciler(db, gateway).round() for _ in range(workers)))

    return asyncio.run(together())


def test_of_several_workers_at_once_one_asks_about_each_payment_when_it_is_due(
    db: Database, gateway: SpeakingGateway, clock: HandClock
) -> None:
    shop = PaidShop(db)
    due = {another_attempt(shop).tran_id for _ in range(5)}
    assert sum(rounds(db, gateway, 3)) == 0
    clock.forward(seconds=FIRST.total_seconds())
    assert sum(rounds(db, gateway, 3)) == 5
    assert sorted(gateway.asked) == sorted(due)
    assert sum(rounds(db, gateway)) == 0


def test_money_that_nobody_told_of_is_found_and_booked(
    books: Books, gateway: SpeakingGateway, clock: HandClock
) -> None:
    payment = books.start()
    gateway.says = PAID
    clock.forward(seconds=FIRST.total_seconds())
    rounds(books.db, gateway)
    found = books.db.read_now(payments.get, payment.id)
    assert found is not None
    assert (found.status, books.balance) == (Status.PAID, Money(487_50))
    books.assert_balanced()


def test_what_a_worker_that_died_had_taken_is_taken_again_after_its_time_or_at_the_next_start(
    books: Books, gateway: SpeakingGateway, clock: HandClock
) -> None:
    books.start()
    for let_go in (False, True):
        clock.forward(minutes=2)
        taken = books.db.transact_now(lambda uow: payment_claims.claim_due(uow.conn, uow.now, CLAIM, 9))
        assert len(taken) == 1
        assert rounds(books.db, gateway) == [0]
        if let_go:
            asyncio.run(reconciler(books.db, gateway).release_stale_claims())
        else:
            clock.forward(seconds=CLAIM.total_seconds())
        assert rounds(books.db, gateway) == [1]


def test_a_start_asks_about_the_newest_at_once_and_about_twenty_a_second(
    books: Books, gateway: SpeakingGateway, clock: HandClock
) -> None:
    opened = []
    for _ in range(50):
        opened.append(books.start().tran_id)
        clock.forward(seconds=1)
    asyncio.run(reconciler(books.db, gateway).release_stale_claims())
    assert rounds(books.db, gateway) == [1]
    assert gateway.asked == opened[-1:]
    for _ in range(2):
        clock.forward(seconds=1)
        while rounds(books.db, gateway) != [0]:
            pass
        # Sooner than its turn comes what is due by its own clock.
        assert len(gateway.asked) <= 41
    clock.forward(seconds=1)
    while rounds(books.db, gateway) != [0]:
        pass
    assert sorted(gateway.asked) == sorted(opened)


def test_a_link_past_its_term_ends_in_the_same_round(books: Books, gateway: SpeakingGateway, clock: HandClock) -> None:
    wanted = LinkRequest(Money(100_00), expires_at=clock.now + timedelta(hours=1))
    link, _ = books.db.transact_now(create_link, books.shop.id, LinkId("pl_an_hour"), wanted)
    clock.forward(minutes=59)
    rounds(books.db, gateway)
    before = books.db.read_now(links.get, link.id)
    clock.forward(minutes=1)
    rounds(books.db, gateway)
    after = books.db.read_now(links.get, link.id)
    assert [one.status for one in (before, after) if one] == [LinkStatus.ACTIVE, LinkStatus.EXPIRED]
