"""Answers and notices of SSLCommerz as live systems and its documents have them, one of each kind once misread."""

import logging

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from checkout.gateways.base import (
    Confirmed,
    Held,
    RefundRefused,
    Unknown,
)
from checkout.gateways.sslcommerz import reading as sslcommerz_reading
from checkout.gateways.sslcommerz.signature import is_genuine
from money import Money
from tests.checkout.gateways.adapters import ask
from tests.checkout.gateways.cases import AMOUNT, TRAN_ID, always
from tests.checkout.gateways.payloads import HERE, as_it_came
from tests.checkout.gateways.sslcommerz import recorded as sslcommerz


def test_published_answers_of_sslcommerz_are_read_as_they_came() -> None:
    notice = as_it_came(HERE / "sslcommerz/payloads/notice.json")
    assert is_genuine(notice, "test_testemi@ssl")
    assert is_genuine({**notice, "verify_sign_sha2": ""}, "test_testemi@ssl")
    validated = as_it_came(HERE / "sslcommerz/payloads/validated.json")
    outcome = sslcommerz_reading.read_validation(validated, "test01", Money(100_00), "val_id")
    assert isinstance(outcome, Confirmed)
    assert outcome.fee == Money(2_50)


def test_a_notice_with_an_empty_sha2_and_a_right_md5_is_genuine() -> None:
    fields = sslcommerz_reading.read_fields(sslcommerz.SSLCOMMERZ.notices["notice_paid"])
    assert is_genuine({**fields, "verify_sign_sha2": ""}, sslcommerz._PASSWORD)
    assert not is_genuine({**fields, "verify_sign_sha2": "0" * 64}, sslcommerz._PASSWORD)
    assert not is_genuine({**fields, "verify_sign_sha2": "", "verify_sign": ""}, sslcommerz._PASSWORD)


def test_a_query_whose_element_is_one_object_is_read() -> None:
    element = {"tran_id": TRAN_ID, "status": "VALID", "val_id": "val_1"}
    query = {"APIConnect": "DONE", "no_of_trans_found": "1", "element": element}
    answer = sslcommerz._answers(validation=sslcommerz.payload("validation_paid"), query=query)
    (outcome,) = ask(sslcommerz.SSLCOMMERZ, answer, lambda gw: gw.look_up(sslcommerz.SSLCOMMERZ.attempt))
    assert isinstance(outcome, Confirmed)


@pytest.mark.parametrize("element", [{"status": "VALID"}, {"status": "VALIDATED", "val_id": ""}])
def test_a_capture_that_the_query_does_not_name_is_held(element: dict[str, str]) -> None:
    answer = sslcommerz._answers(query=sslcommerz._found({**element, "amount": "300.00", "bank_tran_id": "B1"}))
    (outcome,) = ask(sslcommerz.SSLCOMMERZ, answer, lambda gw: gw.look_up(sslcommerz.SSLCOMMERZ.attempt))
    assert isinstance(outcome, Held)
    assert (outcome.gateway_ref, outcome.amount) == ("B1", AMOUNT)


def test_a_capture_that_the_query_knows_and_validation_does_not_is_held() -> None:
    answer = sslcommerz._answers(
        validation={"APIConnect": "DONE", "status": "INVALID_TRANSACTION"},
        query=sslcommerz._found({"status": "VALID", "val_id": "val_1"}),
    )
    (outcome,) = ask(sslcommerz.SSLCOMMERZ, answer, lambda gw: gw.look_up(sslcommerz.SSLCOMMERZ.attempt))
    assert isinstance(outcome, Held)
    assert outcome.capture_ref == "val_1"


def test_a_campaigns_discount_is_told_to_the_operator() -> None:
    outcome = ask(
        sslcommerz.SSLCOMMERZ,
        sslcommerz.SSLCOMMERZ.answers["discounted"],
        lambda gw: gw.look_up(sslcommerz.SSLCOMMERZ.attempt, "val_1"),
    )
    assert isinstance(outcome[0], Held)
    assert "3.00" in outcome[0].words


@pytest.mark.parametrize("said", ["FAILED", "INVALID_REQUEST", "INACTIVE"])
def test_a_refund_that_sslcommerz_did_not_take_up_is_told_to_the_operator_with_the_likely_cause(said: str) -> None:
    answer, adapter = always(httpx.Response(200, json={"APIConnect": said})), sslcommerz.SSLCOMMERZ
    quiet = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        with capture_logs() as logs:
            outcome = ask(adapter, answer, lambda gw: gw.refund(adapter.back))
    finally:
        structlog.configure(wrapper_class=quiet)
    assert isinstance(outcome, RefundRefused)
    assert said in outcome.reason
    (alarm,) = [line for line in logs if line["event"].startswith("alarm:")]
    assert alarm["said"] == said
    assert "not registered" in alarm["hint"]


def test_a_refusal_of_another_payments_refund_is_not_believed() -> None:
    answer = {"APIConnect": "DONE", "bank_tran_id": "another", "status": "failed", "errorReason": "No"}
    assert isinstance(sslcommerz_reading.read_refund(answer, "B1"), Unknown)
