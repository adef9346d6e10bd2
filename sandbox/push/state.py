"""What the service remembers: which browser takes messages under which address, and what waits for it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket


@dataclass(slots=True)
class Message:
    """One that was taken, as it came: what is in it only the browser can read."""

    id: str
    body: bytes
    headers: dict[str, str]
    """In small letters."""


@dataclass(slots=True)
class Subscription:
    """A place at which messages for one site in one browser are taken."""

    token: str
    key: str
    """By which alone a sender may send there; empty where the browser named none."""
    uaid: str = ""
    channel_id: str = ""
    taken: list[Message] = field(default_factory=list)
    """Every one, also those that were given to the browser."""
    waiting: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is answered instead of taking a message; a status of 0 is no answer at all."""

    status: int
    retry_after: str = ""


class State:
    """Everything, in memory."""

    def __init__(self) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self.lines: dict[str, WebSocket] = {}
        """The browsers that are connected, by their own ids."""
        self.troubles: list[Trouble] = []
        """The next requests get these, one each, the first one first."""
        self.refused: list[tuple[int, str]] = []
        """What was wrong with requests of senders."""
        self.asked_count = 0
        self.let_go = asyncio.Event()

    def subscribe(self, key: str = "", uaid: str = "", channel_id: str = "") -> Subscription:
        token = secrets.token_urlsafe(48)
        self.subscriptions[token] = Subscription(token, key, uaid, channel_id)
        return self.subscriptions[token]

    def of_channel(self, uaid: str, channel_id: str) -> Subscription | None:
        found = (one for one in self.subscriptions.values() if (one.uaid, one.channel_id) == (uaid, channel_id))
        return next(found, None)

    def forget(self, token: str) -> None:
        """The browser takes nothing there any more: who sends there is told that it is gone."""
        self.subscriptions.pop(token, None)

    def take(self, subscription: Subscription, message: Message) -> None:
        """Keep it for the browser; one with the same topic that still waits is replaced by it."""
        topic = message.headers.get("topic")
        subscription.taken.append(message)
        subscription.waiting = [one for one in subscription.waiting if not topic or one.headers.get("topic") != topic]
        subscription.waiting.append(message)

    async def hand_on(self, subscription: Subscription, encode: Callable[[Subscription, Message], str]) -> None:
        """Give the browser what waits for it, if it is connected; it stays until the browser says that it has it."""
        line = self.lines.get(subscription.uaid)
        if line is None:
            return
        for message in list(subscription.waiting):
            await line.send_text(encode(subscription, message))

    def acknowledged(self, uaid: str, channel_id: str, message_id: str) -> None:
        found = self.of_channel(uaid, channel_id)
        if found is not None:
            found.waiting = [one for one in found.waiting if one.id != message_id]
