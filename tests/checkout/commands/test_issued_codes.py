"""A link's issued code: one at a time, one caller who asks for it, and a payment only when somebody paid."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from checkout.commands.confirm_payment import GatewayAnswer, GatewayTerms, apply_outcomes
from checkout.commands.issued_codes import ask_for_code, code_issued, code_looked_at, pay_by_code
from checkout.commands.links import cancel_link, create_link, pause_link
from checkout.core.issued_code import IssuedCode, IssuedCodeStatus
from checkout.core.link import LinkId, LinkRequest
from checkout.core.payment import NOBODY, Payment
from checkout.core.payment_status import Status
from checkout.gateways.issued_codes import NewCode
from checkout.ids import new_id
from checkout.store import issued_codes, merchants, payments
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import FIRST, PAID, Books

HOLD = timedelta(seconds=30)


class CodeBooks(Books):
    """A shop with a fixed link of ৳500, and what a gateway says of its code."""

    def ask_for(self) -> IssuedCode | None:
        return self.db.transact_now(ask_for_code, self.link.id, "sslcommerz", HOLD)

    def issue(self) -> IssuedCode:
        asked = self.ask_for()
        assert asked is not None
        return self.db.transact_now(code_issued, asked.id, NewCode("inv_1", "000201"), FIRST)

    def pay(self, code: IssuedCode) -> Payment:
        payment = self.db.transact_now(pay_by_code, "sslcommerz", code.id, FIRST)
        assert payment is not None
        return payment

    def confirm(self, payment: Payment) -> Payment:
        return self.db.transact_now(
            apply_outcomes, payment.id, GatewayAnswer((PAID,)), GatewayTerms(FIRST), by_clock=False
        )

    @property
    def stands(self) -> tuple[IssuedCode, datetime] | None:
        return self.db.read_now(issued_codes.of_link, self.link.id)

    @property
    def due_codes(self) -> list[str]:
        claimed = self.db.transact_now(lambda uow: issued_codes.claim_due(uow.conn, uow.now, HOLD, 10, ()))
        return [one.id for one in claimed]


@pytest.fixture
def books(db: Database) -> CodeBooks:
    return CodeBooks(db)


def test_of_two_who_show_a_link_one_asks_and_later_both_have_the_same(books: CodeBooks) -> None:
    first, second = books.ask_for(), books.ask_for()
    assert first is not None
    assert (first.status, first.amount, second) == (IssuedCodeStatus.ASKED, Money(500_00), None)
    issued = books.db.transact_now(code_issued, first.id, NewCode("inv_1", "000201"), FIRST)
    assert books.ask_for() == issued


def test_one_that_came_too_late_is_shown_to_nobody(books: CodeBooks, clock: HandClock) -> None:
    slow = books.ask_for()
    clock.forward(seconds=HOLD.total_seconds())
    quick = books.issue()
    assert slow is not None
    late = books.db.transact_now(code_issued, slow.id, NewCode("inv_0", "000200"), FIRST)
    assert (late.status, books.ask_for()) == (IssuedCodeStatus.ENDED, quick)


def test_a_code_that_hangs_somewhere_is_no_attempt_to_pay(books: CodeBooks) -> None:
    before = books.db.read_now(merchants.get, books.shop.id).event_seq
    books.issue()
    assert (books.all_payments, books.db.read_now(merchants.get, books.shop.id).event_seq) == ([], before)


def test_who_paid_by_it_is_one_payment_however_often_it_is_told(books: CodeBooks) -> None:
    code = books.issue()
    payment = books.pay(code)
    assert (payment.tran_id, payment.amount, payment.payer, payment.status) == (
        code.id,
        code.amount,
        NOBODY,
        Status.CREATED,
    )
    assert books.pay(code) == payment
    assert books.db.read_now(payments.by_tran_id, "sslcommerz", code.id) == payment
    paid = books.confirm(payment)
    assert (paid.status, paid.late, paid.duplicate) == (Status.PAID, False, False)
    assert books.pay(code) == paid


def test_by_the_code_of_a_link_that_is_paid_it_is_a_duplicate(books: CodeBooks) -> None:
    code = books.issue()
    books.answer(books.start(), PAID)
    again = books.pay(code)
    seen = GatewayAnswer((replace(PAID, capture_ref="val_2", gateway_ref="bank_2"),))
    second = books.db.transact_now(apply_outcomes, again.id, seen, GatewayTerms(FIRST), by_clock=False)
    assert (second.status, second.duplicate) == (Status.PAID, True)


def test_money_by_a_code_that_has_ended_is_taken_in_all_the_same(books: CodeBooks) -> None:
    code = books.issue()
    books.db.transact_now(cancel_link, books.shop.id, books.link.id)
    books.db.transact_now(code_looked_at, code.id, "over", FIRST)
    assert books.stands is None
    assert books.confirm(books.pay(code)).late
    assert books.ask_for() is None


def test_it_is_asked_about_ever_more_rarely_and_never_given_up(books: CodeBooks, clock: HandClock) -> None:
    code, pauses = books.issue(), []
    for _ in range(20):
        books.db.transact_now(code_looked_at, code.id, "open", FIRST)
        assert books.stands is not None
        pauses.append(books.stands[1] - clock.now)
        clock.now = books.stands[1]
        assert books.due_codes == [code.id]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2 * FIRST, timedelta(hours=6))


@pytest.mark.parametrize("ended", ["cancelled", "paused"])
def test_only_the_codes_of_links_that_take_nothing_any_more_are_looked_at_at_once(books: CodeBooks, ended: str) -> None:
    code, gone = books.issue(), books.link
    books.link, _ = books.db.transact_now(
        create_link, books.shop.id, LinkId(new_id("pl")), LinkRequest(Money(700_00), note="ডাল")
    )
    books.issue()
    if ended == "cancelled":
        books.db.transact_now(cancel_link, books.shop.id, gone.id)
    else:
        books.db.transact_now(pause_link, books.shop.id, gone.id, paused=True)
    assert books.due_codes == []
    books.db.transact_now(lambda uow: issued_codes.look_at_ended(uow.conn, {books.shop.id}, uow.now))
    assert books.due_codes == [code.id]
