"""By age, the details of payers go whose payments have ended; the others are still needed."""

import pytest

from checkout.commands.erase_payers import forget_before, forget_phone
from checkout.commands.links import create_link
from checkout.core.link import ANYBODY, Customer, LinkId, LinkRequest
from checkout.core.payment import Payment
from checkout.gateways.base import Declined
from checkout.store import links, payments
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books, PaidShop, another_attempt

MANY = 100


@pytest.fixture
def shop(db: Database) -> PaidShop:
    return PaidShop(db)


def now(shop: Books, payment: Payment) -> Payment:
    found = shop.db.read_now(payments.get, payment.id)
    assert found is not None
    return found


def test_what_has_ended_and_is_old_enough_is_forgotten_and_nothing_else(shop: PaidShop, clock: HandClock) -> None:
    failed, pending = shop.answer(another_attempt(shop), Declined("no")), another_attempt(shop)
    clock.forward(days=1)
    moment = clock.now
    younger = shop.answer(another_attempt(shop), PAID)
    assert shop.db.transact_now(forget_before, moment, MANY) == 2
    for payment in (shop.paid, failed):
        kept = now(shop, payment)
        assert (kept.payer.name, kept.payer.phone, kept.gateway_url) == ("", "", "")
        assert (kept.status, kept.amount, kept.gateway_ref) == (payment.status, payment.amount, payment.gateway_ref)
    assert [now(shop, one).payer for one in (pending, younger)] == [pending.payer, younger.payer]
    assert shop.db.transact_now(forget_before, moment, MANY) == 0
    shop.assert_balanced()


def test_so_many_at_once_are_forgotten_and_the_rest_the_next_time(shop: PaidShop, clock: HandClock) -> None:
    for _ in range(2):
        shop.answer(another_attempt(shop), Declined("no"))
    clock.forward(days=1)
    assert [shop.db.transact_now(forget_before, clock.now, 2) for _ in range(3)] == [2, 1, 0]


def test_whom_a_link_was_made_for_goes_on_request_and_by_age(shop: PaidShop, clock: HandClock) -> None:
    for link_id, customer in (("pl_rahim", Customer("রহিম", "01712345678")), ("pl_salma", Customer("সালমা", ""))):
        wanted = LinkRequest(Money(100_00), customer=customer)
        shop.db.transact_now(create_link, shop.shop.id, LinkId(link_id), wanted)
    assert shop.db.transact_now(forget_before, clock.now, MANY) == 0
    assert shop.db.transact_now(forget_phone, "01712345678", MANY) == 1
    assert [customer_of(shop, one) == ANYBODY for one in ("pl_rahim", "pl_salma")] == [True, False]
    assert shop.told[-1] == "link.updated"
    clock.forward(days=1)
    assert shop.db.transact_now(forget_before, clock.now, MANY) == 2, "the payment, and the other link"
    assert customer_of(shop, "pl_salma") == ANYBODY


def customer_of(shop: Books, link_id: str) -> Customer:
    found = shop.db.read_now(links.get, link_id)
    assert found is not None
    return found.customer
