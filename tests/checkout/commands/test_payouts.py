"""Money out: each state of a payout, every legal move, and who is first where two move it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from checkout.commands.payouts import (
    adjust_balance,
    ask_payout,
    cancel_payout,
    check_payout_amount,
    payout_refused,
    payout_sent,
    payout_taken,
)
from checkout.core.merchant import MerchantId
from checkout.core.payout import (
    MOVES,
    OPEN,
    Destination,
    IllegalMove,
    Payout,
    PayoutEvent,
    PayoutId,
    PayoutStatus,
    after,
)
from checkout.errors import BadFields, NotFound, SameIdOtherContent, WrongState
from checkout.ids import new_id
from checkout.store import payouts as store
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock
from tests.support.books import PaidShop

BKASH = Destination("bkash", "01712345678")


@pytest.fixture
def shop(db: Database) -> PaidShop:
    """A shop with ৳487.50 in its balance."""
    return PaidShop(db)


def ask(shop: PaidShop, taka: int = 400, within: timedelta | None = None) -> Payout:
    asked = PayoutId(new_id("po")), Money(taka * 100), BKASH
    return shop.db.transact_now(ask_payout, shop.shop.id, *asked, within=within)[0]


def cancel(shop: PaidShop, payout: Payout) -> Payout:
    return shop.db.transact_now(cancel_payout, shop.shop.id, payout.id)


def test_every_state_has_an_end_or_is_one_and_no_other_move_is_there() -> None:
    moves_from = {status: {event for one, event in MOVES if one is status} for status in PayoutStatus}
    assert moves_from == {
        PayoutStatus.ASKED: set(PayoutEvent),
        PayoutStatus.TAKEN: {PayoutEvent.TAKEN, PayoutEvent.SENT, PayoutEvent.REFUSED},
        PayoutStatus.SENT: set(),
        PayoutStatus.REFUSED: set(),
        PayoutStatus.CANCELLED: {PayoutEvent.CANCELLED},
    }
    assert {status for status, events in moves_from.items() if PayoutEvent.SENT in events} == OPEN
    with pytest.raises(IllegalMove):
        after(PayoutStatus.TAKEN, PayoutEvent.CANCELLED)


def test_what_the_shop_calls_off_stands_in_its_balance_again_to_the_poisha(shop: PaidShop) -> None:
    payout = ask(shop)
    assert (shop.balance, shop.db.read_now(store.on_its_way, shop.shop.id)) == (Money(87_50), Money(400_00))
    cancelled = cancel(shop, payout)
    assert (cancelled.status, shop.balance) == (PayoutStatus.CANCELLED, Money(487_50))
    assert cancelled.ended_at is not None
    assert shop.told[-2:] == ["balance.entry", "payout.cancelled"]
    assert shop.db.read_now(store.on_its_way, shop.shop.id) == Money(0)
    assert ask(shop, 487).status is PayoutStatus.ASKED
    shop.assert_balanced()


def test_calling_it_off_twice_books_once(shop: PaidShop) -> None:
    payout = ask(shop)
    first, told = cancel(shop, payout), shop.told
    assert (cancel(shop, payout), shop.told, shop.balance) == (first, told, Money(487_50))
    shop.assert_balanced()


def test_what_the_operator_has_taken_can_be_sent_or_refused_and_not_called_off(shop: PaidShop) -> None:
    sent, refused = ask(shop, 100), ask(shop, 200)
    for payout in (sent, refused):
        assert shop.db.transact_now(payout_taken, payout.id).status is PayoutStatus.TAKEN
        with pytest.raises(WrongState):
            cancel(shop, payout)
    assert shop.told[-1] == "payout.taken"
    assert shop.db.read_now(store.on_its_way, shop.shop.id) == Money(300_00)
    shop.assert_balanced()
    assert shop.db.transact_now(payout_sent, sent.id, "TRX1").status is PayoutStatus.SENT
    assert shop.db.transact_now(payout_refused, refused.id, "no such wallet").status is PayoutStatus.REFUSED
    assert shop.balance == Money(387_50)
    shop.assert_balanced()


def test_two_of_the_operators_people_may_take_it(shop: PaidShop) -> None:
    payout = ask(shop)
    first = shop.db.transact_now(payout_taken, payout.id)
    told = shop.told
    assert (shop.db.transact_now(payout_taken, payout.id), shop.told) == (first, told)


@pytest.mark.parametrize("late", [payout_sent, payout_refused])
def test_what_the_shop_called_off_is_neither_taken_nor_sent_nor_refused(shop: PaidShop, late: Any) -> None:
    payout = ask(shop)
    cancel(shop, payout)
    with pytest.raises(WrongState):
        shop.db.transact_now(payout_taken, payout.id)
    with pytest.raises(WrongState):
        shop.db.transact_now(late, payout.id, "x")
    assert shop.balance == Money(487_50)
    shop.assert_balanced()


def test_another_shops_payout_cannot_be_called_off(shop: PaidShop) -> None:
    payout = ask(shop)
    for shop_id, payout_id in ((MerchantId("mer_other"), payout.id), (shop.shop.id, "po_none")):
        with pytest.raises(NotFound):
            shop.db.transact_now(cancel_payout, shop_id, payout_id)
    assert shop.balance == Money(87_50)


@pytest.mark.parametrize("by_operator", ["taken", "sent", "refused"])
def test_of_shop_and_operator_at_the_same_moment_one_has_it(shop: PaidShop, by_operator: str) -> None:
    for _ in range(12):
        before, payout = shop.balance, ask(shop, 10)
        hand = {
            "taken": partial(shop.db.transact_now, payout_taken, payout.id),
            "sent": partial(shop.db.transact_now, payout_sent, payout.id, "TRX"),
            "refused": partial(shop.db.transact_now, payout_refused, payout.id, "no"),
        }[by_operator]
        with ThreadPoolExecutor(4) as threads:
            tries = [threads.submit(one) for one in (partial(cancel, shop, payout), hand) * 2]
        won = {str(one.result().status) for one in tries if one.exception() is None}
        assert {type(one.exception()) for one in tries} <= {type(None), WrongState}
        now = shop.db.read_now(store.get, payout.id)
        assert now is not None
        assert won == {str(now.status)}
        came_back = now.status in (PayoutStatus.CANCELLED, PayoutStatus.REFUSED)
        assert shop.balance == (before if came_back else before - Money(10_00))
    shop.assert_balanced()


def test_a_sum_called_off_and_asked_for_at_the_same_moment_is_there_once(shop: PaidShop) -> None:
    """Two devices: one calls the payout off, the other asks for all that is left, again and again."""
    payout = ask(shop, 487)
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(cancel, shop, payout), *(threads.submit(ask, shop, 487) for _ in range(3))]
    assert {type(one.exception()) for one in jobs} <= {type(None), BadFields}
    assert shop.balance >= Money(50)
    shop.assert_balanced()


def test_by_when_it_is_sent_is_said_when_it_is_asked_for_and_stays(shop: PaidShop, clock: HandClock) -> None:
    payout, asked_at = ask(shop, within=timedelta(hours=48)), clock.now
    clock.forward(hours=5)
    assert shop.db.transact_now(payout_taken, payout.id).due_at == asked_at + timedelta(hours=48)
    assert ask(shop, 10).due_at is None


def test_the_operators_list_holds_what_is_taken_until_it_has_an_end(shop: PaidShop) -> None:
    asked, taken, gone = ask(shop, 10), ask(shop, 20), ask(shop, 30)
    shop.db.transact_now(payout_taken, taken.id)
    cancel(shop, gone)
    assert [one.id for one in shop.db.read_now(store.open_ones, 9)] == [asked.id, taken.id]


def test_a_payout_leaves_the_balance_at_once_and_comes_back_when_it_is_refused(shop: PaidShop) -> None:
    payout, is_new = shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(400_00), BKASH)
    again, is_new_again = shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(400_00), BKASH)
    assert (is_new, is_new_again, again, shop.balance) == (True, False, payout, Money(87_50))
    with pytest.raises(SameIdOtherContent):
        shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(399_00), BKASH)
    with pytest.raises(BadFields) as refused:
        shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_2"), Money(87_51), BKASH)
    assert refused.value.problems[0].facts == {"poisha": "8750"}
    shop.assert_balanced()
    ended = shop.db.transact_now(payout_refused, payout.id, "the wallet is closed")
    assert (ended.status, ended.refusal, shop.balance) == (
        PayoutStatus.REFUSED,
        "the wallet is closed",
        Money(487_50),
    )
    shop.assert_balanced()


def test_a_payout_that_was_sent_cannot_be_sent_again_or_refused(shop: PaidShop) -> None:
    payout, _ = shop.db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(400_00), BKASH)
    assert shop.db.transact_now(payout_sent, payout.id, "TRX1").reference == "TRX1"
    for again in (payout_sent, payout_refused):
        with pytest.raises(WrongState):
            shop.db.transact_now(again, payout.id, "x")
    assert (shop.balance, shop.told[-1]) == (Money(87_50), "payout.sent")
    shop.assert_balanced()


def test_an_adjustment_is_in_the_books_with_its_reason(shop: PaidShop) -> None:
    assert shop.db.transact_now(adjust_balance, shop.shop.id, Money(-10_00), "printed posters") == Money(477_50)
    reason = text("SELECT source FROM ledger_transactions WHERE source LIKE 'adjustment:%'")
    assert shop.db.read_now(lambda conn: conn.execute(reason).scalar_one()).endswith(":printed posters")
    shop.assert_balanced()


@pytest.mark.parametrize("poisha", [1, 487_49, 487_50])
def test_whatever_the_balance_holds_can_be_sent(shop: PaidShop, poisha: int) -> None:
    shop.db.read_now(check_payout_amount, shop.shop.id, Money(poisha))


@pytest.mark.parametrize("poisha", [-1, 0, 487_51])
def test_a_payout_of_nothing_or_of_more_than_there_is_says_how_much_there_is(shop: PaidShop, poisha: int) -> None:
    with pytest.raises(BadFields) as refused:
        shop.db.read_now(check_payout_amount, shop.shop.id, Money(poisha))
    assert [(one.field, one.code, one.facts) for one in refused.value.problems] == [
        ("amount", "payout_left", {"poisha": "48750"})
    ]


def test_of_a_balance_below_zero_nothing_can_be_sent(shop: PaidShop) -> None:
    shop.db.transact_now(adjust_balance, shop.shop.id, Money(-500_00), "a mistake of ours")
    with pytest.raises(BadFields) as refused:
        shop.db.read_now(check_payout_amount, shop.shop.id, Money(1))
    assert refused.value.problems[0].facts == {"poisha": "0"}
