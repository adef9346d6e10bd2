"""What SNS says to bKash's topic is believed with its signature alone, and once."""

import asyncio
import json
from datetime import timedelta

import pytest

from checkout.gateways.base import ForgedNotice, GatewayUnreachable
from checkout.gateways.bkash.sns_message import Claimed, read_message
from checkout.gateways.bkash.sns_topic import Topic
from sandbox.bkash.sns import body_of
from tests.checkout.gateways.bkash.recorded import TOPIC, notice, payload
from tests.checkout.gateways.bkash.topic import NOW, SENDER, Webhook, signer

TOLD = json.dumps(payload("noticed_message"))


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [None, "Payment"])
def test_a_notification_is_believed_in_either_version(version: str, subject: str | None) -> None:
    amazon = signer(version)
    webhook = Webhook(amazon)
    told = amazon.notification(TOLD, NOW, subject)
    claimed = asyncio.run(webhook.receive(body_of(told)))
    assert claimed is not None
    assert (claimed.kind, claimed.id, claimed.message) == ("Notification", told["MessageId"], TOLD)
    assert (claimed.sent_at, claimed.subscribe_url) == (NOW, "")


def test_a_message_in_bangla_is_signed_over_its_utf_8() -> None:
    text = json.dumps({"transactionReference": "শাড়ি, নীল"}, ensure_ascii=False)
    claimed = asyncio.run(Webhook(signer()).receive(body_of(signer().notification(text, NOW))))
    assert claimed is not None
    assert claimed.message == text


def test_a_message_that_is_an_object_is_signed_over_its_compact_json() -> None:
    message = payload("noticed_message", transactionReference="শাড়ি")
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    told = signer().notification(text, NOW) | {"Message": message}
    claimed = asyncio.run(Webhook(signer()).receive(body_of(told)))
    assert claimed is not None
    assert claimed.message == text


def test_the_certificate_is_asked_for_once() -> None:
    webhook = Webhook(signer())
    for _ in range(3):
        assert asyncio.run(webhook.receive(body_of(signer().notification(TOLD, NOW)))) is not None
    assert webhook.amazon.asked == [signer().certificate_url]


def test_a_subscription_is_confirmed_where_it_says_once_it_is_believed() -> None:
    webhook = Webhook(signer())
    told = signer().subscription(NOW)
    webhook.amazon.served[str(told["SubscribeURL"])] = b"<ConfirmSubscriptionResponse/>"

    assert asyncio.run(webhook.receiver.receive(body_of(told), SENDER, webhook.receiver.confirm))
    assert webhook.amazon.asked == [signer().certificate_url, told["SubscribeURL"]]


def test_an_end_of_the_subscription_is_believed_and_confirms_nothing() -> None:
    webhook = Webhook(signer())
    told = signer().subscription(NOW, "UnsubscribeConfirmation")
    claimed = asyncio.run(webhook.receive(body_of(told)))
    assert claimed is not None
    assert claimed.kind == "UnsubscribeConfirmation"
    assert webhook.amazon.asked == [signer().certificate_url]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=23)])
def test_a_message_that_comes_again_is_dropped(later: timedelta) -> None:
    webhook = Webhook(signer())
    told = signer().notification(TOLD, NOW)
    assert asyncio.run(webhook.receive(body_of(told))) is not None
    webhook.now += later
    assert asyncio.run(webhook.receive(body_of(told))) is None
    # What is not signed does not make another message of it.
    dressed = told | {"UnsubscribeURL": "https://evil.example/", "Extra": 1}
    assert asyncio.run(webhook.receive(body_of(dressed))) is None


def test_a_certificate_that_cannot_be_had_now_is_no_forgery() -> None:
    webhook = Webhook()
    told = body_of(signer().notification(TOLD, NOW))
    with pytest.raises(GatewayUnreachable):
        asyncio.run(webhook.receive(told))
    assert webhook.memory.ids == set()
    webhook.amazon.served[signer().certificate_url] = signer().certificate_pem
    assert asyncio.run(webhook.receive(told)) is not None


def test_names_that_somebody_makes_up_are_asked_for_so_often_and_no_more() -> None:
    webhook = Webhook(signer())
    assert asyncio.run(webhook.receive(body_of(signer().notification(TOLD, NOW)))) is not None
    for number in range(100):
        told = signer().notification(TOLD, NOW) | {"SigningCertURL": f"{signer().host}/made-up-{number}.pem"}
        with pytest.raises(GatewayUnreachable):
            asyncio.run(webhook.receive(body_of(told)))
    assert len(webhook.amazon.asked) == 10
    assert asyncio.run(webhook.receive(body_of(signer().notification(TOLD, NOW)))) is not None
    webhook.now += timedelta(minutes=10)
    told = signer().notification(TOLD, webhook.now) | {"SigningCertURL": f"{signer().host}/made-up.pem"}
    with pytest.raises(GatewayUnreachable):
        asyncio.run(webhook.receive(body_of(told)))
    assert len(webhook.amazon.asked) == 11


def test_who_makes_names_up_uses_up_nobody_elses_questions() -> None:
    webhook = Webhook(signer())

    def made_up(sender: str, count: int) -> None:
        for number in range(count):
            told = signer().notification(TOLD, NOW) | {"SigningCertURL": f"{signer().host}/{sender}-{number}.pem"}
            with pytest.raises(GatewayUnreachable):
                asyncio.run(webhook.receive(body_of(told), sender))

    made_up("stranger", 100)
    assert len(webhook.amazon.asked) == 10
    assert asyncio.run(webhook.receive(body_of(signer().notification(TOLD, NOW)))) is not None
    # A crowd of them gets no more than so much out of us either.
    for number in range(30):
        made_up(f"stranger-{number}", 10)
    assert len(webhook.amazon.asked) == 200


def test_many_messages_at_once_ask_for_the_certificate_once() -> None:
    webhook = Webhook(signer())
    told = [body_of(signer().notification(TOLD, NOW)) for _ in range(20)]

    async def deliver() -> None:
        await asyncio.gather(*map(webhook.receive, told))

    asyncio.run(deliver())
    assert (len(webhook.acted), webhook.amazon.asked) == (20, [signer().certificate_url])


def test_a_line_that_was_away_costs_no_message_that_sns_still_repeats() -> None:
    webhook, told = Webhook(), body_of(signer().notification(TOLD, NOW))
    for _ in range(60):
        with pytest.raises(GatewayUnreachable):
            asyncio.run(webhook.receive(told))
    webhook.amazon.served[signer().certificate_url] = signer().certificate_pem
    webhook.now += timedelta(minutes=30)
    assert asyncio.run(webhook.receive(told)) is not None


def test_what_could_not_be_done_is_done_when_the_message_comes_again() -> None:
    webhook, told = Webhook(signer()), body_of(signer().notification(TOLD, NOW))

    async def fail(claimed: Claimed) -> None:
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        asyncio.run(webhook.receiver.receive(told, SENDER, fail))
    assert asyncio.run(webhook.receive(told)) is not None
    assert asyncio.run(webhook.receive(told)) is None
    assert len(webhook.acted) == 1


def test_a_subscription_that_could_not_be_confirmed_is_confirmed_when_it_comes_again() -> None:
    webhook, told = Webhook(signer()), signer().subscription(NOW)
    with pytest.raises(GatewayUnreachable):
        asyncio.run(webhook.receiver.receive(body_of(told), SENDER, webhook.receiver.confirm))
    webhook.amazon.served[str(told["SubscribeURL"])] = b"<ConfirmSubscriptionResponse/>"
    assert asyncio.run(webhook.receiver.receive(body_of(told), SENDER, webhook.receiver.confirm))


def test_the_public_sample_has_the_form_that_is_read() -> None:
    """Its signature was taken out, and stands in for one here."""
    claimed = read_message(notice(Signature="AAAA", Timestamp="2026-11-29T06:00:00.000Z"), Topic.of(TOPIC), NOW)
    assert claimed.certificate_url == "https://sns.ap-southeast-1.amazonaws.com/SimpleNotificationService-xyz.pem"


@pytest.mark.parametrize(
    ("arn", "host"),
    [
        (TOPIC, "sns.ap-southeast-1.amazonaws.com"),
        ("arn:aws-cn:sns:cn-north-1:354285753755:bpt_x", "sns.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_a_topic_speaks_from_its_own_region(arn: str, host: str) -> None:
    assert Topic.of(arn).host == host


@pytest.mark.parametrize(
    "arn",
    [
        "", "bpt_aday", "arn:aws:sqs:ap-southeast-1:354285753755:x", "arn:aws:sns:evil.example/#:354285753755:x",
        "arn:aws:sns:s3:354285753755:x", "arn:aws:sns:ap-southeast-1:35428575375:x", f"{TOPIC}\n", f"{TOPIC}ক",
    ],
)  # fmt: skip
def test_what_is_no_topic_is_none(arn: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        Topic.of(arn)


def test_a_forged_message_is_not_remembered_so_that_the_real_one_still_comes() -> None:
    webhook = Webhook(signer())
    told = signer().notification(TOLD, NOW)
    with pytest.raises(ForgedNotice):
        asyncio.run(webhook.receive(body_of(told | {"Message": "{}"})))
    assert asyncio.run(webhook.receive(body_of(told))) is not None


HOST = "https://sns.ap-southeast-1.amazonaws.com"
CONFIRM = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=x"


@pytest.mark.parametrize(
    "url",
    [
        CONFIRM.replace("https", "http"), CONFIRM.replace(HOST, "https://sns.evil.example"),
        CONFIRM.replace(HOST, "https://evil.example/sns.x.amazonaws.com"), CONFIRM.replace(".com", ".com@evil.example"),
        CONFIRM.replace(".com", ".com.evil.example"), CONFIRM.replace("sns.ap-southeast-1", "sns.s3-us-west-2"),
        CONFIRM.replace("Confirm", "Delete"), CONFIRM.replace(TOPIC, f"{TOPIC}_another"), f"{CONFIRM}y", f"{CONFIRM}\n",
        f"{CONFIRM}\tx", HOST, "",
    ],
)  # fmt: skip
def test_an_address_that_subscribes_to_nothing_of_ours_is_opened_by_nobody(url: str) -> None:
    assert Topic.of(TOPIC).may_confirm(CONFIRM, "x")
    assert not Topic.of(TOPIC).may_confirm(url, "x")


def test_a_stand_in_speaks_for_the_topic_where_one_is_set_and_amazon_does_not_any_more() -> None:
    topic = Topic.of(TOPIC, "http://127.0.0.1:9001")
    assert topic.may_certify("http://127.0.0.1:9001/x.pem")
    assert not topic.may_certify(f"{HOST}/x.pem")
