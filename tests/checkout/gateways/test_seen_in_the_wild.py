"""Answers, notices and returns as live systems and their documents have them, one of each kind that was once misread."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from checkout.core.reasons import HoldReason
from checkout.gateways.base import (
    Attempt,
    Confirmed,
    Contradicted,
    Declined,
    ForgedNotice,
    Gateway,
    GatewayRefused,
    Held,
    Outcome,
    Waiting,
)
from money import Money
from tests.checkout.gateways.aamarpay import recorded as aamarpay
from tests.checkout.gateways.adapters import ORDER, ask
from tests.checkout.gateways.cases import AMOUNT, TRAN_ID, AdapterUnderTest, always
from tests.checkout.gateways.nagad import recorded as nagad
from tests.checkout.gateways.payloads import HERE, as_it_came
from tests.checkout.gateways.ports import NOBODY
from tests.checkout.gateways.shurjopay import recorded as shurjopay


def look(adapter: AdapterUnderTest, body: Any, hint: str = "") -> tuple[Outcome, ...]:
    """What the adapter makes of this answer to every look-up."""
    answer = always(httpx.Response(200, json=body))
    return ask(
        adapter,
        lambda request: adapter.access(request) or answer(request),
        lambda gw: gw.look_up(adapter.attempt, hint),
    )


def made(adapter: AdapterUnderTest) -> Gateway:
    return adapter.make(NOBODY)


# aamarPay


def searched(**changed: Any) -> Outcome:
    (outcome,) = look(aamarpay.AAMARPAY, aamarpay.payload("searched", **changed))
    return outcome


def test_the_search_answer_of_a_live_aamarpay_is_paid_as_it_came() -> None:
    answer, attempt = as_it_came(HERE / "aamarpay/payloads/searched.json"), Attempt("TNX-1001", "", Money(250_00))
    (outcome,) = ask(aamarpay.AAMARPAY, always(httpx.Response(200, json=answer)), lambda gw: gw.look_up(attempt))
    assert isinstance(outcome, Confirmed)
    assert (outcome.amount, outcome.fee, outcome.method, outcome.gateway_ref) == (
        Money(250_00),
        Money(8_75),
        "bKash",
        "X1",
    )


def test_the_sum_in_amount_currency_need_not_agree() -> None:
    assert isinstance(searched(amount_currency="10.00"), Confirmed)


@pytest.mark.parametrize(
    "currencies", [{"currency": "USD"}, {"currency_merchant": "USD"}, {"currency": ""}, {"currency": None}]
)
def test_another_currency_of_aamarpay_is_held(currencies: dict[str, Any]) -> None:
    outcome = searched(**currencies)
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.CURRENCY_DIFFERS


def test_a_currency_in_small_letters_and_none_of_the_merchants_is_taka() -> None:
    assert isinstance(searched(currency="bdt", currency_merchant=""), Confirmed)


def test_a_store_whose_payers_bear_the_charge_is_paid_what_was_ordered() -> None:
    outcome = searched(amount="306.30", amount_bdt="306.30", amount_original="300.00", rec_amount="300.00")
    assert isinstance(outcome, Confirmed)
    assert (outcome.amount, outcome.fee) == (AMOUNT, Money(0))


def test_less_than_was_ordered_is_held_whatever_amount_original_says() -> None:
    outcome = searched(amount="150.00", amount_original="300.00")
    assert isinstance(outcome, Held)
    assert (outcome.why, outcome.amount) == (HoldReason.AMOUNT_DIFFERS, Money(150_00))


@pytest.mark.parametrize("charge", ["", "Not-Available", None, "5e2", "-1", "999.00"])
def test_a_charge_that_cannot_be_read_is_what_the_store_does_not_receive(charge: str | None) -> None:
    outcome = searched(processing_charge=charge)
    assert isinstance(outcome, Confirmed)
    assert outcome.fee in (Money(6_30), None)


def test_money_named_for_another_store_is_an_alarm() -> None:
    assert isinstance(searched(store_id="another"), Contradicted)


@pytest.mark.parametrize("status", ["successful", "SUCCESSFUL", " Successful "])
def test_capitals_of_a_good_status_do_not_matter(status: str) -> None:
    assert isinstance(searched(pay_status=status, status_code=2), Confirmed)


@pytest.mark.parametrize(("status", "code"), [("Successful", "7"), ("Successful", None), ("Failed", "2"), ("", "2")])
def test_an_answer_that_says_paid_and_not_paid_waits_for_the_operator(status: str, code: str | None) -> None:
    outcome = searched(pay_status=status, status_code=code)
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.UNREADABLE


@pytest.mark.parametrize("page", ["/paynow.php?track=AAM1", "paynow.php?track=AAM1"])
def test_a_page_of_aamarpay_may_be_a_path_under_its_host(page: str) -> None:
    answer = always(httpx.Response(200, json={"result": "true", "payment_url": page}))
    opened = ask(aamarpay.AAMARPAY, answer, lambda gw: gw.start(ORDER))
    assert opened.page_url == "https://sandbox.example/paynow.php?track=AAM1"


@pytest.mark.parametrize("page", ["//evil.example/", "javascript:alert(1)", ""])
def test_what_is_no_page_of_aamarpay_is_a_refusal(page: str) -> None:
    answer = always(httpx.Response(200, json={"result": "false", "payment_url": page}))
    with pytest.raises(GatewayRefused):
        ask(aamarpay.AAMARPAY, answer, lambda gw: gw.start(ORDER))


def test_a_notice_of_aamarpay_may_be_json_or_a_form_and_only_makes_us_ask() -> None:
    fields = aamarpay.payload("searched")
    for body in (json.dumps(fields).encode(), urlencode({**fields, "risk_level": ""}).encode()):
        notice = made(aamarpay.AAMARPAY).read_notice({}, body)
        assert (notice.tran_id, notice.says) == (TRAN_ID, "other")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"store_id": NaN}', "\ufeff{}".encode(), b"{}" * 2, b"\xff"])
def test_a_notice_that_cannot_be_read_is_forged_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(ForgedNotice):
        made(aamarpay.AAMARPAY).read_notice({}, body)


# shurjoPay


def verified(*tries: dict[str, Any]) -> tuple[Outcome, ...]:
    body = [shurjopay.payload("verified", **changed)[0] for changed in tries]
    return ask(
        shurjopay.SHURJOPAY, shurjopay._answers(verification=body), lambda gw: gw.look_up(shurjopay.SHURJOPAY.attempt)
    )


FAILED: dict[str, Any] = {
    "sp_code": "1001",
    "sp_message": "Failed",
    "date_time": "2023-05-29 12:10:00",
    "bank_trx_id": None,
}
OPEN: dict[str, Any] = {**FAILED, "sp_code": "1068", "sp_message": "Initiated"}


def test_an_order_that_was_tried_twice_counts_the_try_that_paid() -> None:
    paid: dict[str, Any] = {}
    for first, second in ((paid, FAILED), (FAILED, paid), (OPEN, paid)):
        (outcome,) = verified(first, second)
        assert isinstance(outcome, Confirmed)
        assert outcome.capture_ref == shurjopay.SHURJOPAY.attempt.session_ref


def test_short_of_a_paid_try_one_that_is_open_outweighs_a_refusal() -> None:
    (outcome,) = verified(FAILED, OPEN)
    assert isinstance(outcome, Waiting)
    (outcome,) = verified(FAILED, {**FAILED, "sp_code": "1008", "date_time": "2023-05-29 12:11:00"})
    assert isinstance(outcome, Declined)
    assert outcome.kind == "insufficient"


def test_an_order_that_was_paid_twice_is_two_captures_and_the_first_keeps_its_name() -> None:
    later = {"bank_trx_id": "AET3T4O7IC", "date_time": "2023-05-29 12:20:00"}
    both = verified(later, {})
    assert all(isinstance(one, Confirmed) for one in both)
    refs = [one.capture_ref for one in both if isinstance(one, Confirmed)]
    assert refs == [shurjopay.SHURJOPAY.attempt.session_ref, f"{shurjopay.SHURJOPAY.attempt.session_ref}:AET3T4O7IC"]
    assert len(verified({}, {})) == 1


def test_a_payment_and_its_own_reversal_in_one_list_is_money_given_back() -> None:
    (outcome,) = verified({}, {"sp_code": "3000", "sp_message": "Reversed", "date_time": "2023-05-30 12:00:00"})
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.GIVEN_BACK_ELSEWHERE


@pytest.mark.parametrize("code", ["2000", "2001", "2002", "2006", "3000", 2001])
def test_every_code_of_money_given_back_waits_for_the_operator(code: str | int) -> None:
    (outcome,) = verified({"sp_code": code})
    assert isinstance(outcome, Held)
    assert str(code) in outcome.words


def test_what_reaches_us_counts_in_both_spellings() -> None:
    (outcome,) = verified({"recived_amount": None, "received_amount": "297.0000"})
    assert isinstance(outcome, Held)
    assert outcome.amount == Money(297_00)
    (outcome,) = verified({"recived_amount": "299.9975"})
    assert isinstance(outcome, Held)
    assert outcome.why is HoldReason.UNREADABLE
    # Who pays shurjoPay's charge on top is asked for more than was ordered, and the shop gets what it ordered.
    (outcome,) = verified({"payable_amount": "306.0000"})
    assert isinstance(outcome, Confirmed)


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("body", [
    {"amount": "The amount field is required."},
    {"amount": ["The amount field is required."], "currency": ["The currency field is required."]},
    {"message": "The given data was invalid.", "errors": {"amount": ["The amount field is required."]}},
])  # fmt: skip
def test_a_start_refused_without_a_code_cannot_be_helped_by_trying_again(status: int, body: Any) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/get_token":
            return httpx.Response(200, json=shurjopay.payload("token"))
        return httpx.Response(status, json=body)

    with pytest.raises(GatewayRefused) as refused:
        ask(shurjopay.SHURJOPAY, answer, lambda gw: gw.start(ORDER))
    assert "required" in str(refused.value) or "invalid" in str(refused.value)


def test_the_published_answer_of_shurjopay_is_paid_as_it_came() -> None:
    answer = as_it_came(HERE / "shurjopay/payloads/verified.json")
    attempt = Attempt("sp315689", "SP_PLUGIN_PYTHON64744291a63de", Money(5_00))
    (outcome,) = ask(shurjopay.SHURJOPAY, shurjopay._answers(verification=answer), lambda gw: gw.look_up(attempt))
    assert isinstance(outcome, Confirmed)


# Nagad


@pytest.mark.parametrize("status", ["Refunded", "Cancelled", "PartialRefunded", "PartialCancelled", "refunded"])
def test_every_state_of_money_that_nagad_gave_back_waits_for_the_operator(status: str) -> None:
    (outcome,) = look(nagad.NAGAD, nagad.payload("verified", status=status))
    assert isinstance(outcome, Held)
    assert (outcome.why, outcome.amount) == (HoldReason.GIVEN_BACK_ELSEWHERE, AMOUNT)
    assert outcome.capture_ref == "00010DHW"


def test_money_given_back_for_another_order_is_not_ours() -> None:
    (outcome,) = look(nagad.NAGAD, nagad.payload("verified", status="Refunded", orderId="AD9999999999999999"))
    assert isinstance(outcome, Contradicted)


def test_small_letters_of_nagad_say_the_same() -> None:
    (outcome,) = look(nagad.NAGAD, nagad.payload("verified", status="success"))
    assert isinstance(outcome, Confirmed)
    query, body = nagad.NAGAD.returns["return_paid"]
    assert made(nagad.NAGAD).read_return({**query, "status": "success"}, body).says == "captured"


def test_before_the_payer_acts_nagad_has_no_times_and_the_payment_waits() -> None:
    early = {"orderDateTime": None, "issuerPaymentDateTime": None, "issuerPaymentRefNo": None, "clientMobileNo": None}
    (outcome,) = look(nagad.NAGAD, nagad.payload("verified", status="OrderInitiated", **early))
    assert isinstance(outcome, Waiting)


def test_a_success_without_a_number_is_held_and_not_unknown_for_ever() -> None:
    (outcome,) = look(nagad.NAGAD, nagad.payload("verified", issuerPaymentRefNo=None))
    assert isinstance(outcome, Held)
