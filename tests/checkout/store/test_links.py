"""What is asked of links: their codes, who reads them, and what they were paid."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from checkout.commands.links import create_link
from checkout.commands.merchants import create_merchant
from checkout.core.link import Customer, Link, LinkId, LinkRequest, LinkStatus
from checkout.core.merchant import Merchant
from checkout.errors import NotFound
from checkout.ids import new_id
from checkout.store import links
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock


@pytest.fixture
def merchant(db: Database) -> Merchant:
    return db.transact_now(create_merchant, "+8801700000123", slug="karim")


@pytest.fixture
def link(db: Database, merchant: Merchant, clock: HandClock) -> Link:
    wanted = LinkRequest(
        Money(500_00), clock.now + timedelta(hours=1), customer=Customer("রহিম", "01712345678"), note="চাল"
    )
    return db.transact_now(create_link, merchant.id, LinkId(new_id("pl")), wanted)[0]


def test_a_link_comes_back_as_it_was_made_and_to_its_own_shop_alone(
    db: Database, merchant: Merchant, link: Link
) -> None:
    assert db.read_now(links.own, merchant.id, link.id) == link
    stranger = db.transact_now(create_merchant, "+8801700000124")
    with pytest.raises(NotFound):
        db.read_now(links.own, stranger.id, link.id)


def test_a_name_that_was_given_up_leads_on_and_is_nobody_elses(db: Database, merchant: Merchant) -> None:
    own = db.read_now(links.store_link, merchant.id)
    stranger = db.transact_now(create_merchant, "+8801700000124", slug="rahim")
    db.transact_now(lambda uow: links.set_code(uow.conn, own.id, "karim-stores"))
    db.transact_now(lambda uow: links.give_up_slug(uow.conn, "karim", merchant.id))
    found = db.read_now(links.with_merchant, "store", "karim")
    assert found is not None
    assert (found[0].code, found[1].id) == ("karim-stores", merchant.id)
    for slug in ("karim", "karim-stores"):
        assert db.read_now(links.slug_is_taken, slug, stranger.id)
        assert not db.read_now(links.slug_is_taken, slug, merchant.id)
    with pytest.raises(IntegrityError):
        db.transact_now(lambda uow: links.set_code(uow.conn, own.id, "rahim"))


def test_readers_are_counted_and_the_last_one_is_remembered(db: Database, link: Link, clock: HandClock) -> None:
    for _ in range(2):
        clock.forward(minutes=1)
        db.transact_now(lambda uow: links.count_open(uow.conn, link.id, uow.now))
    found = db.read_now(links.get, link.id)
    assert found is not None
    assert (found.opens_count, found.opened_at) == (2, clock.now)


def test_what_a_link_was_paid_adds_up_and_the_first_moment_stays(db: Database, link: Link, clock: HandClock) -> None:
    def pay(taka: int) -> None:
        now = db.read_now(links.get, link.id)
        assert now is not None
        amount = Money(taka * 100)
        db.transact_now(lambda uow: links.add_payment(uow.conn, now, amount, LinkStatus.PAID, uow.now))

    first = clock.now
    pay(500)
    clock.forward(minutes=1)
    pay(300)
    found = db.read_now(links.get, link.id)
    assert found is not None
    assert (found.payments_count, found.paid_total, found.paid_at) == (2, Money(800_00), first)


def test_a_link_is_past_its_term_from_that_moment_on(db: Database, link: Link, clock: HandClock) -> None:
    def past() -> list[LinkId]:
        return db.read_now(links.past_their_term, clock.now, 10)

    clock.forward(minutes=59, seconds=59)
    assert past() == []
    clock.forward(seconds=1)
    assert past() == [link.id]


def test_a_request_that_is_forgotten_answers_no_repeat(db: Database, link: Link) -> None:
    assert db.read_now(links.request_hash, link.id)
    db.transact_now(lambda uow: links.forget_request(uow.conn, link.id))
    assert db.read_now(links.request_hash, link.id) == ""
    assert db.read_now(links.request_hash, new_id("pl")) is None
