"""What comes by bKash's topic, as the checkout acts on it. Source: docs/gateways/bkash.md, "Notices"."""

from collections.abc import Awaitable, Callable

from checkout.gateways.base import ProvedNotice
from checkout.gateways.bkash.sns_message import Claimed
from checkout.gateways.bkash.sns_receiver import SnsReceiver
from checkout.gateways.bkash.told_payment import read_told_payment


class TopicNotices:
    """Believes what SNS signed, and has SNS send us what is said to the topic when it asks whether we want that."""

    def __init__(self, receiver: SnsReceiver) -> None:
        self._receiver = receiver

    async def receive(self, body: bytes, sender: str, act: Callable[[ProvedNotice], Awaitable[None]]) -> bool:
        """As ProvedNotices says."""

        async def believe(claimed: Claimed) -> None:
            if claimed.kind == "SubscriptionConfirmation":
                await self._receiver.confirm(claimed)
            is_notification = claimed.kind == "Notification"
            payment = read_told_payment(claimed.message) if is_notification else None
            await act(ProvedNotice(claimed.id, payment, ends=claimed.kind == "UnsubscribeConfirmation"))

        return await self._receiver.receive(body, sender, believe)
