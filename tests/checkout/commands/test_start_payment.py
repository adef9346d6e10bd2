"""A form that is sent: one payment for each, and one who opens its page."""

import pytest

from checkout.commands.start_payment import (
    fall_back_to,
    give_up_opening,
    page_not_opened,
    page_opened,
    start_payment,
)
from checkout.core import payment_form
from checkout.core.payment import Payer
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind
from checkout.gateways.base import PaymentPage
from checkout.store import payment_claims
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import CLAIM, Books, turn_of


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def test_of_two_who_send_a_form_at_once_one_opens_its_page(books: Books) -> None:
    key = payment_form.new_form_key()
    first, second = books.send(key), books.send(key)
    assert first.payment == second.payment
    assert first.held_until is not None
    assert (second.held_until, books.claim(first.payment)) == (None, None)


@pytest.mark.parametrize("apart", ["phone", "name", "sum"])
def test_a_second_tab_finds_the_open_attempt_however_many_others_are_at_the_link(books: Books, apart: str) -> None:
    """Of the same phone, too, for somebody else of the family or at another sum."""
    first = books.send(payment_form.new_form_key())
    for number in range(25):
        phone = f"017{number:08d}" if apart == "phone" else "01700000456"
        name = f"করিম {number}" if apart == "name" else "নুসরাত"
        amount = Money(500_01 + number if apart == "sum" else 500_00)
        form = books.form(payment_form.new_form_key(), payment_form.PaymentRequest(amount, Payer(name, phone)))
        books.db.transact_now(start_payment, form, turn_of())
    assert books.send(payment_form.new_form_key()).payment == first.payment


def test_one_who_died_while_opening_is_followed_by_one_other(books: Books, clock: HandClock) -> None:
    payment = books.send(payment_form.new_form_key()).payment
    clock.forward(seconds=CLAIM.total_seconds())
    assert [books.claim(payment), books.claim(payment)] == [clock.now + CLAIM, None]


def test_each_gateway_that_is_tried_has_the_whole_time_to_give_a_page(books: Books, clock: HandClock) -> None:
    payment, held_until = books.held()
    clock.forward(seconds=CLAIM.total_seconds() - 1)
    books.db.transact_now(fall_back_to, payment.id, turn_of("bkash"), held_until)
    clock.forward(seconds=CLAIM.total_seconds() - 1)
    assert not books.claim(payment)


def test_who_took_too_long_over_a_page_takes_nothing_from_the_one_who_asks_now(books: Books, clock: HandClock) -> None:
    payment, held_until = books.held()
    clock.forward(seconds=CLAIM.total_seconds())
    assert books.claim(payment) is not None
    books.db.transact_now(give_up_opening, payment.id, held_until)
    handed = books.db.transact_now(fall_back_to, payment.id, turn_of("bkash"), held_until)
    ended = books.db.transact_now(page_not_opened, payment.id, held_until, FailureKind.GATEWAY_DOWN)
    assert (handed.held_until, handed.payment.gateway, ended.status) == (None, "sslcommerz", Status.CREATED)
    assert books.claim(payment) is None


def test_a_page_that_comes_after_another_gateway_was_asked_is_not_shown(books: Books) -> None:
    payment, held_until = books.held()
    books.db.transact_now(fall_back_to, payment.id, turn_of("bkash"), held_until)
    late = books.db.transact_now(page_opened, payment.id, "sslcommerz", PaymentPage("https://gateway.example/late"))
    assert (late.status, late.gateway_url, late.gateway) == (Status.CREATED, "", "bkash")


def test_a_process_that_starts_anew_lets_its_pages_be_opened_at_once(books: Books) -> None:
    payment = books.send(payment_form.new_form_key()).payment
    books.db.transact_now(lambda uow: payment_claims.release_claims(uow.conn, uow.now))
    assert books.claim(payment)


def test_a_page_that_was_opened_is_not_opened_again(books: Books, clock: HandClock) -> None:
    payment = books.start()
    clock.forward(minutes=5)
    assert not books.claim(payment)
