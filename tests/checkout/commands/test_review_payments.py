"""Money that a gateway says it has and that no rule credits: it waits for a person, who is told once."""

import asyncio
import itertools
from dataclasses import replace
from typing import Any

import pytest

from checkout.commands.review_payments import reject_payment, release_payment
from checkout.core.fees import Rate
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind, HoldReason
from checkout.errors import Unsaid, WrongState
from checkout.gateways.base import Attempt, Contradicted, Declined, Held, Outcome, Unknown, Waiting
from checkout.resources.payment import payment_resource
from checkout.settings import Settings
from checkout.store import payment_claims, payments
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer
from checkout.workers.reconciler import Reconciler
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books, PaidShop, another_attempt

LESS = Held(HoldReason.AMOUNT_DIFFERS, "amount is 450.00", "val_1", Money(450_00), gateway_ref="bank_1", method="Visa")
BACK = Held(HoldReason.GIVEN_BACK_ELSEWHERE, "Refunded", "val_1", Money(500_00), gateway_ref="bank_1", method="Nagad")


class Speaking:
    """An adapter whose gateway says one thing."""

    name, patience_seconds, waits_for_our_word = "sslcommerz", 0.0, True

    def __init__(self, *says: Outcome, contract: Rate | None = None) -> None:
        self.says, self.contract = says, contract
        self.asked: list[Attempt] = []

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        self.asked.append(attempt)
        return self.says


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


@pytest.fixture
def shop(db: Database) -> PaidShop:
    return PaidShop(db)


def _now(books: Books, payment: Payment) -> Payment:
    found = books.db.read_now(payments.get, payment.id)
    assert found is not None
    return found


def _round(books: Books, gateway: Any, **rates: Any) -> None:
    settings = Settings.model_construct(
        database_url="", public_url="", reconcile_first_seconds=5, gateway_timeout_seconds=1, **rates
    )
    confirmer = Confirmer(books.db, {"sslcommerz": gateway}, settings)
    asyncio.run(Reconciler(books.db, confirmer).round())


@pytest.mark.parametrize("why", list(HoldReason))
def test_money_that_no_rule_credits_is_held_listed_and_told_of_once(
    books: Books, alarms: list[str], why: HoldReason
) -> None:
    payment = books.start()
    for _ in range(5):
        held = books.answer(payment, replace(LESS, why=why))
    assert (held.status, held.hold_reason, held.gateway_words) == (Status.ON_HOLD, why, "amount is 450.00")
    assert [one.id for one in books.db.read_now(payments.on_hold, 9)] == [payment.id]
    assert (alarms, books.told.count("payment.on_hold")) == (["alarm: a payment is on hold"], 1)
    books.assert_balanced()


def test_held_money_stays_held_whatever_else_is_said_of_no_money(books: Books, clock: HandClock) -> None:
    payment = books.start()
    books.answer(payment, LESS)
    outcomes: tuple[Outcome, ...] = (
        Declined("no"),
        Declined("no", "cancelled"),
        Waiting(),
        Unknown("?"),
        Contradicted("half"),
    )
    for later, says in itertools.product(outcomes, ("", "cancelled", "failed", "expired")):
        clock.forward(days=4)
        assert books.answer(payment, later, says=says).status is Status.ON_HOLD


def test_a_good_word_of_the_gateway_credits_what_it_held(books: Books) -> None:
    payment = books.start()
    books.answer(payment, LESS)
    paid = books.answer(payment, PAID)
    assert (paid.status, paid.hold_reason, paid.gateway_words, books.balance) == (Status.PAID, None, "", Money(487_50))
    books.assert_balanced()


def test_money_given_back_elsewhere_is_credited_by_a_person_alone(books: Books) -> None:
    payment = books.start()
    books.answer(payment, BACK)
    assert books.answer(payment, PAID).status is Status.ON_HOLD
    assert books.balance == Money(0)


def test_of_another_sum_what_came_is_credited_and_never_more(books: Books) -> None:
    payment = books.start()
    books.answer(payment, LESS)
    for came in (None, Money(450_01), Money(0), Money(-1)):
        with pytest.raises(Unsaid):
            books.db.transact_now(release_payment, payment.id, came=came, fee=Money(0))
    with pytest.raises(Unsaid):
        books.db.transact_now(release_payment, payment.id, came=Money(450_00))
    released = books.db.transact_now(release_payment, payment.id, came=Money(450_00), fee=Money(10_00))
    assert (released.status, released.amount, books.balance) == (Status.PAID, Money(450_00), Money(440_00))
    for later in (LESS, PAID, replace(PAID, amount=Money(450_00))):
        books.answer(payment, later)
    assert books.balance == Money(440_00)
    books.assert_balanced()


def test_money_released_without_a_name_is_not_credited_again_under_its_name(books: Books) -> None:
    payment = books.start()
    books.answer(payment, Held(HoldReason.UNREADABLE, "Success"))
    with pytest.raises(Unsaid):
        books.db.transact_now(release_payment, payment.id, fee=Money(12_50))
    books.db.transact_now(release_payment, payment.id, came=Money(500_00), fee=Money(12_50))
    books.answer(payment, PAID)
    assert (books.balance, len(books.all_payments)) == (Money(487_50), 1)
    books.answer(payment, PAID, replace(PAID, capture_ref="val_2"))
    assert books.balance == Money(975_00)
    books.assert_balanced()


def test_held_money_without_a_name_that_was_rejected_stays_rejected(books: Books) -> None:
    payment = books.start()
    books.answer(payment, Held(HoldReason.UNREADABLE, "Success"))
    books.db.transact_now(reject_payment, payment.id, "not ours")
    for later in (Held(HoldReason.UNREADABLE, "Success"), LESS, PAID, Declined("no"), Declined("no", "cancelled")):
        after = books.answer(payment, later)
        assert (after.status, after.failure, after.operator_words) == (
            Status.FAILED,
            FailureKind.REJECTED,
            "not ours",
        )
    assert books.balance == Money(0)


def test_a_fee_that_is_not_told_is_the_contracts_and_without_one_the_operators(books: Books) -> None:
    unsaid = replace(PAID, fee=None)
    by_contract, by_hand = books.start(), books.start()
    books.db.transact_now(lambda uow: payments.schedule(uow.conn, by_hand.id, 0, None))
    books.db.transact_now(lambda uow: payment_claims.ask_soon(uow.conn, by_contract.id, uow.now))
    _round(books, Speaking(unsaid, contract=Rate(200)))
    assert (_now(books, by_contract).status, _now(books, by_contract).fee) == (Status.PAID, Money(10_00))
    held = books.answer(by_hand, replace(unsaid, capture_ref="val_2"))
    assert (held.status, held.hold_reason) == (Status.ON_HOLD, HoldReason.FEE_UNKNOWN)
    released = books.db.transact_now(release_payment, by_hand.id, fee=Money(5_00))
    assert (released.net, books.balance) == (Money(495_00), Money(985_00))
    books.assert_balanced()


def test_money_that_was_credited_and_given_back_elsewhere_is_told_of_once(books: Books, alarms: list[str]) -> None:
    payment = books.start()
    books.answer(payment, PAID)
    for _ in range(3):
        assert books.answer(payment, BACK).status is Status.PAID
    assert alarms == ["alarm: a payment in our books was given back elsewhere"]


def test_a_contradiction_rings_once_for_a_payment_however_the_gateway_words_it(books: Books, alarms: list[str]) -> None:
    payment, other = books.start(), books.start()
    for what in ("half", "half at 10:42", "half at 10:43", "half"):
        books.answer(payment, Contradicted(what))
    assert alarms == ["alarm: gateway contradicts us"]
    books.answer(other, Contradicted("half"))
    assert alarms == ["alarm: gateway contradicts us"] * 2


def test_what_was_given_up_is_asked_again_from_a_day_on_and_takes_nothing(books: Books, clock: HandClock) -> None:
    old = books.start()
    clock.forward(days=1)
    payment, declined = books.start(), books.start()
    books.answer(declined, Declined("no"))
    since = clock.now
    clock.forward(days=9)
    for one in (old, payment, declined):
        books.answer(one, Contradicted("half"))
    assert _now(books, payment).status is Status.EXPIRED
    asked = books.db.transact_now(lambda uow: payment_claims.ask_again_since(uow.conn, since, uow.now))
    gateway = Speaking(LESS)
    _round(books, gateway)
    assert (asked, [one.capture_allowed for one in gateway.asked]) == (2, [False, False])
    statuses = [_now(books, one).status for one in (old, payment, declined)]
    assert statuses == [Status.EXPIRED, Status.ON_HOLD, Status.ON_HOLD]


def test_a_gateways_words_are_never_read_as_ours(books: Books) -> None:
    payment = books.answer(books.start(), Declined("rejected: by issuer"))
    assert (payment.failure, payment.gateway_words) == (FailureKind.DECLINED, "rejected: by issuer")
    named = books.answer(books.start(), Declined("pin: 4 tries left", "insufficient"))
    told = payment_resource(named)
    assert (told["failure"], told["gateway_words"], told["reason"]) == (
        "insufficient",
        "pin: 4 tries left",
        "pin: 4 tries left",
    )


def test_held_money_that_is_released_is_paid_and_credited_once(shop: PaidShop) -> None:
    held = Books.answer(shop, another_attempt(shop), replace(PAID, capture_ref="val_held", risky=True, risk="Not Safe"))
    assert (held.reason, held.net) == ("Not Safe", Money(487_50))
    assert shop.db.read_now(payments.held, shop.shop.id) == Money(487_50)
    released = shop.db.transact_now(release_payment, held.id)
    assert (released.status, shop.balance) == (Status.PAID, Money(975_00))
    Books.answer(shop, held, replace(PAID, capture_ref="val_held"))
    assert shop.balance == Money(975_00)
    with pytest.raises(WrongState):
        shop.db.transact_now(release_payment, held.id)
    shop.assert_balanced()


def test_held_money_that_is_rejected_is_never_credited_whatever_the_gateway_says_later(shop: PaidShop) -> None:
    held = Books.answer(shop, another_attempt(shop), replace(PAID, capture_ref="val_held", risky=True))
    rejected = shop.db.transact_now(reject_payment, held.id, "the card was stolen")
    assert (rejected.status, rejected.failure, rejected.reason) == (
        Status.FAILED,
        FailureKind.REJECTED,
        "the card was stolen",
    )
    for later in (replace(PAID, capture_ref="val_held"), replace(PAID, capture_ref="val_held", risky=True)):
        assert Books.answer(shop, held, later).status is Status.FAILED
    assert shop.balance == Money(487_50)
    shop.assert_balanced()


def test_a_rejected_second_capture_of_a_page_stays_rejected_too(shop: PaidShop) -> None:
    again = replace(PAID, capture_ref="val_2", risky=True)
    Books.answer(shop, shop.paid, again)
    held = next(one for one in shop.all_payments if one.duplicate)
    shop.db.transact_now(reject_payment, held.id, "the card was stolen")
    for later in (again, replace(again, risky=False)):
        Books.answer(shop, shop.paid, later)
    assert {one.duplicate: one.status for one in shop.all_payments} == {False: Status.PAID, True: Status.FAILED}
    assert shop.balance == Money(487_50)
    shop.assert_balanced()
