"""Reading what people type."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money import (
    PAYMENT_MOST,
    Money,
    Negative,
    NotMoney,
    TooLarge,
    TooManyDecimals,
    TooSmall,
    format_taka,
    parse_money,
    parse_payment,
)

sums = st.integers(0, 10**13).map(Money)


@pytest.mark.parametrize(
    ("typed", "poisha"),
    [
        ("১,২০০", 120_000),
        ("1200.5", 120_050),
        ("৳ ১২০০/-", 120_000),
        (" ৳1,23,456.78 ", 12_345_678),
        ("১ ২০০", 120_000),
        ("123,456", 12_345_600),
        ("০", 0),
        ("5০", 5_000),
    ],
)
def test_what_a_person_types_is_read_in_either_script(typed: str, poisha: int) -> None:
    assert parse_money(typed) == Money(poisha)


@pytest.mark.parametrize(
    "typed", ["", "৳", "পাঁচশ", "five hundred", "1,5", "1.2.3", "1e3", "٣", "12,34,5", ",100", "1" * 60]
)
def test_what_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(NotMoney):
        parse_money(typed)


def test_a_sum_below_zero_is_refused_as_such() -> None:
    for typed in ("-5", "−৫", "৳-5"):
        with pytest.raises(Negative):
            parse_money(typed)


def test_parts_of_a_poisha_are_refused() -> None:
    with pytest.raises(TooManyDecimals):
        parse_money("1.234")


def test_a_payment_of_nothing_is_refused_with_the_least() -> None:
    with pytest.raises(TooSmall) as refused:
        parse_payment("0")
    assert refused.value.least == Money(10_00)


def test_a_payment_above_five_lakh_is_refused_with_the_most() -> None:
    assert parse_payment("5,00,000") == PAYMENT_MOST
    with pytest.raises(TooLarge) as refused:
        parse_payment("৫,০০,০০০.০১")
    assert refused.value.most == PAYMENT_MOST


@given(sums, st.sampled_from(["bn", "en"]))
def test_what_is_written_is_read_back_the_same(money: Money, language: str) -> None:
    assert parse_money(format_taka(money, language)) == money  # type: ignore[arg-type]


@given(sums)
def test_what_a_gateway_is_sent_is_read_back_the_same(money: Money) -> None:
    assert parse_money(money.decimal_text) == money


@given(st.text(max_size=50))
def test_no_text_at_all_breaks_the_reader(typed: str) -> None:
    with contextlib.suppress(NotMoney):
        assert parse_money(typed) >= Money(0)
