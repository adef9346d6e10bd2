"""bKash's notices, as Amazon's SNS delivers them."""

import json
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from checkout.gateways.base import ForgedNotice, Notice
from checkout.gateways.bkash import notices
from tests.checkout.gateways.bkash.recorded import TOPIC, make_bkash, notice, payload
from tests.checkout.gateways.cases import TRAN_ID
from tests.checkout.gateways.ports import NOBODY

HOST = "https://sns.ap-southeast-1.amazonaws.com"
CONFIRM = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=x"


def subscription(**changed: Any) -> bytes:
    """What SNS sends first, so that nobody is subscribed who does not want it."""
    return json.dumps(
        {"Type": "SubscriptionConfirmation", "TopicArn": TOPIC, "Token": "x", "SubscribeURL": CONFIRM, **changed}
    ).encode()


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


def test_the_operator_is_told_where_a_subscription_is_confirmed() -> None:
    before = structlog.get_config()
    try:
        # Tests are silent otherwise.
        structlog.configure(wrapper_class=structlog.BoundLogger)
        with capture_logs() as lines:
            told = make_bkash(NOBODY).read_notice({}, subscription())
    finally:
        structlog.configure(**before)
    assert told == Notice("", "", "other")
    assert [line["address"] for line in lines] == [CONFIRM]


@pytest.mark.parametrize(
    "url",
    [
        CONFIRM.replace("https", "http"), CONFIRM.replace(HOST, "https://sns.evil.example"),
        CONFIRM.replace(HOST, "https://evil.example/sns.x.amazonaws.com"), CONFIRM.replace(".com", ".com@evil.example"),
        CONFIRM.replace(".com", ".com.evil.example"), CONFIRM.replace("sns.ap-southeast-1", "sns.s3-us-west-2"),
        CONFIRM.replace("Confirm", "Delete"), CONFIRM.replace(TOPIC, f"{TOPIC}_another"), f"{CONFIRM}y", f"{CONFIRM}\n",
        f"{CONFIRM}\tx", HOST, "", None,
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_sns_is_told_to_nobody(url: str | None) -> None:
    assert notices.address_to_confirm(subscription(SubscribeURL=url), TOPIC) == ""


def test_an_end_of_the_subscription_asks_nobody_to_open_the_address_that_would_undo_it() -> None:
    assert notices.address_to_confirm(subscription(Type="UnsubscribeConfirmation"), TOPIC) == ""
