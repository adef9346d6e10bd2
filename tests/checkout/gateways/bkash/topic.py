"""bKash's topic in tests: the stand-in's signer, who serves its certificate, and a memory of what came."""

from datetime import UTC, datetime, timedelta
from functools import cache

import httpx

from checkout.gateways.base import NotSent
from checkout.gateways.bkash.sns_message import Claimed
from checkout.gateways.bkash.sns_receiver import SnsReceiver
from checkout.gateways.bkash.sns_topic import Topic
from sandbox.bkash.sns import Signer
from tests.checkout.gateways.bkash.recorded import TOPIC
from tests.checkout.gateways.ports import Recorded

SENDER = "54.240.197.1"
NOW = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)


@cache
def signer(version: str = "1", valid_from: datetime = NOW - timedelta(days=30)) -> Signer:
    """SNS as it signs for our topic."""
    return Signer(TOPIC, version, valid_from=valid_from)


class Amazon:
    """Answers at the addresses that it has, and remembers what it was asked for."""

    def __init__(self, *signers: Signer) -> None:
        self.served = {one.certificate_url: one.certificate_pem for one in signers}
        self.asked: list[str] = []

    def client(self) -> Recorded:
        return Recorded(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if request.url.host != "sns.ap-southeast-1.amazonaws.com" and str(request.url) not in self.served:
            raise NotSent("nobody is there")
        served = self.served.get(str(request.url))
        return httpx.Response(200, content=served) if served is not None else httpx.Response(404)


class Memory:
    """Ids of messages, for one test."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    async def has(self, message_id: str) -> bool:
        return message_id in self.ids

    async def keep(self, message_id: str) -> None:
        self.ids.add(message_id)


class Webhook:
    """A receiver with all that it needs."""

    def __init__(self, *signers: Signer, now: datetime = NOW) -> None:
        self.amazon, self.memory, self.now = Amazon(*signers), Memory(), now
        self.receiver = SnsReceiver(self.amazon.client(), Topic.of(TOPIC), self.memory, lambda: self.now, 5)
        self.acted: list[Claimed] = []

    async def receive(self, body: bytes, sender: str = SENDER) -> Claimed | None:
        """The message, when it was acted on now."""
        return self.acted[-1] if await self.receiver.receive(body, sender, self._act) else None

    async def _act(self, claimed: Claimed) -> None:
        self.acted.append(claimed)
