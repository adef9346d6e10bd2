"""How much of a fee goes back, and when a refund is looked at again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checkout.core.backoff import next_look_at
from checkout.core.refund import fee_back
from money import Money


@given(st.integers(1, 5_00_000_00), st.data())
def test_the_parts_of_a_fee_that_go_back_add_up_to_the_fee(poisha: int, data: st.DataObject) -> None:
    fee = data.draw(st.integers(0, poisha))
    cuts = sorted(data.draw(st.sets(st.integers(1, poisha), max_size=5)) | {poisha})
    before, given_back = 0, []
    for cut in cuts:
        given_back.append(fee_back(Money(fee), Money(poisha), Money(before), Money(cut - before)).poisha)
        before = cut
    assert sum(given_back) == fee
    assert min(given_back) >= 0


def test_half_the_money_brings_half_the_fee() -> None:
    assert fee_back(Money(12_50), Money(500_00), Money(0), Money(250_00)) == Money(6_25)


@given(st.integers(0, 10_000))
def test_a_refund_is_looked_at_again_at_least_every_six_hours_for_ever(checks_count: int) -> None:
    now = datetime(2026, 11, 12, tzinfo=UTC)
    assert now < next_look_at(now, checks_count, timedelta(seconds=5)) <= now + timedelta(hours=6)
