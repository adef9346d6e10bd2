"""Money counts whole poisha and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money import Money, format_taka


def test_money_is_made_of_whole_numbers_only() -> None:
    for wrong in (1.0, True, "1", Decimal(1)):
        with pytest.raises(TypeError):
            Money(wrong)  # type: ignore[arg-type]


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_and_the_rest_make_the_whole(poisha: int, basis_points: int) -> None:
    whole = Money(poisha)
    share = whole.share(basis_points)
    assert share + (whole - share) == whole
    assert Money(0) <= share <= whole


def test_half_a_poisha_is_rounded_up() -> None:
    assert Money(625_00).share(250) == Money(15_63)


def test_a_decimal_below_a_poisha_is_no_money() -> None:
    assert Money.of_decimal(Decimal("292.5")) == Money(292_50)
    for wrong in ("1.001", "NaN", "Infinity"):
        with pytest.raises(ValueError, match="whole number of poisha"):
            Money.of_decimal(Decimal(wrong))


@pytest.mark.parametrize(
    ("poisha", "bangla", "english"),
    [
        (12_345_600, "৳১,২৩,৪৫৬.০০", "৳1,23,456.00"),
        (0, "৳০.০০", "৳0.00"),
        (-45_000, "−৳৪৫০.০০", "−৳450.00"),
        (1_00_00_000_00, "৳১,০০,০০,০০০.০০", "৳1,00,00,000.00"),
    ],
)
def test_money_is_written_in_lakhs_with_the_taka_sign_first(poisha: int, bangla: str, english: str) -> None:
    assert format_taka(Money(poisha), "bn") == bangla
    assert format_taka(Money(poisha), "en") == english


def test_limits_go_without_decimals_and_money_in_wears_a_plus() -> None:
    assert format_taka(Money(5_00_000_00), "bn", decimals=False) == "৳৫,০০,০০০"
    assert format_taka(Money(1_250_00), "en", signed=True) == "+৳1,250.00"


@pytest.mark.parametrize("text", ["1e999999", "-1e999999", "1E+19", "NaN", "sNaN", "Infinity", "1E-999999"])
def test_a_number_beyond_all_money_is_no_sum_and_no_fault(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        Money.of_decimal(Decimal(text))
