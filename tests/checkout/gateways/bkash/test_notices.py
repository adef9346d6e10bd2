"""bKash's notices, as Amazon's SNS delivers them."""

import json

import pytest

from checkout.gateways.base import ForgedNotice, Notice
from checkout.gateways.bkash import notices
from tests.checkout.gateways.bkash.recorded import TOPIC, notice, payload
from tests.checkout.gateways.cases import TRAN_ID
from tests.support.servers import bkash_at


def test_a_notice_names_our_payment_and_says_only_that_it_is_time_to_ask() -> None:
    assert notices.read_notice(notice(), TOPIC) == Notice(TRAN_ID, "", "other")


def test_a_message_that_is_an_object_is_read_alike() -> None:
    told = payload("noticed", TopicArn=TOPIC, Message=payload("noticed_message", merchantInvoiceNumber=TRAN_ID))
    assert notices.read_notice(json.dumps(told).encode(), TOPIC).tran_id == TRAN_ID


def test_money_that_came_by_the_qr_at_the_counter_is_of_no_payment_of_ours() -> None:
    message = {name: value for name, value in payload("noticed_message").items() if name != "merchantInvoiceNumber"}
    told = payload("noticed", TopicArn=TOPIC, Message=json.dumps(message))
    assert notices.read_notice(json.dumps(told).encode(), TOPIC) == Notice("", "", "other", session_ref="TESTWHTRX0001")


@pytest.mark.parametrize("message", ["", "{", "[]", "null", 5, None, "\ud800", '{"a":' * 100_000])
def test_a_message_that_cannot_be_read_is_forged(message: object) -> None:
    told = payload("noticed", TopicArn=TOPIC, Message=message)
    with pytest.raises(ForgedNotice):
        notices.read_notice(json.dumps(told).encode(), TOPIC)


def test_without_a_topic_none_are_taken() -> None:
    with pytest.raises(ForgedNotice):
        notices.read_notice(notice(TopicArn=""), "")


def test_what_sns_sends_first_is_no_hint() -> None:
    told = json.dumps({"Type": "SubscriptionConfirmation", "TopicArn": TOPIC, "Token": "x"})
    assert notices.read_notice(told.encode(), TOPIC) == Notice("", "", "other")


def test_a_stand_in_in_the_place_of_amazon_belongs_in_a_demo_alone() -> None:
    assert bkash_at("http://127.0.0.1:9").unwise() == ""
    told = bkash_at("http://127.0.0.1:9", topic_arn=TOPIC, sns_url="http://127.0.0.1:9/sns").unwise()
    assert "ADAY_BKASH_SNS_URL is set" in told
