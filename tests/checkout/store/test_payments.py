"""What is asked of payments, and who may ask a gateway about one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checkout.core.payment import NOBODY
from checkout.core.payment_status import Status
from checkout.ids import new_id
from checkout.store import payment_claims, payments
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def test_who_paid_is_found_for_more_payments_than_one_question_can_name(books: Books) -> None:
    first, second = books.start(), books.start()
    books.answer(first, PAID)
    asked = [first.id, second.id, *(new_id("pay") for _ in range(1_200))]
    found = books.db.read_now(payments.payers_of, asked)
    assert found.keys() == {first.id, second.id}
    assert found[first.id] == (first.payer.name, "bKash", first.payer.phone, PAID.gateway_ref, "", "")


def test_only_money_that_came_is_found_by_a_receipts_code_or_as_a_links_latest(books: Books, clock: HandClock) -> None:
    first, waiting = books.start(), books.start()
    codes = (first.code, waiting.code)
    assert books.db.read_now(payments.captured_with_code, codes) is None
    assert books.db.read_now(payments.latest_paid, books.link.id) is None
    paid = books.answer(first, PAID)
    assert books.db.read_now(payments.captured_with_code, codes) == paid
    clock.forward(minutes=1)
    later = books.answer(waiting, replace(PAID, capture_ref="val_2"))
    assert books.db.read_now(payments.latest_paid, books.link.id) == later


def test_what_was_paid_in_a_period_counts_its_first_moment_and_not_its_last(books: Books, clock: HandClock) -> None:
    books.answer(books.start(), PAID)
    moment, second = clock.now, timedelta(seconds=1)

    def found(since: timedelta, until: timedelta, gateway: str = "sslcommerz") -> list[tuple[str, Money]]:
        return books.db.read_now(payments.captured_between, gateway, moment + since, moment + until)

    assert found(timedelta(), second) == [(PAID.gateway_ref, PAID.amount)]
    assert (found(-second, timedelta()), found(second, 2 * second), found(timedelta(), second, "bkash")) == ([], [], [])


def test_a_payer_who_was_forgotten_is_found_by_no_number(books: Books) -> None:
    payment = books.start()
    phone = payment.payer.phone
    assert books.db.read_now(payments.open_count_of_payer, phone) == 1
    assert books.db.read_now(payments.of_payer, phone, 10) == [], "an attempt without an end is not touched"
    paid = books.answer(payment, PAID)
    assert books.db.read_now(payments.open_count_of_payer, phone) == 0
    assert books.db.read_now(payments.of_payer, phone, 10) == [paid]
    books.db.transact_now(lambda uow: payments.save(uow.conn, replace(paid, payer=NOBODY)))
    assert books.db.read_now(payments.of_payer, phone, 10) == []


def test_a_page_is_kept_for_another_gateway_by_the_one_who_holds_the_claim_alone(books: Books) -> None:
    payment, held_until = books.held()
    asked, second = replace(payment, gateway="bkash"), timedelta(seconds=1)

    def kept(by: timedelta) -> bool:
        until = held_until + second
        return books.db.transact_now(
            lambda uow: payment_claims.save_claimed(uow.conn, asked, held_until + by, None, until)
        )

    assert [kept(second), kept(timedelta()), kept(timedelta()), kept(second)] == [False, True, False, True]
    found = books.db.read_now(payments.get, payment.id)
    assert found is not None
    assert (found.gateway, found.status) == ("bkash", Status.CREATED)


def test_a_claim_that_is_given_up_is_anybodys_at_once(books: Books, clock: HandClock) -> None:
    payment, held_until = books.held()

    def is_free() -> bool:
        return books.db.read_now(payment_claims.is_unclaimed, payment.id, clock.now)

    def given_up() -> bool:
        return books.db.transact_now(lambda uow: payment_claims.give_up_claim(uow.conn, payment.id, held_until))

    assert [is_free(), given_up(), is_free(), given_up()] == [False, True, True, False]


def test_a_gateway_is_told_once_to_take_the_money_unless_the_word_was_taken_back(
    books: Books, clock: HandClock
) -> None:
    payment = replace(books.start(), session_ref="session_1")
    books.db.transact_now(lambda uow: payments.save(uow.conn, payment))

    def told(since: timedelta | None = None, session_ref: str = "session_1") -> bool:
        before = None if since is None else clock.now - since
        return books.db.transact_now(
            lambda uow: payment_claims.request_capture(uow.conn, payment.gateway, session_ref, uow.now, before)
        )

    def was_told() -> bool:
        return books.db.read_now(payment_claims.was_capture_requested, payment.id)

    assert not was_told()
    assert [told(session_ref=""), told(session_ref="session_2"), told(), told()] == [False, False, True, False]
    clock.forward(minutes=1)
    assert [told(timedelta(minutes=2)), told(timedelta(minutes=1)), was_told()] == [False, True, True]
    books.db.transact_now(lambda uow: payment_claims.withdraw_capture_request(uow.conn, payment.gateway, "session_1"))
    assert [was_told(), told(), was_told()] == [False, True, True]
