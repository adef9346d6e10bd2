"""When the gateway is asked again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checkout.core.backoff import ASK_FOR, next_check_at, next_try, next_turn

BORN = datetime(2026, 11, 12, tzinfo=UTC)
FIRST = timedelta(seconds=5)


def _asks(*, silent: bool = False) -> list[timedelta]:
    """When after its birth a payment that never ends is asked about."""
    now, asks = BORN, list[timedelta]()
    for count in range(100):
        at = next_check_at(now, BORN, count, FIRST, silent=silent)
        if at is None or at > BORN + 2 * ASK_FOR:
            break
        asks.append(at - BORN)
        now = at
    return asks


def test_it_asks_soon_at_first_then_ever_more_rarely() -> None:
    asks = _asks()
    pauses = [later - earlier for earlier, later in pairwise(asks)]
    assert asks[0] == FIRST
    assert pauses[:-1] == sorted(pauses[:-1])


def test_it_asks_for_three_days_to_the_end_and_not_often() -> None:
    asks = _asks()
    assert asks[-1] == ASK_FOR
    assert len(asks) < 30


def test_a_silent_gateway_is_asked_beyond_the_three_days() -> None:
    assert _asks(silent=True)[-1] > ASK_FOR


def test_a_captured_payment_is_looked_at_once_a_day() -> None:
    assert next_check_at(BORN, BORN, 3, FIRST, captured=True) == BORN + timedelta(days=1)


@given(st.integers(1, 40))
def test_tries_grow_rarer_and_end_within_a_day(most: int) -> None:
    begun = now = datetime(2026, 11, 12, tzinfo=UTC)
    pauses = []
    for tries in range(1, most + 1):
        at = next_try(tries, begun, now)
        if at is None:
            break
        pauses.append(at - now)
        now = at
    assert pauses == sorted(pauses)
    assert now - begun <= timedelta(days=1)
    assert most < 12 or now - begun > timedelta(hours=12)


def test_a_notice_without_an_answer_waits_each_time_as_long_again_for_three_days() -> None:
    now, turns = BORN, list[timedelta]()
    while (at := next_turn(BORN, now)) is not None:
        turns.append(at - BORN)
        now = at
    pauses = [later - earlier for earlier, later in pairwise([timedelta(0), *turns])]
    assert turns[:4] == [timedelta(seconds=seconds) for seconds in (2, 4, 8, 16)]
    assert (pauses == sorted(pauses), pauses[-1]) == (True, timedelta(hours=6))
    assert ASK_FOR < turns[-1] <= ASK_FOR + timedelta(hours=6)
