"""The books always sum to zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.posting_rules import (
    ADJUSTMENTS,
    FEE_INCOME,
    OPERATOR_BANK,
    PAYOUTS_PAYABLE,
    Entry,
    Unbalanced,
    balanced,
    gateway_receivable,
    merchant_payable,
    undone,
    when_adjusted,
    when_paid,
    when_payout_asked,
    when_payout_sent,
    when_refund_promised,
    when_refunded,
)
from money import Money

SHOP = merchant_payable("mer_1")


@given(st.integers(1, 5_00_000_00), st.data())
def test_a_paid_payment_sums_to_zero_and_the_shop_gets_the_net(poisha: int, data: st.DataObject) -> None:
    amount, fee = Money(poisha), Money(data.draw(st.integers(0, poisha)))
    entries = when_paid("mer_1", "sslcommerz", amount, fee)
    assert sum(entry.amount.poisha for entry in entries) == 0
    assert sum(entry.amount.poisha for entry in entries if entry.account == SHOP) == -(amount - fee).poisha
    assert all(entry.amount for entry in entries)


def test_the_operators_fee_is_income_and_the_shop_sees_one_fee() -> None:
    entries = when_paid("mer_1", "sslcommerz", Money(500_00), Money(12_50), Money(2_50))
    assert entries[2:] == (Entry(SHOP, Money(15_00), "fee"), Entry(FEE_INCOME, Money(-2_50), "fee"))
    assert entries[0].amount == Money(487_50)


def test_gross_and_fee_are_entries_of_their_own() -> None:
    entries = when_paid("mer_1", "sslcommerz", Money(500_00), Money(12_50))
    assert entries == (
        Entry(gateway_receivable("sslcommerz"), Money(487_50), "payment"),
        Entry(SHOP, Money(-500_00), "payment"),
        Entry(SHOP, Money(12_50), "fee"),
    )


def test_entries_that_do_not_sum_to_zero_are_never_written() -> None:
    with pytest.raises(Unbalanced):
        balanced(Entry(SHOP, Money(1), "payment"))


@given(st.integers(1, 5_00_000_00), st.data())
def test_a_promise_and_its_undoing_leave_nothing(poisha: int, data: st.DataObject) -> None:
    amount, fee_back = Money(poisha), Money(data.draw(st.integers(0, poisha)))
    promise = when_refund_promised("mer_1", "sslcommerz", amount, fee_back)
    sums: dict[str, int] = {}
    for entry in (*promise, *undone(*promise)):
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount.poisha
    assert not any(sums.values())


def test_money_that_went_back_leaves_the_gateway_owing_what_the_shop_has() -> None:
    sums: dict[str, int] = {}
    entries = (
        *when_paid("mer_1", "sslcommerz", Money(500_00), Money(12_50)),
        *when_refund_promised("mer_1", "sslcommerz", Money(200_00), Money(5_00)),
        *when_refunded("sslcommerz", Money(200_00)),
    )
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount.poisha
    assert sums == {"gateway_receivable:sslcommerz": 292_50, SHOP: -292_50, "refunds_payable:sslcommerz": 0}


@given(st.integers(1, 5_00_000_00))
def test_a_payout_leaves_the_shop_when_it_is_asked_for_and_the_operator_when_it_is_sent(poisha: int) -> None:
    asked = {entry.account: entry.amount.poisha for entry in when_payout_asked("mer_1", Money(poisha))}
    sent = {entry.account: entry.amount.poisha for entry in when_payout_sent(Money(poisha))}
    assert asked == {SHOP: poisha, PAYOUTS_PAYABLE: -poisha}
    assert sent == {PAYOUTS_PAYABLE: poisha, OPERATOR_BANK: -poisha}


@pytest.mark.parametrize("poisha", [50_00, -50_00])
def test_what_the_operator_gives_or_takes_stands_in_the_balance_with_its_sign(poisha: int) -> None:
    # What is owed to a shop is a liability, and stands in the books below zero.
    given_or_taken = {entry.account: entry.amount.poisha for entry in when_adjusted("mer_1", Money(poisha))}
    assert given_or_taken == {SHOP: -poisha, ADJUSTMENTS: poisha}
