"""The push service as a Firefox speaks with it, over its websocket."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.websockets import WebSocket
from websockets.sync.client import ClientConnection, connect

from checkout.core.push import Subscription
from checkout.notify.push_message import Sender, new_private_key, seal
from sandbox.push.sealing import BrowserKeys, decode
from sandbox.push.state import Message, State
from tests.support import plain

SENDER = Sender(new_private_key(), "mailto:aday@example.com")
KEYS = BrowserKeys.make(b"0123456789abcdef")


class Firefox:
    """A browser's line."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self.uaid = ""

    def say(self, **said: Any) -> Any:
        self._line.send(json.dumps(said))
        return self.hear()

    def tell(self, **said: Any) -> None:
        self._line.send(json.dumps(said))

    def hear(self) -> Any:
        return json.loads(self._line.recv(timeout=60))

    def hello(self, uaid: str = "") -> str:
        answer = self.say(messageType="hello", broadcasts={}, use_webpush=True, uaid=uaid)
        assert (answer["status"], answer["use_webpush"]) == (200, True)
        return str(answer["uaid"])


@pytest.fixture
def address(on_the_air: str) -> str:
    return f"{on_the_air.replace('http', 'ws')}/push"


@pytest.fixture
def firefox(address: str) -> Iterator[Firefox]:
    with connect(address, subprotocols=["push-notification"], proxy=None) as line:  # type: ignore[list-item]
        yield Firefox(line)


def send(endpoint: str, content: bytes, **changes: str) -> httpx.Response:
    body = seal(content, Subscription(endpoint, KEYS.told["p256dh"], KEYS.told["auth"]))
    headers = {
        "Authorization": SENDER.authorization(endpoint, datetime.now(UTC)),
        "Content-Encoding": "aes128gcm",
        "TTL": "900",
        "Urgency": "high",
        **changes,
    }
    with plain.client() as client:
        return client.post(endpoint, content=body, headers=headers)


def test_what_is_sent_comes_to_the_browser_that_subscribed_and_it_alone_reads_it(firefox: Firefox) -> None:
    firefox.hello()
    channel = str(uuid.uuid4())
    endpoint = firefox.say(messageType="register", channelID=channel, key=SENDER.public_key)["pushEndpoint"]
    assert send(endpoint, b"paid").status_code == 201
    told = firefox.hear()
    assert (told["messageType"], told["channelID"]) == ("notification", channel)
    assert KEYS.read(decode(told["data"])) == b"paid"


def test_what_came_while_the_browser_was_away_waits_the_last_word_of_each_topic_alone(address: str) -> None:
    with connect(address, proxy=None) as line:
        uaid = (away := Firefox(line)).hello()
        endpoint = away.say(messageType="register", channelID="a", key=SENDER.public_key)["pushEndpoint"]
    for content, topic in ((b"1", "one"), (b"2", "two"), (b"3", "one")):
        assert send(endpoint, content, Topic=topic).status_code == 201
    with connect(address, proxy=None) as line:
        back = Firefox(line)
        assert back.hello(uaid) == uaid
        told = [back.hear() for _ in range(2)]
        assert [KEYS.read(decode(one["data"])) for one in told] == [b"2", b"3"]
        for one in told:
            back.tell(messageType="ack", updates=[{"channelID": "a", "version": one["version"], "code": 100}])
        assert back.say() == {}
    with connect(address, proxy=None) as line:
        again = Firefox(line)
        again.hello(uaid)
        assert again.say() == {}


def test_by_one_line_each_message_is_given_once_and_what_became_of_it_is_told(address: str, on_the_air: str) -> None:
    with connect(address, proxy=None) as line:
        browser = Firefox(line)
        uaid = browser.hello()
        endpoint = browser.say(messageType="register", channelID="once", key=SENDER.public_key)["pushEndpoint"]
        for content, topic in ((b"1", "first"), (b"2", "second")):
            assert send(endpoint, content, Topic=topic).status_code == 201
        first, second = browser.hear(), browser.hear()
        assert [KEYS.read(decode(one["data"])) for one in (first, second)] == [b"1", b"2"]
        browser.tell(messageType="ack", updates=[{"channelID": "once", "version": first["version"], "code": 102}])
        browser.tell(messageType="nack", version=first["version"], code=302)
        assert browser.say() == {}
    with connect(address, proxy=None) as line:
        again = Firefox(line)
        again.hello(uaid)
        assert again.hear()["version"] == second["version"]
    told = {one["id"]: one for one in plain.get(f"{on_the_air}/push-messages").json()}
    given = ["taken", "given to the browser"]
    for message, topic, after in ((first, "first", ["acknowledged 102", "failed 302"]), (second, "second", given[1:])):
        one = told[message["version"]]
        assert (one["topic"], [what for _, what in one["happened"]]) == (topic, given + after)


def test_where_the_line_breaks_the_message_waits_for_the_next_one_and_its_sender_has_done_enough() -> None:
    state = State()
    subscription = state.subscribe(uaid="u")
    message = Message("m", b"", {})
    sent: list[str] = []

    async def give(*, is_broken: bool) -> None:
        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(said: Any) -> None:
            if said["type"] == "websocket.send":
                if is_broken:
                    raise OSError
                sent.append(said["text"])

        line = WebSocket({"type": "websocket"}, receive, send)
        await line.accept()
        state.lines["u"] = line
        await state.hand_on(subscription, lambda _, one: one.id)

    state.take(subscription, message)
    asyncio.run(give(is_broken=True))
    assert (sent, subscription.waiting) == ([], [message])
    asyncio.run(give(is_broken=False))
    assert sent == ["m"]


def test_a_browser_that_takes_nothing_any_more_is_gone_for_senders(firefox: Firefox) -> None:
    firefox.hello()
    endpoint = firefox.say(messageType="register", channelID="b", key=SENDER.public_key)["pushEndpoint"]
    assert firefox.say(messageType="unregister", channelID="b")["status"] == 200
    assert send(endpoint, b"paid").status_code == 410


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": ""}, 401),
        (
            {
                "Authorization": Sender(new_private_key(), "mailto:a@b.cd").authorization(
                    "http://other/", datetime.now(UTC)
                )
            },
            401,
        ),
        ({"TTL": ""}, 400),
        ({"TTL": "soon"}, 400),
        ({"Content-Encoding": "aesgcm"}, 400),
        ({"Urgency": "now"}, 400),
        ({"Topic": "x" * 33}, 400),
    ],
)
def test_a_sender_that_does_not_keep_to_the_standards_is_refused(
    firefox: Firefox, changes: dict[str, str], status: int
) -> None:
    firefox.hello()
    endpoint = firefox.say(messageType="register", channelID="c", key=SENDER.public_key)["pushEndpoint"]
    assert send(endpoint, b"paid", **changes).status_code == status


def test_a_body_that_is_too_large_is_refused(firefox: Firefox) -> None:
    firefox.hello()
    endpoint = firefox.say(messageType="register", channelID="d", key=SENDER.public_key)["pushEndpoint"]
    assert send(endpoint, b"x" * 4096).status_code == 413


def test_trouble_is_made_on_demand_once_for_each_sender(firefox: Firefox, on_the_air: str) -> None:
    firefox.hello()
    endpoint = firefox.say(messageType="register", channelID="e", key=SENDER.public_key)["pushEndpoint"]
    with plain.client() as client:
        client.put(f"{on_the_air}/push-trouble", json=[{"status": 429, "retry_after": "5"}])
    answers = [send(endpoint, b"paid") for _ in range(2)]
    assert [(one.status_code, one.headers.get("retry-after")) for one in answers] == [(429, "5"), (201, None)]
