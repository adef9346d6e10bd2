"""Refunds, on a real database file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from checkout.commands.audit_books import audit_books
from checkout.commands.payouts import ask_payout
from checkout.commands.refunds import (
    WantedRefund,
    ask_refund,
    begin_sending_refund,
    closed_by_operator,
    quote_refund,
    refund_request,
)
from checkout.commands.sign_in import keep_token, sign_out
from checkout.commands.staff import change_staff
from checkout.core.access import Grant, Role
from checkout.core.merchant import Device, DeviceId
from checkout.core.payment_status import Status
from checkout.core.payout import Destination, PayoutId
from checkout.core.refund import RefundId, RefundStatus
from checkout.errors import BadFields, NotAllowed, NotFound, NotSignedIn, ReferenceUsed, SameIdOtherContent, WrongState
from checkout.gateways.base import CannotTell, NotAsked, RefundOutcome, RefundRefused, Returned, UnderWay, Unknown
from checkout.ids import new_id
from checkout.store import refunds as store
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books, PaidShop, a_shop_of_its_own, another_attempt

FIRST = timedelta(seconds=5)
BKASH = Destination("bkash", "01712345678")


@pytest.fixture
def shop(db: Database) -> PaidShop:
    return PaidShop(db)


def test_money_leaves_the_balance_the_moment_it_is_promised(shop: PaidShop) -> None:
    refund = shop.ask(200)
    assert (refund.status, shop.balance, shop.payment.refunded) == (RefundStatus.PROMISED, Money(287_50), Money(0))
    assert shop.told[-2:] == ["balance.entry", "refund.pending"]
    shop.assert_balanced()


def test_part_part_and_rest_end_in_a_refunded_payment(shop: PaidShop) -> None:
    states = [(shop.give_back(taka).status, shop.payment.status) for taka in (100, 150, 250)]
    assert [status for _, status in states] == [Status.PARTLY_REFUNDED, Status.PARTLY_REFUNDED, Status.REFUNDED]
    assert (shop.payment.refunded, shop.balance) == (Money(500_00), Money(-12_50))
    shop.assert_balanced()


def test_where_the_gateway_gives_its_fee_back_the_shop_ends_at_nothing(db: Database) -> None:
    shop = PaidShop(db, returns_fee=True)
    for taka in (33, 67, 400):
        shop.give_back(taka)
    assert shop.balance == Money(0)
    shop.assert_balanced()


@pytest.mark.parametrize("returns_fee", [False, True])
def test_a_quote_tells_what_of_the_fee_is_lost_and_what_the_balance_becomes(db: Database, returns_fee: bool) -> None:
    shop = PaidShop(db, returns_fee=returns_fee)
    kept = Money(0)
    for taka in (33, 67, 400):
        asked = (shop.shop.id, shop.paid.id, Money(taka * 100))
        quoted = shop.db.read_now(quote_refund, *asked, returns_fee=returns_fee)
        kept += quoted.fee_kept
        shop.give_back(taka)
        assert (quoted.amount, quoted.balance_after) == (Money(taka * 100), shop.balance)
    assert kept == (Money(0) if returns_fee else Money(12_50))


def test_a_refund_keeps_the_day_by_which_the_operator_said_that_it_arrives(shop: PaidShop, clock: HandClock) -> None:
    wanted = WantedRefund(RefundId("rf_1"), shop.paid.id, Money(10_00))
    promised, _ = shop.db.transact_now(ask_refund, shop.shop.id, wanted, returns_fee=False, within=timedelta(days=10))
    clock.forward(days=2)
    paid_back = shop.hears(promised, Returned("ref"))
    assert (promised.due_at, paid_back.due_at) == (promised.created_at + timedelta(days=10), promised.due_at)
    assert shop.ask(10).due_at is None


def test_who_is_let_go_or_made_less_as_they_give_back_gives_nothing_back(shop: PaidShop) -> None:
    db, merchant_id = shop.db, shop.shop.id
    manager = Device(DeviceId(new_id("dev")), "রহিম", Grant(Role.MANAGER, gives_back_most=Money(10_00)))
    db.transact_now(lambda uow: keep_token(uow, merchant_id, manager))

    def gives_back() -> Money:
        wanted = WantedRefund(RefundId(new_id("rf")), shop.paid.id, Money(1_00), asked_by=manager.does)
        return db.transact_now(ask_refund, merchant_id, wanted, returns_fee=False, is_bounded=True)[0].amount

    assert gives_back() == Money(1_00)
    db.transact_now(change_staff, merchant_id, manager.id, Grant(Role.CASHIER))
    with pytest.raises(NotAllowed):
        gives_back()
    db.transact_now(sign_out, merchant_id, manager.id)
    with pytest.raises(NotSignedIn):
        gives_back()


def test_more_than_is_left_is_refused_and_says_what_is_left(shop: PaidShop) -> None:
    shop.ask(450)
    with pytest.raises(BadFields) as refused:
        shop.ask(51)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code, problem.facts) == ("amount", "refund_left", {"poisha": "5000"})


def test_two_asked_for_the_whole_are_one_promise_and_one_refusal(shop: PaidShop) -> None:
    shop.ask(500)
    with pytest.raises(BadFields):
        shop.ask(500)
    assert shop.balance == Money(-12_50)


def test_the_same_id_twice_is_one_refund_and_with_other_content_a_clash(shop: PaidShop) -> None:
    first = shop.ask(100, "rf_1")
    assert shop.ask(100, "rf_1") == first
    assert shop.balance == Money(387_50)
    for taka, reason in ((101, ""), (100, "another")):
        with pytest.raises(SameIdOtherContent):
            shop.ask(taka, "rf_1", reason=reason)


def test_a_refused_refund_gives_the_shop_its_money_again(shop: PaidShop) -> None:
    refused = shop.hears(shop.ask(200), RefundRefused("not allowed"))
    assert (refused.status, refused.refusal, shop.balance) == (RefundStatus.REFUSED, "not allowed", Money(487_50))
    assert (shop.payment.status, shop.told[-1]) == (Status.PAID, "refund.refused")
    shop.assert_balanced()
    assert shop.give_back(500).status is RefundStatus.REFUNDED


def test_the_gateway_is_asked_once_however_often_the_worker_comes_by(shop: PaidShop) -> None:
    refund = shop.ask(200)
    assert shop.db.transact_now(begin_sending_refund, refund.id) is not None
    assert shop.db.transact_now(begin_sending_refund, refund.id) is None


def test_after_silence_the_promise_stands_and_is_only_looked_up(shop: PaidShop) -> None:
    silent = shop.hears(shop.ask(200), Unknown("time-out"))
    assert (silent.status, shop.balance) == (RefundStatus.SENDING, Money(287_50))
    assert shop.db.transact_now(begin_sending_refund, silent.id) is None
    assert shop.hears(silent, Returned("ref")).status is RefundStatus.REFUNDED
    shop.assert_balanced()


def test_a_second_refund_of_a_payment_waits_until_the_first_has_its_end(shop: PaidShop) -> None:
    first, second = shop.ask(100), shop.ask(100)
    for outcome in (Unknown("time-out"), UnderWay("ref-1"), CannotTell("the answer was lost")):
        first = shop.hears(first, outcome)
        assert shop.db.transact_now(begin_sending_refund, second.id) is None
    shop.db.transact_now(closed_by_operator, first.id, reference="ref-1")
    due = shop.db.transact_now(lambda uow: store.claim_due(uow.conn, uow.now, FIRST, 9))
    assert [one.id for one in due] == [second.id]
    assert shop.db.transact_now(begin_sending_refund, second.id) is not None


def test_of_workers_at_the_same_moment_one_sends_a_refund_of_the_payment(shop: PaidShop) -> None:
    asked = [shop.ask(100) for _ in range(4)]
    with ThreadPoolExecutor(len(asked)) as workers:
        begun = list(workers.map(lambda one: shop.db.transact_now(begin_sending_refund, one.id), asked))
    assert len([one for one in begun if one is not None]) == 1


def test_refunds_of_other_payments_do_not_wait(shop: PaidShop) -> None:
    shop.hears(shop.ask(100), UnderWay("ref-1"))
    other = Books.answer(shop, another_attempt(shop), replace(PAID, capture_ref=new_id("val")))
    assert shop.hears(shop.ask(100, payment_id=other.id), Returned("ref-2")).status is RefundStatus.REFUNDED


@pytest.mark.parametrize("outcome", [Returned("REF1"), Returned("ref1"), UnderWay("REF1")])
def test_a_reference_that_closed_one_refund_closes_no_other(
    shop: PaidShop, outcome: RefundOutcome, alarms: list[str]
) -> None:
    shop.hears(shop.ask(100), Returned("REF1"))
    second = shop.hears(shop.ask(100), outcome)
    assert (second.status, shop.payment.refunded) == (RefundStatus.BY_HAND, Money(100_00))
    assert alarms == ["alarm: a refund needs the operator"]
    with pytest.raises(ReferenceUsed):
        shop.db.transact_now(closed_by_operator, second.id, reference=" ref1 ")
    shop.assert_balanced()


def test_the_database_itself_refuses_a_reference_twice(shop: PaidShop) -> None:
    shop.hears(shop.ask(100), Returned("REF1"))
    second = shop.give_back(100)
    with pytest.raises(IntegrityError):
        shop.db.transact_now(lambda uow: store.save(uow.conn, replace(second, gateway_ref="REF1")))


def test_the_audit_names_refunds_under_one_reference(shop: PaidShop) -> None:
    first, second = shop.hears(shop.ask(100), Returned("REF1")), shop.give_back(100)
    shop.db.transact_now(lambda uow: store.save(uow.conn, replace(second, gateway_ref="ref1")))
    (difference,) = audit_books(shop.db).differences
    assert first.id in difference
    assert second.id in difference


def test_a_refusal_that_contradicts_our_books_waits_for_a_person(shop: PaidShop, alarms: list[str]) -> None:
    refund = shop.hears(shop.ask(500), RefundRefused("the amount exceeds the transaction", exceeds=True))
    assert (refund.status, shop.balance) == (RefundStatus.BY_HAND, Money(-12_50))
    assert alarms == ["alarm: a refund needs the operator"]
    shop.assert_balanced()


def test_a_refusal_that_the_gateway_takes_back_rings_once(shop: PaidShop, alarms: list[str]) -> None:
    refund = shop.hears(shop.ask(100), RefundRefused("no"))
    for _ in range(3):
        shop.hears(refund, Returned("REF1"))
    assert alarms == ["alarm: a refund that was refused was paid back"]


def test_a_refund_that_stays_unknown_for_a_day_rings_once(shop: PaidShop, clock: HandClock, alarms: list[str]) -> None:
    refund = shop.hears(shop.ask(100), Unknown("down"))
    assert alarms == []
    clock.forward(days=1, seconds=1)
    for _ in range(3):
        shop.hears(refund, Unknown("down"))
    assert alarms == ["alarm: nobody knows what became of a refund"]


def test_a_question_that_never_left_is_asked_again(shop: PaidShop) -> None:
    waiting = shop.hears(shop.ask(200), NotAsked("ConnectError"))
    assert waiting.status is RefundStatus.PROMISED
    assert shop.db.transact_now(begin_sending_refund, waiting.id) is not None


def test_what_no_program_can_find_out_waits_for_the_operator(shop: PaidShop) -> None:
    by_hand = shop.hears(shop.ask(200), CannotTell("the answer was lost"))
    assert by_hand.status is RefundStatus.BY_HAND
    assert shop.db.transact_now(lambda uow: store.claim_due(uow.conn, uow.now + timedelta(days=9), FIRST, 9)) == []
    done = shop.db.transact_now(closed_by_operator, by_hand.id, reference="panel-1")
    assert (done.status, done.gateway_ref, shop.payment.status) == (
        RefundStatus.REFUNDED,
        "panel-1",
        Status.PARTLY_REFUNDED,
    )
    shop.assert_balanced()


def test_the_operator_cannot_settle_what_is_about_to_be_asked_or_has_an_end(shop: PaidShop) -> None:
    refund = shop.ask(200)
    with pytest.raises(WrongState):
        shop.db.transact_now(closed_by_operator, refund.id, refusal="no")
    shop.hears(refund, Returned("ref"))
    with pytest.raises(WrongState):
        shop.db.transact_now(closed_by_operator, refund.id, refusal="no")
    with pytest.raises(NotFound):
        shop.db.transact_now(closed_by_operator, "rf_none", refusal="no")


def test_the_gateways_last_word_twice_moves_the_books_once(shop: PaidShop) -> None:
    refund = shop.give_back(200)
    told = shop.told
    shop.hears(refund, Returned("ref"))
    shop.hears(refund, RefundRefused("too late"))
    assert (shop.told, shop.balance) == (told, Money(287_50))
    shop.assert_balanced()


def test_money_that_never_arrived_cannot_go_back(shop: PaidShop) -> None:
    held = Books.answer(shop, another_attempt(shop), replace(PAID, capture_ref="val_held", risky=True))
    with pytest.raises(WrongState):
        shop.ask(10, payment_id=held.id)
    with pytest.raises(NotFound):
        shop.ask(10, payment_id="pay_none")


def test_a_shop_that_paid_its_money_out_cannot_promise_it_to_payers(shop: PaidShop) -> None:
    shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(487_50), BKASH)
    with pytest.raises(BadFields) as refused:
        shop.ask(500)
    assert refused.value.problems[0].code == "refund_balance"


def test_a_duplicate_payment_goes_back_with_one_call(shop: PaidShop) -> None:
    again = Books.answer(shop, shop.paid, replace(PAID, capture_ref="val_2"))
    duplicate = next(one for one in shop.all_payments if one.duplicate)
    shop.hears(shop.ask(500, payment_id=duplicate.id), Returned("ref"))
    assert again.status is Status.PAID
    assert {one.duplicate: one.status for one in shop.all_payments} == {False: Status.PAID, True: Status.REFUNDED}
    shop.assert_balanced()


_SAID: Any = st.sampled_from(
    [Returned("r"), UnderWay("r"), RefundRefused("no"), NotAsked("x"), Unknown("?"), CannotTell("?")]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 500), st.lists(_SAID, max_size=4)), max_size=6), st.booleans())
def test_whatever_gateways_say_of_refunds_no_more_goes_back_than_was_paid(
    db: Database, asked: list[tuple[int, list[RefundOutcome]]], returns_fee: bool
) -> None:
    shop = a_shop_of_its_own(db, returns_fee=returns_fee)
    back = 0
    for taka, said in asked:
        try:
            refund = shop.ask(taka)
        except (BadFields, WrongState):
            continue
        for outcome in said:
            if isinstance(outcome, Returned | UnderWay):
                outcome = replace(outcome, gateway_ref=f"{refund.id}-{outcome.gateway_ref}")
            refund = shop.hears(refund, outcome)
        back += taka if refund.status is RefundStatus.REFUNDED else 0
    assert shop.payment.refunded == Money(back * 100)
    assert back <= 500
    shop.assert_balanced()


def test_what_is_looked_up_names_the_payment_and_every_other_refund_of_it_that_has_a_name(shop: PaidShop) -> None:
    first = shop.give_back(100)
    second, third = shop.ask(50, reason="ফেরত"), shop.ask(20)
    asked = shop.db.read_now(refund_request, second.id)
    assert (asked.refund_ref, asked.amount, asked.reason) == (second.refund_ref, Money(50_00), "ফেরত")
    assert (asked.capture_ref, asked.gateway_ref) == (shop.payment.capture_ref, shop.payment.gateway_ref)
    assert asked.earlier_refs == (first.gateway_ref,)
    assert shop.db.read_now(refund_request, third.id).refund_ref == third.refund_ref
    assert shop.db.transact_now(begin_sending_refund, second.id) == asked
