"""Telling a browser: what is taken for one, and what it is told."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from app.words import WORDS as APP_WORDS
from checkout.core.merchant import MerchantId
from checkout.core.outlet import PUSH, Delivery, Outlet
from checkout.core.push import Subscription
from checkout.errors import BadFields
from checkout.notify.push import PushChannel, PushSettings, push_content, topic
from checkout.words import WORDS
from tests.support.channels import channels

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"


def channel(*, anywhere: bool = False) -> PushChannel:
    found = channels(anywhere=anywhere)[PUSH]
    assert isinstance(found, PushChannel)
    return found


def wrong_fields(endpoint: str = ENDPOINT, p256dh: str = POINT, auth: str = SECRET) -> list[str]:
    try:
        channel().check(Subscription(endpoint, p256dh, auth))
    except BadFields as refused:
        return [one.field for one in refused.problems]
    return []


@pytest.mark.parametrize(
    "endpoint",
    [
        ENDPOINT,
        "https://fcm.googleapis.com/fcm/send/eFOO:APA91b",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA",
        "https://web.push.apple.com/QPush",
    ],
)
def test_where_browsers_are_told_is_taken(endpoint: str) -> None:
    assert wrong_fields(endpoint) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "updates.push.services.mozilla.com/wpush",
        "http://updates.push.services.mozilla.com/wpush/v2/g",
        "ftp://push.example/x",
        "https://push.example",
        "https://push.example/",
        "https://push.example/x#y",
        "https://user@push.example/x",
        "https://push.example:0/x",
        "https://push.example/x y",
        "https://push.example/৳",
        "https://push/x",
        "https://localhost/x",
        "https://localhost./x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://push.example/" + "x" * 1000,
    ],
)
def test_what_no_browser_would_give_or_what_leads_inside_is_refused(endpoint: str) -> None:
    assert wrong_fields(endpoint) == ["endpoint"]


def test_each_key_that_is_none_is_named() -> None:
    assert wrong_fields(p256dh=SECRET, auth=POINT) == ["keys.p256dh", "keys.auth"]


@pytest.mark.parametrize("key", ["A" * 43, "_" * 43])
def test_a_number_that_is_no_key_is_told_at_the_start(key: str) -> None:
    with pytest.raises(ValidationError, match="aday push keys"):
        PushSettings(push_private_key=SecretStr(key), push_contact="mailto:aday@example.com")


@pytest.mark.parametrize("contact", ["aday@example.com", "http://aday.example.com", "mailto:aday", "mailto:a b@c.de"])
def test_whom_a_service_asks_is_an_address_or_a_page(contact: str) -> None:
    with pytest.raises(ValidationError, match="must be mailto:"):
        PushSettings(push_contact=contact)


def delivery(**changes: object) -> Delivery:
    payment = {
        "id": "pay_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11",
        "amount": 500_00,
        "payer": {"name": "রহিমা", "phone": "01712345678", "email": "r@example.com", "address": "ঢাকা"},
        "gateway_words": "রহিমা",
    }
    outlet = Outlet("out_1", MerchantId("mer_1"), PUSH, "push.example", "", NOW)
    facts = {
        "event_seq": 42,
        "word_key": "0123456789abcdef",
        "subscription": Subscription(ENDPOINT, POINT, SECRET),
        **changes,
    }
    return Delivery("msg_1", outlet, "payment.paid", json.dumps(payment), NOW, "শ", "bn", 0, NOW, **facts)  # type: ignore[arg-type]


def test_a_browser_is_told_the_sum_the_number_and_the_word_and_nothing_of_who_paid() -> None:
    said = json.loads(push_content(delivery(), NOW))
    assert (said["amount"], said["seq"], said["type"]) == (500_00, 42, "payment.paid")
    assert said["word"] in WORDS["day.words"]["bn"]
    assert set(said) == {"seq", "type", "payment", "amount", "word", "language"}
    for private in ("রহিমা", "01712345678", "r@example.com", "ঢাকা"):
        assert private not in push_content(delivery(), NOW).decode()


def test_even_the_longest_content_is_as_long_as_all_others() -> None:
    words = [word for language in ("bn", "en") for word in WORDS["day.words"][language].split()]
    longest = max(len(word.encode()) for word in words)
    rest = len(push_content(delivery(word_key=""), NOW)) + len(str(2**63)) + len("payment.partly_refunded")
    assert rest + longest < 512


def test_the_word_changes_at_midnight_in_dhaka() -> None:
    def word(moment: datetime) -> str:
        return str(json.loads(push_content(delivery(), moment))["word"])

    evening = datetime(2026, 11, 12, 17, 59, 59, tzinfo=UTC)
    days = [word(evening + timedelta(days=n)) for n in range(30)]
    assert len(set(days)) > 10
    assert word(NOW) == word(evening)
    assert [word(evening + timedelta(days=n, seconds=1)) for n in range(29)] == days[1:]


def test_checkout_and_app_draw_from_the_same_words() -> None:
    assert WORDS["day.words"] == APP_WORDS["day.words"]


def test_a_payments_topic_is_its_own_and_does_not_tell_its_id() -> None:
    assert topic("pay_1") != topic("pay_2")
    assert len(topic("pay_1")) == 32
    assert "pay" not in topic("pay_1")
