"""Messages of bKash's topic, each believed only with SNS's signature, and acted on until that went well."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from checkout.gateways.base import ForgedNotice, GatewayUnreachable, SeenMessages
from checkout.gateways.bkash.sns_message import Claimed, check_signature, read_message
from checkout.gateways.bkash.sns_topic import Topic
from checkout.gateways.client import Client

log = structlog.get_logger(__name__)
_CERTIFICATES_MAX: Final = 8
_CERTIFICATE_BYTES_MAX: Final = 16 * 1024
# SNS has one certificate at a time, and a new one in months. Whoever makes names up gets no more questions out of us,
# and uses up their own alone: what SNS sends meanwhile comes from other addresses.
_FETCHES_FOR_ONE: Final = 10
_FETCHES_FOR_ALL: Final = 200
# SNS tries for an hour: a line that was away for so many questions may not cost us what it says meanwhile.
_FETCHES_WITHIN: Final = timedelta(minutes=10)


class SnsReceiver:
    """Reads what comes to bKash's webhook. Asks nobody but the topic's own host, and that one rarely."""

    def __init__(
        self, client: Client, topic: Topic, seen: SeenMessages, clock: Callable[[], datetime], timeout_seconds: float
    ) -> None:
        self._client, self._topic, self._seen = client, topic, seen
        self._clock, self._timeout_seconds = clock, timeout_seconds
        self._certificates: dict[str, x509.Certificate] = {}
        self._fetches: list[tuple[datetime, str]] = []
        self._under_way: dict[str, asyncio.Task[x509.Certificate]] = {}

    async def receive(self, body: bytes, sender: str, act: Callable[[Claimed], Awaitable[None]]) -> bool:
        """Act on the message, when it is SNS's and new; whether it was. `sender` is the address that it came from.

        It is remembered once that went well: what fails is done when SNS delivers the message again. `act` has to bear
        being called twice, since two deliveries may come at once, and a process may end between the two.

        Raises ForgedNotice, GatewayUnreachable where its certificate cannot be had now, and whatever `act` raises.
        """
        now = self._clock()
        claimed = read_message(body, self._topic, now)
        check_signature(claimed, await self._certificate(claimed.certificate_url, sender, now), now)
        if await self._seen.has(claimed.id):
            return False
        await act(claimed)
        await self._seen.keep(claimed.id)
        return True

    async def confirm(self, claimed: Claimed) -> None:
        """Have SNS send us what is said to the topic, as a SubscriptionConfirmation asks. Raises GatewayUnreachable.

        Only for what `receive` gave; SNS takes it twice as once.
        """
        assert claimed.kind == "SubscriptionConfirmation"
        await self._get(claimed.subscribe_url)
        log.info("subscribed to bKash's notices", topic=self._topic.arn)

    async def _certificate(self, url: str, sender: str, now: datetime) -> x509.Certificate:
        known = self._certificates.get(url)
        if known is not None:
            return known
        fetching = self._under_way.get(url)
        if fetching is None:
            fetching = self._under_way[url] = asyncio.create_task(self._fetch(url, sender, now))
            fetching.add_done_callback(lambda _: self._under_way.pop(url, None))
        return await asyncio.shield(fetching)

    async def _fetch(self, url: str, sender: str, now: datetime) -> x509.Certificate:
        self._fetches = [(at, by) for at, by in self._fetches if now - at < _FETCHES_WITHIN]
        of_sender = sum(by == sender for _, by in self._fetches)
        if of_sender >= _FETCHES_FOR_ONE or len(self._fetches) >= _FETCHES_FOR_ALL:
            raise GatewayUnreachable("too many certificates were asked for")
        self._fetches.append((now, sender))
        written = await self._get(url)
        try:
            if len(written) > _CERTIFICATE_BYTES_MAX:
                raise ValueError("too long")
            certificate = x509.load_pem_x509_certificate(written)
            certificate.public_key()  # Read when it is asked for, and no sooner.
        except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
            raise ForgedNotice("no certificate stands there") from None
        while len(self._certificates) >= _CERTIFICATES_MAX:
            del self._certificates[next(iter(self._certificates))]
        self._certificates[url] = certificate
        return certificate

    async def _get(self, url: str) -> bytes:
        answer = await self._client.request("GET", url, headers={}, body=b"", timeout_seconds=self._timeout_seconds)
        if answer.status != 200:
            raise GatewayUnreachable(f"HTTP {answer.status}")
        return answer.body
