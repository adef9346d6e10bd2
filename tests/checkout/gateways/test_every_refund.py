"""Refunds: the same table of cases for every adapter."""

import pytest

from checkout.gateways.base import CannotTell, NotAsked, RefundRefused, Returned, UnderWay, Unknown
from tests.checkout.gateways import cases
from tests.checkout.gateways.adapters import CALLS_MAX, ask, every_adapter, having
from tests.checkout.gateways.cases import AdapterUnderTest


@having("refund_full", "refund_part")
def test_a_refund_is_taken_on_or_paid_back_under_its_reference(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gateway: gateway.refund(adapter.back))
    assert isinstance(outcome, UnderWay | Returned)
    assert outcome.gateway_ref == adapter.refund_ref


@having("refund_refused")
def test_a_refused_refund_says_why(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gateway: gateway.refund(adapter.back))
    assert isinstance(outcome, RefundRefused)
    assert outcome.reason
    assert not outcome.exceeds


@having("refund_exceeds")
def test_a_refund_refused_as_more_than_is_left_says_so(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gateway: gateway.refund(adapter.back))
    assert isinstance(outcome, RefundRefused)
    assert outcome.exceeds


@having("refund_nothing_done")
def test_a_refund_that_the_gateway_did_not_take_up_moved_nothing_and_says_why(
    adapter: AdapterUnderTest, case: str
) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gateway: gateway.refund(adapter.back))
    assert isinstance(outcome, RefundRefused)
    assert not outcome.exceeds
    assert "address" in outcome.reason


@having("refund_cancelled")
def test_a_refund_that_was_given_up_later_says_why(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gw: gw.look_up_refund(adapter.back, adapter.refund_ref))
    assert isinstance(outcome, RefundRefused)
    assert outcome.reason


@having("refund_returned")
def test_money_that_went_back_is_returned_under_its_reference(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gw: gw.look_up_refund(adapter.back, adapter.refund_ref))
    assert outcome == Returned(adapter.refund_ref)


@having("refund_processing")
def test_a_refund_in_the_making_is_under_way(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gw: gw.look_up_refund(adapter.back, adapter.refund_ref))
    assert outcome == UnderWay(adapter.refund_ref)


@every_adapter
@pytest.mark.parametrize("noise", [*cases.NOISE, "refund_of_another"])
def test_no_readable_answer_to_a_refund_is_never_refused_nor_returned(adapter: AdapterUnderTest, noise: str) -> None:
    answer = {**cases.NOISE, **adapter.answers}.get(noise)
    if answer is None:
        assert adapter.cannot[noise]
        return
    answer = cases.behind(adapter.access, answer)
    asked = ask(adapter, answer, lambda gateway: gateway.refund(adapter.back))
    assert isinstance(asked, NotAsked if noise == "no_connection" else Unknown) or by_hand(adapter, asked)
    looked = ask(adapter, answer, lambda gateway: gateway.look_up_refund(adapter.back, adapter.refund_ref))
    assert isinstance(looked, Unknown | CannotTell)


@having("refund_full")
def test_a_time_out_at_any_call_of_a_refund_leaves_it_open(adapter: AdapterUnderTest, case: str) -> None:
    for which in range(CALLS_MAX):
        answer = cases.TimesOutAt(adapter.answers[case], which)
        outcome = ask(adapter, answer, lambda gateway: gateway.refund(adapter.back))
        if answer.counted <= which:
            return
        assert isinstance(outcome, Unknown | NotAsked)
    raise AssertionError("too many calls")


@having("refund_answer_lost")
def test_a_refund_whose_answer_was_lost_is_never_guessed(adapter: AdapterUnderTest, case: str) -> None:
    outcome = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up_refund(adapter.back, ""))
    assert isinstance(outcome, CannotTell | UnderWay | Returned)


@every_adapter
def test_a_gateway_without_a_refund_call_leaves_it_to_the_operator(adapter: AdapterUnderTest) -> None:
    if adapter.has("refund_full"):
        return
    outcome = ask(adapter, cases.time_out, lambda gateway: gateway.refund(adapter.back))
    assert by_hand(adapter, outcome)


def by_hand(adapter: AdapterUnderTest, outcome: object) -> bool:
    return isinstance(outcome, CannotTell) and not adapter.has("refund_full")
