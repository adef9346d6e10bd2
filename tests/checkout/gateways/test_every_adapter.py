"""The same table of cases for every adapter."""

import pytest

from checkout.core.reasons import HoldReason
from checkout.gateways.base import (
    Confirmed,
    Contradicted,
    Declined,
    ForgedNotice,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    Held,
    Unknown,
    Waiting,
)
from checkout.gateways.registry import KINDS
from money import Money
from tests.checkout.gateways import cases
from tests.checkout.gateways.adapters import ADAPTERS, CALLS_MAX, ORDER, ask, every_adapter, having
from tests.checkout.gateways.cases import AMOUNT, TRAN_ID, AdapterUnderTest
from tests.checkout.gateways.ports import NOBODY


@every_adapter
def test_every_case_is_there_or_is_named_as_one_that_cannot_be(adapter: AdapterUnderTest) -> None:
    there = {*adapter.answers, *adapter.notices, *adapter.returns}
    assert there | set(adapter.cannot) == set(cases.ALL)
    assert not there & set(adapter.cannot)
    assert all(adapter.cannot.values())


def test_every_gateway_in_the_registry_is_in_the_table() -> None:
    assert {adapter.make(NOBODY).name for adapter in ADAPTERS.values()} == set(KINDS)


@having("open")
def test_an_opened_page_gives_its_address(adapter: AdapterUnderTest, case: str) -> None:
    opened = ask(adapter, adapter.answers[case], lambda gateway: gateway.start(ORDER))
    assert opened.page_url.startswith("https://")
    assert opened.session_ref == adapter.attempt.session_ref


@having("open_refused")
def test_a_refused_session_cannot_be_helped_by_trying_again(adapter: AdapterUnderTest, case: str) -> None:
    with pytest.raises(GatewayRefused) as refused:
        ask(adapter, adapter.answers[case], lambda gateway: gateway.start(ORDER))
    assert refused.value.permanent
    assert str(refused.value)


@every_adapter
@pytest.mark.parametrize("noise", list(cases.NOISE))
def test_no_readable_answer_to_a_start_is_unreachable_never_refused(adapter: AdapterUnderTest, noise: str) -> None:
    with pytest.raises(GatewayUnreachable):
        ask(adapter, cases.NOISE[noise], lambda gateway: gateway.start(ORDER))


@every_adapter
def test_a_time_out_at_any_call_of_a_start_is_unreachable(adapter: AdapterUnderTest) -> None:
    for which in range(CALLS_MAX):
        answer = cases.TimesOutAt(adapter.answers["open"], which)
        try:
            ask(adapter, answer, lambda gateway: gateway.start(ORDER))
        except GatewayUnreachable:
            continue
        assert answer.counted <= which, "a start went well though a call of it timed out"
        return
    raise AssertionError("too many calls")


@having("paid", "paid_again", "found_by_query")
def test_money_that_the_gateway_confirms_is_confirmed_with_its_fee(adapter: AdapterUnderTest, case: str) -> None:
    hint = "" if case == "found_by_query" else adapter.hint
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, hint))
    assert isinstance(outcome, Confirmed)
    assert (outcome.amount, outcome.fee, outcome.method, outcome.risky) == (AMOUNT, adapter.fee, adapter.method, False)
    assert outcome.capture_ref
    assert outcome.gateway_ref


@having("paid")
def test_told_twice_and_in_any_order_it_is_one_capture(adapter: AdapterUnderTest, case: str) -> None:
    async def several(gateway: Gateway) -> set[str]:
        """Told before the return, by the return, by nobody, and by the return once more."""
        hints = (adapter.hint, adapter.hint, "", adapter.hint)
        outcomes = [outcome for hint in hints for outcome in await gateway.look_up(adapter.attempt, hint)]
        return {outcome.capture_ref for outcome in outcomes if isinstance(outcome, Confirmed)}

    assert len(ask(adapter, adapter.answers[case], several)) == 1


@having("paid")
def test_a_time_out_at_any_call_of_a_look_up_never_fails_a_payment(adapter: AdapterUnderTest, case: str) -> None:
    for which in range(CALLS_MAX):
        answer = cases.TimesOutAt(adapter.answers[case], which)
        (outcome,) = ask(adapter, answer, lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
        assert isinstance(outcome, Unknown | Confirmed)
        if answer.counted <= which:
            return
    raise AssertionError("too many calls")


@having("risky")
def test_risky_money_is_said_to_be_risky(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
    assert isinstance(outcome, Confirmed)
    assert outcome.risky


@having("half_the_amount", "other_currency", "other_transaction", "one_taka_less")
def test_any_fact_that_is_not_ours_is_an_alarm_and_no_payment(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
    assert isinstance(outcome, Held | Contradicted | Unknown)
    assert isinstance(outcome, Held | Contradicted) or case == "other_transaction"


@having("given_back")
def test_money_given_back_elsewhere_waits_for_the_operator_and_is_not_unknown(
    adapter: AdapterUnderTest, case: str
) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt))
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.GIVEN_BACK_ELSEWHERE
    assert outcome.words


@having("discounted")
def test_less_than_was_asked_is_held_with_the_sum_that_came(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
    assert isinstance(outcome, Held)
    assert (outcome.why, outcome.amount) == (HoldReason.AMOUNT_DIFFERS, Money(297_00))
    assert outcome.capture_ref
    assert outcome.gateway_ref


@having("amount_unreadable", "amount_missing")
def test_money_whose_sum_cannot_be_read_is_held_and_never_paid(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.UNREADABLE


@having("fee_unreadable")
def test_money_whose_fee_cannot_be_read_is_confirmed_without_one(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, adapter.hint))
    assert isinstance(outcome, Confirmed)
    assert (outcome.amount, outcome.fee) == (AMOUNT, None)


@having("paid_twice")
def test_a_page_paid_twice_is_two_captures(adapter: AdapterUnderTest, case: str) -> None:
    outcomes = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt))
    assert [type(outcome) for outcome in outcomes] == [Confirmed, Confirmed]
    assert len({outcome.capture_ref for outcome in outcomes if isinstance(outcome, Confirmed)}) == 2


@having("declined")
def test_a_declined_attempt_says_why(adapter: AdapterUnderTest, case: str) -> None:
    hint = "" if case in adapter.hintless else adapter.hint
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt, hint))
    assert isinstance(outcome, Declined)
    assert outcome.reason


@having("cancelled")
def test_an_attempt_that_the_payer_left_is_declined_as_cancelled(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt))
    assert isinstance(outcome, Declined)
    assert outcome.kind == "cancelled"


@having("never_returned", "unknown_to_the_gateway")
def test_an_attempt_without_an_end_waits(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, adapter.answers[case], lambda gateway: gateway.look_up(adapter.attempt))
    assert isinstance(outcome, Waiting | Unknown)
    assert isinstance(outcome, Waiting) or case == "unknown_to_the_gateway"


@every_adapter
@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
@pytest.mark.parametrize("noise", [*cases.NOISE, "wrong_credentials"])
def test_silence_and_noise_are_unknown_never_failure(adapter: AdapterUnderTest, noise: str, told: bool) -> None:
    answer = {**cases.NOISE, **adapter.answers}.get(noise)
    if answer is None:
        assert adapter.cannot[noise]
        return
    hint = adapter.hint if told else ""
    (outcome,) = ask(adapter, answer, lambda gateway: gateway.look_up(adapter.attempt, hint))
    assert isinstance(outcome, Unknown)


@having("notice_paid", "notice_failed", "notice_cancelled")
def test_a_genuine_notice_is_read(adapter: AdapterUnderTest, case: str) -> None:
    gateway = adapter.make(NOBODY)
    notice = gateway.read_notice({}, adapter.notices[case])
    assert notice.tran_id == TRAN_ID or notice.session_ref == adapter.attempt.session_ref
    means = {"notice_paid": "captured", "notice_failed": "failed", "notice_cancelled": "cancelled"}
    # One that nobody signed says only that it is time to ask.
    assert notice.says in (means[case], "other")


@having("notice_forged", "notice_of_another_store")
def test_a_notice_that_is_not_the_gateways_is_forged(adapter: AdapterUnderTest, case: str) -> None:
    with pytest.raises(ForgedNotice):
        adapter.make(NOBODY).read_notice({}, adapter.notices[case])


@every_adapter
@pytest.mark.parametrize("body", [b"", b"\xff\xfe not a form", b"null", b"[]", b'{"a": 1}', b"<xml/>"])
def test_bytes_that_are_no_notice_are_forged(adapter: AdapterUnderTest, body: bytes) -> None:
    with pytest.raises(ForgedNotice):
        adapter.make(NOBODY).read_notice({}, body)


@having("return_paid", "return_failed", "return_cancelled")
def test_a_return_is_read(adapter: AdapterUnderTest, case: str) -> None:
    notice = adapter.make(NOBODY).read_return(*adapter.returns[case])
    means = {"return_paid": "captured", "return_failed": "failed", "return_cancelled": "cancelled"}
    assert notice.says in (means[case], "other")
    assert notice.tran_id in (TRAN_ID, "")
    assert notice.session_ref in (adapter.attempt.session_ref, "")


@having("return_forged")
def test_a_return_that_cannot_be_the_gateways_is_refused(adapter: AdapterUnderTest, case: str) -> None:
    with pytest.raises(ForgedNotice):
        adapter.make(NOBODY).read_return(*adapter.returns[case])
