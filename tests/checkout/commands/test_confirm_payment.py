"""What a gateway's answer does to a payment, on a real database file."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from checkout.commands.audit_books import audit_books
from checkout.commands.book_capture import book_capture
from checkout.commands.captures import unnamed_capture
from checkout.commands.links import cancel_link, create_link, end_past_links
from checkout.commands.merchants import create_merchant
from checkout.commands.refunds import WantedRefund, apply_refund_outcome, ask_refund
from checkout.core.link import LinkId, LinkRequest, LinkStatus
from checkout.core.payment_status import Status
from checkout.core.reasons import HoldReason
from checkout.core.refund import RefundId
from checkout.gateways.base import (
    Confirmed,
    Contradicted,
    Declined,
    Held,
    Outcome,
    RefundRefused,
    Returned,
    Unknown,
    Waiting,
)
from checkout.ids import new_id
from checkout.resources.payment import payment_resource
from checkout.store import events, ledger, links, payments
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import FIRST, PAID, Books
from tests.support.logged import logged


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def test_confirmed_money_is_paid_booked_counted_and_told_in_one_act(books: Books) -> None:
    paid = books.answer(books.start(), PAID)
    link = books.db.read_now(links.get, books.link.id)
    assert link is not None
    assert (paid.status, paid.fee, paid.net) == (Status.PAID, Money(12_50), Money(487_50))
    assert (link.status, link.payments_count, link.paid_total) == (LinkStatus.PAID, 1, Money(500_00))
    assert books.balance == Money(487_50)
    assert books.told == [
        "link.created",
        "payment.pending",
        "payment.paid",
        "link.paid",
        "balance.entry",
        "balance.entry",
    ]
    books.assert_balanced()


def test_a_payer_who_cancelled_is_told_so_though_the_clock_asked_first(books: Books) -> None:
    """SSLCommerz, when asked, says only that nothing was paid."""
    declined = Declined("nothing was paid")
    failed = books.answer(books.start(), declined)
    assert failed.status is Status.FAILED
    assert books.answer(failed, declined, says="cancelled", by_clock=False).status is Status.CANCELLED
    assert books.answer(failed, declined).status is Status.CANCELLED


def test_the_same_answer_again_adds_nothing(books: Books) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    told = books.told
    for _ in range(5):
        books.answer(payment, PAID)
    assert (books.balance, books.told) == (Money(487_50), told)


def test_a_late_confirmation_pays_a_failed_payment(books: Books) -> None:
    payment = books.start()
    assert books.answer(payment, Declined("Do not honor")).status is Status.FAILED
    assert books.answer(payment, PAID).status is Status.PAID


def test_money_after_the_link_was_cancelled_is_credited_and_marked_late(books: Books) -> None:
    payment = books.start()
    books.db.transact_now(cancel_link, books.shop.id, books.link.id)
    paid = books.answer(payment, PAID)
    assert (paid.status, paid.late, books.balance) == (Status.PAID, True, Money(487_50))


def test_money_after_the_link_expired_is_credited_and_marked_late(db: Database, clock: HandClock) -> None:
    books = Books(db)
    ends = clock() + timedelta(hours=1)
    books.link, _ = db.transact_now(
        create_link, books.shop.id, LinkId(new_id("pl")), LinkRequest(Money(500_00), expires_at=ends)
    )
    payment = books.start()
    clock.forward(hours=2)
    assert db.transact_now(end_past_links) == 1
    assert books.answer(payment, PAID).late


def test_a_second_payer_on_a_fixed_link_is_credited_and_marked_duplicate(books: Books) -> None:
    first, second = books.start(), books.start()
    books.answer(first, PAID)
    again = books.answer(second, replace(PAID, capture_ref="val_2"))
    assert (again.status, again.duplicate, books.balance) == (Status.PAID, True, Money(975_00))
    books.assert_balanced()


def test_a_page_paid_twice_is_two_payments_and_the_second_is_a_duplicate(books: Books) -> None:
    payment = books.start()
    books.answer(payment, PAID, replace(PAID, capture_ref="val_2"))
    books.answer(payment, replace(PAID, capture_ref="val_2"))
    assert sorted(one.duplicate for one in books.all_payments) == [False, True]
    assert books.balance == Money(975_00)
    books.assert_balanced()


def test_of_a_page_paid_again_after_a_part_went_back_all_of_the_second_money_can_go_back(books: Books) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    wanted = WantedRefund(RefundId(new_id("rf")), payment.id, Money(100_00))
    refund, _ = books.db.transact_now(ask_refund, books.shop.id, wanted, returns_fee=False)
    books.db.transact_now(apply_refund_outcome, refund.id, Returned("ref_1"), FIRST)
    books.answer(payment, PAID, replace(PAID, capture_ref="val_2", gateway_ref="bank_2"))
    second = next(one for one in books.all_payments if one.capture_ref == "val_2")
    assert (second.status, second.refunded) == (Status.PAID, Money(0))
    books.assert_balanced()


def test_a_second_capture_is_found_by_the_clock_after_the_first_was_paid(books: Books, clock: HandClock) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    clock.forward(days=1, minutes=1)
    assert books.due() == [payment.id]


def test_risky_money_is_held_and_not_credited(books: Books) -> None:
    held = books.answer(books.start(), replace(PAID, risky=True))
    assert (held.status, books.balance) == (Status.ON_HOLD, Money(0))
    assert books.told[-1] == "payment.on_hold"
    books.assert_balanced()


def test_a_contradiction_moves_nothing(books: Books) -> None:
    payment = books.answer(books.start(), Contradicted("amount is half"), says="captured")
    assert (payment.status, books.balance) == (Status.PENDING, Money(0))


def test_money_of_our_books_that_was_given_back_elsewhere_is_told_of_once_and_stays_booked(books: Books) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    elsewhere = Held(HoldReason.GIVEN_BACK_ELSEWHERE, "Refunded", PAID.capture_ref, gateway_ref=PAID.gateway_ref)
    with logged() as said:
        for _ in range(3):
            assert books.answer(payment, elsewhere).status is Status.PAID
    alarms = [line for line in said if line["event"].startswith("alarm: ")]
    assert [(line["payment_id"], line["words"]) for line in alarms] == [(payment.id, "Refunded")]
    assert books.balance == PAID.amount - Money(12_50)


@pytest.mark.parametrize(("refused", "alarms_count"), [(False, 0), (True, 1)], ids=["under way", "refused"])
def test_what_a_gateway_gave_back_by_our_own_refund_is_no_news(books: Books, refused: bool, alarms_count: int) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    wanted = WantedRefund(RefundId(new_id("rf")), payment.id, Money(100_00))
    refund, _ = books.db.transact_now(ask_refund, books.shop.id, wanted, returns_fee=False)
    if refused:
        books.db.transact_now(apply_refund_outcome, refund.id, RefundRefused("no"), FIRST)
    with logged() as said:
        books.answer(payment, Held(HoldReason.GIVEN_BACK_ELSEWHERE, "Refunded", PAID.capture_ref))
    assert len([line for line in said if line["event"].startswith("alarm: ")]) == alarms_count


def test_silence_leaves_the_payment_pending(books: Books) -> None:
    assert books.answer(books.start(), Unknown("time-out")).status is Status.PENDING


def test_a_payer_who_cancelled_is_told_so_and_not_that_it_failed(books: Books) -> None:
    assert books.answer(books.start(), Declined(""), says="cancelled").status is Status.CANCELLED


def test_after_three_days_without_money_the_payment_expires(books: Books, clock: HandClock) -> None:
    payment = books.start()
    clock.forward(days=3, seconds=1)
    assert books.answer(payment, Waiting()).status is Status.EXPIRED


def test_after_three_days_of_silence_we_go_on_asking(books: Books, clock: HandClock) -> None:
    payment = books.start()
    clock.forward(days=3, seconds=1)
    assert books.answer(payment, Unknown("down")).status is Status.PENDING
    assert books.answer(payment, PAID).status is Status.PAID


def test_a_payer_who_reloads_does_not_push_the_next_ask_away(books: Books, clock: HandClock) -> None:
    payment = books.start()
    for _ in range(20):
        books.answer(payment, Waiting(), says="other", by_clock=False)
    clock.forward(seconds=6)
    assert books.due() == [payment.id]


def test_the_database_itself_refuses_the_same_capture_twice(books: Books) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    entries = ((),)
    with pytest.raises(IntegrityError):
        books.db.transact_now(ledger.post, "sslcommerz:capture:val_1", payment.id, *entries)


def test_the_database_itself_refuses_a_paid_payment_without_proof(books: Books) -> None:
    payment = books.start()
    with pytest.raises(IntegrityError):
        books.db.transact_now(lambda uow: payments.save(uow.conn, replace(payment, status=Status.PAID)))


def test_the_audit_finds_a_poisha_that_was_moved_by_hand(books: Books) -> None:
    books.answer(books.start(), PAID)
    books.db.transact_now(
        lambda uow: uow.conn.exec_driver_sql("UPDATE ledger_accounts SET balance_poisha = balance_poisha + 1")
    )
    assert audit_books(books.db).differences


_ANSWERS: Any = st.sampled_from(
    [
        PAID,
        replace(PAID, capture_ref="val_2"),
        replace(PAID, risky=True),
        Declined("no"),
        Waiting(),
        Unknown("?"),
        Contradicted("half"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), _ANSWERS, st.sampled_from(["", "cancelled", "failed", "captured"])), max_size=12
    )
)
def test_whatever_the_gateway_says_in_whatever_order_the_books_balance(
    db: Database, said: list[tuple[int, Outcome, str]]
) -> None:
    phone = f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"
    books = Books.__new__(Books)
    books.db = db
    books.shop = db.transact_now(create_merchant, phone, name="করিম")
    books.link, _ = db.transact_now(create_link, books.shop.id, LinkId(new_id("pl")), LinkRequest(Money(500_00)))
    begun = [books.start() for _ in range(3)]
    captures = set()
    for which, outcome, says in said:
        # Two attempts never share a capture at a real gateway.
        if isinstance(outcome, Confirmed):
            outcome = replace(outcome, capture_ref=f"{books.shop.id}-{which}-{outcome.capture_ref}"[-60:])
        books.answer(begun[which], outcome, says=says)
        if isinstance(outcome, Confirmed) and not outcome.risky:
            captures.add(outcome.capture_ref)
    assert books.balance == Money(487_50 * len(captures))
    books.assert_balanced()


def test_what_the_shop_is_told_of_a_payment_is_what_was_kept_of_it(books: Books) -> None:
    payment = books.start()
    for outcome in (
        Declined("no\u202e  money"),
        replace(PAID, method="bKash\u200b", risky=True, risk="Not\nSafe"),
        PAID,
    ):
        books.answer(payment, outcome)
        told = [
            one for one in books.db.read_now(events.after, books.shop.id, 0, 1000) if one.type.startswith("payment")
        ]
        kept = books.db.read_now(payments.get, payment.id)
        assert kept is not None
        assert json.loads(told[-1].data) == payment_resource(kept)


def test_a_booked_capture_brings_what_came_less_both_fees_and_never_more_surcharge_than_came(books: Books) -> None:
    payment = replace(books.start(), surcharge=Money(30_00))
    less = replace(PAID, amount=Money(20_00), fee=Money(1_00))
    books.db.transact_now(book_capture, payment, less, Money(50))
    paid = books.db.read_now(payments.get, payment.id)
    assert paid is not None
    assert (paid.status, paid.amount, paid.surcharge) == (Status.PAID, Money(20_00), Money(20_00))
    assert (paid.fee, paid.service_fee, paid.net) == (Money(1_50), Money(50), Money(18_50))
    link = books.db.read_now(links.get, payment.link_id)
    assert link is not None
    assert (link.paid_total, books.balance) == (Money(0), Money(18_50))
    books.assert_balanced()


def test_a_capture_that_is_booked_twice_is_booked_and_told_once(books: Books) -> None:
    payment = books.start()
    books.db.transact_now(book_capture, payment, PAID, Money(0))
    told = books.told
    with pytest.raises(IntegrityError):
        books.db.transact_now(book_capture, payment, PAID, Money(0))
    assert (books.balance, books.told) == (Money(487_50), told)
    books.assert_balanced()


def test_money_that_was_released_without_a_name_takes_the_one_that_its_gateway_gives_it_later(books: Books) -> None:
    payment, other = books.start(), books.start()
    assert unnamed_capture(payment.id) != unnamed_capture(other.id)
    books.db.transact_now(book_capture, payment, replace(PAID, capture_ref=unnamed_capture(payment.id)), Money(0))
    assert books.answer(payment, PAID).capture_ref == PAID.capture_ref
    assert [one.id for one in books.all_payments if one.status is Status.PAID] == [payment.id]
    assert books.balance == Money(487_50)
    books.assert_balanced()


def test_money_whose_names_no_database_could_keep_is_paid_and_told_apart_by_them(books: Books) -> None:
    long = "৯" * 1_000
    strange = replace(PAID, capture_ref=f"{long}1", gateway_ref=f"{long}\0", method=long)
    payment = books.start()
    paid = books.answer(payment, strange)
    assert (paid.status, books.answer(payment, strange).id) == (Status.PAID, payment.id)
    books.answer(payment, replace(strange, capture_ref=f"{long}2"))
    assert len([one for one in books.all_payments if one.status is Status.PAID]) == 2
    books.assert_balanced()
