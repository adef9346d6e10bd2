"""What was asked is known again, and never taken for something else."""

from hypothesis import given
from hypothesis import strategies as st

from checkout.commands.idempotency import request_hash

ASKED = st.lists(st.text() | st.integers() | st.none(), max_size=4)


@given(ASKED, ASKED)
def test_the_same_is_known_again_and_anything_else_is_not(first: list[object], second: list[object]) -> None:
    assert (request_hash(*first) == request_hash(*second)) == (first == second)


def test_words_do_not_run_into_each_other() -> None:
    assert len({request_hash("চাল", "ডাল"), request_hash("চালডাল"), request_hash("চাল", "ডাল", ""), request_hash()}) == 4
    assert request_hash(1) != request_hash("1")
