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
    parse_money,
    parse_payment,
    parse_signed,
)


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
        ("1000 টাকা", 100_000),
        ("১০০০টাকা", 100_000),
        ("1000tk", 100_000),
        ("1000 Tk.", 100_000),
        ("Tk. 1,000", 100_000),
        ("Tk.50", 5_000),
        ("BDT 1000", 100_000),
        ("bdt:1000.50", 100_050),
        ("Taka 1000 only", 100_000),
        ("1000৳", 100_000),
        ("১০০০৳", 100_000),
        ("৳ 1,000/-", 100_000),
        ("৳১,০০০.০০/- টাকা মাত্র।", 100_000),
        ("1000/=", 100_000),
        ("１０００", 100_000),
        ("１，０００．５０", 100_050),
        ("1000.", 100_000),
        ("১০০০।", 100_000),
        ("\u200b1000\u200e", 100_000),
        ("\u206810\ufeff00\u2069", 100_000),
        ("1000\u00a0টাকা", 100_000),
        ("1\u202f000", 100_000),
        ("12 34 567", 1_234_567_00),
        ("1,234,567", 1_234_567_00),
        ("+৳৫০", 5_000),
    ],
)
def test_what_a_person_types_is_read_in_either_script(typed: str, poisha: int) -> None:
    assert parse_money(typed) == Money(poisha)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "৳", "পাঁচশ", "five hundred", "1,5", "1.2.3", "1e3", "٣", "12,34,5", ",100", "1" * 60),
        *("50 20", "৫০ ২০", "50\u00a020", "5 0", "1, 000", "1,00 000", "123,45,678", "0,500", "৳.50", ".50"),
        *("500-1000", "500/1000", "Tk 500 Tk 600", "5²", "½", "USD 50", "50%", "\u202e0001"),
    ],
)
def test_what_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(NotMoney):
        parse_money(typed)


def test_a_sum_below_zero_is_refused_as_such() -> None:
    for typed in ("-5", "−৫", "৳-5", "− ৳ 5", "Tk -5", "\N{EN DASH}5", "－５"):
        with pytest.raises(Negative):
            parse_money(typed)
        assert parse_signed(typed) == Money(-500)
    with pytest.raises(NotMoney):
        parse_signed("-৳-5")


def test_parts_of_a_poisha_are_refused() -> None:
    for typed in ("1.234", "1.000", "৳১২.৩৪৫ টাকা"):
        with pytest.raises(TooManyDecimals):
            parse_money(typed)


def test_a_payment_of_nothing_is_refused_with_the_least() -> None:
    with pytest.raises(TooSmall) as refused:
        parse_payment("0")
    assert refused.value.least == Money(10_00)


def test_a_payment_above_five_lakh_is_refused_with_the_most() -> None:
    assert parse_payment("5,00,000") == PAYMENT_MOST
    with pytest.raises(TooLarge) as refused:
        parse_payment("৫,০০,০০০.০১")
    assert refused.value.most == PAYMENT_MOST


@given(st.text(max_size=50))
def test_no_text_at_all_breaks_the_reader(typed: str) -> None:
    with contextlib.suppress(NotMoney):
        assert parse_money(typed) >= Money(0)
