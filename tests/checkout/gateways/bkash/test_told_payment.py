"""What a believed notice says of a payment is taken whole, or not at all."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from checkout.core.direct_payment import ToldPayment, UnreadablePayment
from checkout.gateways.bkash.told_payment import read_told_payment
from money import Money
from tests.checkout.gateways.bkash.recorded import payload


def message(**changed: Any) -> str:
    return json.dumps(payload("noticed_message", **changed))


def test_the_public_sample_tells_of_a_payment_by_our_own_number() -> None:
    assert read_told_payment(message()) == ToldPayment(
        "TESTWHTRX0001",
        Money(100_00),
        datetime(2018, 4, 19, 6, 22, 47, tzinfo=UTC),
        shop_code="0001***",
        invoice="INV-WH-001",
        by_qr=False,
    )


@pytest.mark.parametrize("kind", ["10003126", "10003209"])
def test_a_payment_by_a_code_on_the_counter_has_no_number_of_ours(kind: str) -> None:
    told = read_told_payment(message(transactionType=kind, merchantInvoiceNumber=None, amount="650.50"))
    assert isinstance(told, ToldPayment)
    assert (told.by_qr, told.invoice, told.amount) == (True, "", Money(650_50))


@pytest.mark.parametrize("status", ["Initiated", None, "", True])
def test_what_was_not_completed_is_no_payment(status: Any) -> None:
    assert read_told_payment(message(transactionStatus=status, amount="")) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"currency": "USD"}, {"currency": ""},
        {"amount": "0"}, {"amount": "-5"}, {"amount": "5e2"}, {"amount": "1.005"}, {"amount": None}, {"amount": True},
        {"trxID": ""}, {"trxID": "A B"}, {"trxID": "A\nB"}, {"trxID": "x" * 41}, {"creditShortCode": ""},
        {"dateTime": "20180431122247"}, {"dateTime": "2018419122247"}, {"dateTime": "2018-04-19"}, {"dateTime": ""}, {"dateTime": "২০১৮০৪১৯১২২২৪৭"},
        {"dateTime": "00010101000000"}, {"dateTime": "20101231235959"}, {"dateTime": "99991231235959"}, {"creditShortCode": "x" * 41},
    ],
)  # fmt: skip
def test_what_is_not_whole_is_no_payment_and_a_person_has_to_look(changed: dict[str, Any]) -> None:
    assert isinstance(read_told_payment(message(**changed)), UnreadablePayment)


@pytest.mark.parametrize("again", ['"amount"', '"AMOUNT"', '"am\\u006funt"', '"amount\\u0000"', '"amount\\ud800"'])
def test_a_sum_that_is_there_twice_is_no_payment(again: str) -> None:
    # The payer's own words stand in the message, and whoever writes it may forget to escape them.
    assert isinstance(read_told_payment(f'{message()[:-1]}, {again}: "999999"}}'), UnreadablePayment)


@pytest.mark.parametrize("text", ["[]", "null", "5", '"Completed"', "{}"])
def test_what_is_no_message_of_bkashs_is_no_payment(text: str) -> None:
    assert read_told_payment(text) is None


@pytest.mark.parametrize("text", ["", "{", '{"a":' * 100_000, "\ud800"])
def test_of_a_message_that_cannot_be_read_nobody_knows_what_it_tells(text: str) -> None:
    assert read_told_payment(text) == UnreadablePayment("", "no message that can be read in one way alone")
