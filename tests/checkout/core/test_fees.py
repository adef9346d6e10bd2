"""The operator's service fee."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.fees import Rate, Rates, on_top, rate_for, service_fee
from money import Money

RATES = {"*": Rate(50, Money(2_00)), "bKash": Rate(100)}


@pytest.mark.parametrize(
    ("method", "poisha", "fee"),
    [("Visa", 1_000_00, 5_00), ("Visa", 100_00, 2_00), ("BKASH", 1_000_00, 10_00), ("bKash", 10_00, 10)],
)
def test_a_method_has_its_own_rate_or_the_one_for_all_with_its_floor(method: str, poisha: int, fee: int) -> None:
    assert service_fee(RATES, method, Money(poisha), Money(0)) == Money(fee)


def test_without_a_rate_nothing_is_taken() -> None:
    assert service_fee({}, "Visa", Money(1_000_00), Money(25_00)) == Money(0)


@given(st.integers(0, 10_000), st.integers(0, 5_00_000_00), st.integers(1, 5_00_000_00), st.data())
def test_both_fees_together_never_take_more_than_the_payment(
    basis_points: int, least: int, poisha: int, data: st.DataObject
) -> None:
    gateway_fee = Money(data.draw(st.integers(0, poisha)))
    fee = service_fee({"*": Rate(basis_points, Money(least))}, "Visa", Money(poisha), gateway_fee)
    assert Money(0) <= fee <= Money(poisha) - gateway_fee


@given(
    st.integers(10_00, 5_00_000_00),
    st.integers(0, 1_000),
    st.integers(0, 50_00),
    st.integers(0, 500),
    st.integers(0, 50_00),
)
def test_a_payer_who_bears_the_fees_leaves_the_shop_its_amount_and_not_a_taka_more(
    poisha: int, gateway_points: int, gateway_least: int, our_points: int, our_least: int
) -> None:
    amount = Money(poisha)
    gateway, ours = Rate(gateway_points, Money(gateway_least)), Rate(our_points, Money(our_least))
    total = amount + on_top(amount, gateway, ours)
    left = total - gateway.of(total) - ours.of(total)
    assert amount <= left < amount + Money(1_00)


@pytest.mark.parametrize(
    ("rates", "method", "rate"),
    [
        (RATES, "bKash", Rate(100)),
        (RATES, "BKASH", Rate(100)),
        (RATES, "Visa", Rate(50, Money(2_00))),
        ({"bKash": Rate(100)}, "Visa", None),
        ({}, "bKash", None),
    ],
)
def test_a_method_goes_by_its_own_rate_before_the_one_for_all(rates: Rates, method: str, rate: Rate | None) -> None:
    assert rate_for(rates, method) == rate
