"""Answers of bKash as they are seen in the wild, in both of its dialects."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import httpx
import pytest

from checkout.core.reasons import HoldReason
from checkout.gateways.base import (
    CannotTell,
    Confirmed,
    Declined,
    Gateway,
    GatewayRefused,
    Held,
    NotAsked,
    Outcome,
    PaymentPage,
    RefundOutcome,
    RefundRefused,
    RefundRequest,
    Returned,
    Unknown,
)
from money import Money
from tests.checkout.gateways.adapters import ORDER
from tests.checkout.gateways.bkash.recorded import BKASH, PAYMENT_ID, REFUND, TRX_ID, answers, make_bkash, payload, says
from tests.checkout.gateways.cases import TRAN_ID, Answer
from tests.checkout.gateways.ports import Recorded

R = TypeVar("R")
BACK = BKASH.back
OURS = {"originalTrxID": TRX_ID, "refundTrxID": REFUND, "amount": "100.00"}
# Of v1.2.0-beta as it answers: no code anywhere.
REFUNDED_WITHOUT_CODE = payload("refunded_without_code", **OURS)
REFUNDED_V2 = payload(
    "refunded_v2", originalTrxId=TRX_ID, refundTrxId=REFUND, originalTrxAmount="300.00", refundAmount="100.00"
)
EXECUTED_V2 = payload("executed_v2", paymentId=PAYMENT_ID, trxId=TRX_ID, amount="300.00", merchantInvoiceNumber=TRAN_ID)


def ask(answer: Answer, do: Callable[[Gateway], Awaitable[R]]) -> R:
    async def run() -> R:
        return await do(make_bkash(Recorded(answer)))

    return asyncio.run(run())


def back_with_pin(answer: Answer) -> Outcome:
    (outcome,) = ask(answer, lambda gateway: gateway.look_up(BKASH.attempt, PAYMENT_ID))
    return outcome


def asked_by_clock(answer: Answer) -> Outcome:
    (outcome,) = ask(answer, lambda gateway: gateway.look_up(BKASH.attempt))
    return outcome


def refund(answer: Answer, back: RefundRequest = BACK) -> RefundOutcome:
    return ask(answer, lambda gateway: gateway.refund(back))


def look_up_refund(shown: Any, back: RefundRequest = BACK, refund_ref: str = "") -> RefundOutcome:
    return ask(answers(seen=shown), lambda gateway: gateway.look_up_refund(back, refund_ref))


def bad_request(body: Any) -> Answer:
    return lambda request: httpx.Response(400, json=body)


class TestMoneyThatCame:
    def test_an_execute_of_the_newer_dialect_is_money_though_it_has_no_code(self) -> None:
        outcome = back_with_pin(answers(execute=EXECUTED_V2))
        assert isinstance(outcome, Confirmed)
        assert (outcome.gateway_ref, outcome.amount) == (TRX_ID, BKASH.attempt.amount)

    def test_a_query_of_the_newer_dialect_is_read_alike(self) -> None:
        assert isinstance(asked_by_clock(answers(query=EXECUTED_V2)), Confirmed)

    def test_a_page_of_the_newer_dialect_is_opened(self) -> None:
        created = {"paymentId": PAYMENT_ID, "bKashURL": "https://payment.example/?x", "transactionStatus": "Initiated"}
        opened = ask(answers(create=created), lambda gateway: gateway.start(ORDER))
        assert opened == PaymentPage("https://payment.example/?x", PAYMENT_ID)

    def test_a_start_that_the_newer_dialect_refuses_is_refused(self) -> None:
        said = {"internalCode": "invalid_amount", "externalCode": "2006", "errorMessageEn": "Invalid", "x": None}
        with pytest.raises(GatewayRefused, match="2006 Invalid"):
            ask(answers(create=bad_request(said)), lambda gateway: gateway.start(ORDER))

    def test_another_sum_than_ours_waits_for_the_operator_with_its_facts(self) -> None:
        outcome = asked_by_clock(answers(query=payload("queried", amount="299.50")))
        assert outcome == Held(
            HoldReason.AMOUNT_DIFFERS,
            "amount is 299.50",
            PAYMENT_ID,
            Money(299_50),
            gateway_ref=TRX_ID,
            method="bKash",
        )

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"currency": "USD"}, HoldReason.CURRENCY_DIFFERS),
            ({"merchantInvoice": "INV-9"}, HoldReason.ANOTHER_ATTEMPT),
            ({"amount": "NaN"}, HoldReason.UNREADABLE),
            ({"trxID": ""}, HoldReason.UNREADABLE),
            ({"transactionStatus": "Refunded"}, HoldReason.GIVEN_BACK_ELSEWHERE),
            ({"transactionStatus": "Partially Refunded"}, HoldReason.GIVEN_BACK_ELSEWHERE),
            ({"transactionStatus": "Reversed"}, HoldReason.GIVEN_BACK_ELSEWHERE),
            ({"transactionStatus": "Authorized"}, HoldReason.UNREADABLE),
        ],
    )
    def test_money_that_no_rule_credits_is_never_silent(self, changed: dict[str, str], why: HoldReason) -> None:
        outcome = asked_by_clock(answers(query=payload("queried", **changed)))
        assert isinstance(outcome, Held)
        assert (outcome.why, outcome.capture_ref) == (why, PAYMENT_ID)

    @pytest.mark.parametrize("status", ["Failed", "FAILED", "Declined", "Rejected"])
    def test_a_payment_that_failed_is_over_without_money(self, status: str) -> None:
        assert asked_by_clock(answers(query=payload("queried", transactionStatus=status))) == Declined(status)

    def test_a_payment_whose_time_ran_out_is_told_as_that(self) -> None:
        outcome = asked_by_clock(answers(query=payload("queried", transactionStatus="Expired")))
        assert outcome == Declined("Expired", "expired")

    def test_a_payment_that_was_cancelled_is_the_payers_wish(self) -> None:
        outcome = asked_by_clock(answers(query=payload("queried", transactionStatus="Cancelled")))
        assert outcome == Declined("Cancelled", "cancelled")


class TestRefusalsOfExecute:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("2029", "duplicate"), ("2069", "cancelled"), ("2023", "insufficient"), ("2015", "pin"), ("2017", "code"),
            ("2037", "account"), ("2039", "shop_barred"), ("2044", "shop_barred"), ("2046", "shop_barred"),
        ],
    )  # fmt: skip
    def test_what_bkash_has_decided_is_a_refusal_in_its_own_words(self, code: str, kind: str) -> None:
        # Its query goes on showing the payment as one that waits for execute; that is no leave to try again.
        waiting = payload("queried", transactionStatus="Initiated", verificationStatus="Complete")
        assert back_with_pin(answers(execute=says(code, "As it says"), query=waiting)) == Declined("As it says", kind)

    def test_the_guard_that_meets_our_own_execute_whose_answer_was_lost_is_no_refusal(self) -> None:
        # The query is behind at first: the money has moved, and it does not show it yet.
        shown = [payload("queried", transactionStatus="Initiated"), payload("queried")]
        said = answers(
            execute=says("2029", "Duplicate for all transactions"),
            query=lambda request: httpx.Response(200, json=shown.pop(0)),
        )
        assert isinstance(asked_by_clock(said), Confirmed)

    def test_a_refusal_of_the_newer_dialect_says_the_same_by_http_400(self) -> None:
        said = {"internalCode": "insufficient_balance", "externalCode": "2023", "errorMessageEn": "Too little"}
        assert back_with_pin(answers(execute=bad_request(said))) == Declined("Too little", "insufficient")

    @pytest.mark.parametrize("code", ["503", "9999", "2003", "2020", "2024", "2062", "2068", "2117", "2999"])
    def test_what_decides_nothing_is_asked_of_the_query(self, code: str) -> None:
        assert isinstance(back_with_pin(answers(execute=says(code, "?"), query=payload("queried"))), Confirmed)

    def test_a_token_that_is_refused_by_a_code_is_replaced_like_one_refused_by_http_401(self) -> None:
        said = [says("2079", "Invalid App Token"), payload("executed")]
        answer = answers(execute=lambda request: httpx.Response(200, json=said.pop(0)))
        assert isinstance(back_with_pin(answer), Confirmed)


class TestMoneyBack:
    @pytest.mark.parametrize(
        "answer",
        [
            REFUNDED_WITHOUT_CODE,
            {**REFUNDED_WITHOUT_CODE, "statusCode": "0000", "statusMessage": "Successful"},
            {**{k: v for k, v in REFUNDED_WITHOUT_CODE.items() if k != "amount"}, "refundAmount": 100},
            REFUNDED_V2,
        ],
        ids=["v1.2.0-beta", "with a code", "refundAmount", "v2"],
    )
    def test_a_refund_that_was_made_is_returned(self, answer: Any) -> None:
        assert refund(answers(refund=answer)) == Returned(REFUND)
        assert look_up_refund(answer) == Returned(REFUND)

    @pytest.mark.parametrize(
        "changed",
        [
            {"amount": "99.00"}, {"originalTrxID": "ANOTHER"}, {"refundTrxID": "BGP6EARLIER"}, {"currency": "USD"},
            {"transactionStatus": "Initiated"}, {"refundTrxID": ""}, {"statusCode": "9999"},
        ],
    )  # fmt: skip
    def test_a_refund_that_is_not_ours_in_every_fact_closes_none_of_ours(self, changed: dict[str, str]) -> None:
        shown = {**REFUNDED_WITHOUT_CODE, **changed}
        assert isinstance(refund(answers(refund=shown)), Unknown)
        assert isinstance(look_up_refund(shown), CannotTell | Unknown)

    def test_of_several_refunds_that_are_listed_ours_is_the_one_that_ended_no_other(self) -> None:
        assert look_up_refund(_list(("BGP6EARLIER", "100.00"), ("BGP1", "40.00"), (REFUND, "100.00"))) == Returned(
            REFUND
        )

    def test_a_refund_is_found_in_a_list_by_the_reference_we_know(self) -> None:
        shown = _list(("BGP1", "100.00"), (REFUND, "100.00"), ("BGP2", "100.00"))
        assert look_up_refund(shown, refund_ref=REFUND) == Returned(REFUND)
        assert isinstance(look_up_refund(shown, refund_ref="BGP9"), CannotTell)

    def test_a_list_as_it_is_published_is_matched_by_amount_and_reference(self) -> None:
        shown = payload("refunds_listed")
        second = replace(BACK, amount=Money(7_50), earlier_refs=("TESTREFUND0001",))
        assert look_up_refund(shown, second) == Returned("TESTREFUND0002")
        ended = replace(second, earlier_refs=("TESTREFUND0001", "TESTREFUND0002"))
        assert isinstance(look_up_refund(shown, ended), CannotTell)

    def test_of_two_that_could_be_ours_nobody_chooses(self) -> None:
        assert isinstance(look_up_refund(_list(("BGP1", "100.00"), ("BGP2", "100.00"))), CannotTell)

    def test_the_sum_of_the_payment_is_no_refund_of_it(self) -> None:
        whole = replace(BACK, amount=Money(300_00))
        shown = {
            "paymentID": PAYMENT_ID, "trxID": TRX_ID, "amount": "300.00", "currency": "BDT",
            "transactionStatus": "Completed", "refundTransactions": [{"refundTrxID": "BGP1", "refundAmount": "5.00"}],
        }  # fmt: skip
        assert isinstance(look_up_refund(shown, whole), CannotTell)

    @pytest.mark.parametrize("code", ["2071", "2073", "2033", "2067", "2127"])
    def test_a_plain_refusal_is_believed(self, code: str) -> None:
        outcome = refund(answers(refund=says(code, "As it says")))
        assert outcome == RefundRefused(f"{code} As it says")

    def test_the_same_amount_again_too_soon_was_not_made(self) -> None:
        said = answers(refund=says("2029", "Duplicate for all transactions"), seen=says("2033", "Not found"))
        assert refund(said) == RefundRefused("2029 Duplicate for all transactions")

    @pytest.mark.parametrize("code", ["2023", "2026", "2029", "2034", "2072"])
    def test_a_refusal_that_a_repeated_request_meets_is_not_believed_against_the_refund_itself(self, code: str) -> None:
        assert refund(answers(refund=says(code, "No"), seen=REFUNDED_WITHOUT_CODE)) == Returned(REFUND)

    def test_such_a_refusal_is_unknown_while_bkash_does_not_show_its_refunds(self) -> None:
        assert isinstance(refund(answers(refund=says("2029", "No"), seen=says("503", "Later"))), Unknown)

    @pytest.mark.parametrize("code", ["2026", "2034", "2072"])
    def test_more_than_bkash_has_left_contradicts_our_books(self, code: str) -> None:
        outcome = refund(answers(refund=says(code, "Too much"), seen=says("2033", "Transaction not found")))
        assert outcome == RefundRefused(f"{code} Too much", exceeds=True)

    def test_the_newer_dialect_says_so_by_http_400(self) -> None:
        said = {"internalCode": "refund_amount_exceed_payment_amount", "externalCode": "2072", "errorMessageEn": "Much"}
        outcome = refund(answers(refund=bad_request(said), seen=says("2033", "Transaction not found")))
        assert outcome == RefundRefused("2072 Much", exceeds=True)

    def test_a_token_that_is_refused_twice_leaves_the_refund_unasked(self) -> None:
        assert isinstance(refund(answers(refund=lambda request: httpx.Response(401), seen=says("2033", ""))), NotAsked)


def _list(*made: tuple[str, str]) -> dict[str, Any]:
    return {
        "originalTrxId": TRX_ID, "originalTrxAmount": "300.00",
        "originalTrxCompletedTime": "2026-01-26T11:30:00:137 GMT+0600",
        "refundTransactions": [
            {"refundTrxId": ref, "refundTransactionStatus": "Completed", "refundAmount": amount} for ref, amount in made
        ],
    }  # fmt: skip
