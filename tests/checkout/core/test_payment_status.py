"""The one table of moves."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.payment_status import CAPTURED, MOVES, UNCAPTURED, Event, IllegalMove, Status, after

# What only we, the operator or a refund can do; everything else can come at any time.
_OURS = (Event.SENT_TO_GATEWAY, Event.START_FAILED, Event.RELEASED, Event.REJECTED)
_REFUNDS = (Event.REFUNDED_IN_PART, Event.REFUNDED_WHOLE)
_FROM_GATEWAYS = [event for event in Event if event not in (*_OURS, *_REFUNDS)]


@pytest.mark.parametrize(("status", "event"), list(itertools.product(Status, _FROM_GATEWAYS)))
def test_no_status_was_forgotten_for_anything_a_gateway_can_say(status: Status, event: Event) -> None:
    assert (status, event) in MOVES


def test_every_status_is_captured_uncaptured_or_held() -> None:
    assert CAPTURED | UNCAPTURED | {Status.ON_HOLD} == set(Status)


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED, Status.EXPIRED])
def test_a_late_confirmation_still_pays_an_ended_payment(status: Status) -> None:
    assert after(status, Event.GATEWAY_CONFIRMED) is Status.PAID


@given(st.lists(st.sampled_from(_FROM_GATEWAYS)))
def test_nothing_a_gateway_says_takes_back_money_that_arrived(said: list[Event]) -> None:
    status = Status.PAID
    for event in said:
        status = after(status, event)
    assert status is Status.PAID


@given(st.lists(st.sampled_from([event for event in _FROM_GATEWAYS if event is not Event.GATEWAY_CONFIRMED])))
def test_without_a_confirmation_nothing_is_ever_paid(said: list[Event]) -> None:
    status = after(Status.CREATED, Event.SENT_TO_GATEWAY)
    for event in said:
        status = after(status, event)
    assert status not in CAPTURED


def test_a_paid_payment_cannot_be_sent_to_the_gateway_again() -> None:
    with pytest.raises(IllegalMove):
        after(Status.PAID, Event.SENT_TO_GATEWAY)


@pytest.mark.parametrize(
    ("status", "event"), list(itertools.product(sorted(set(Status) - {Status.PAID, Status.PARTLY_REFUNDED}), _REFUNDS))
)
def test_only_money_that_arrived_and_is_still_here_can_go_back(status: Status, event: Event) -> None:
    with pytest.raises(IllegalMove):
        after(status, event)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ON_HOLD}))
def test_only_held_money_can_be_released_or_rejected(status: Status) -> None:
    for event in (Event.RELEASED, Event.REJECTED):
        with pytest.raises(IllegalMove):
            after(status, event)
