"""What the service remembers: which browser takes messages under which address, and what waits for it."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect


@dataclass(slots=True)
class Message:
    """One that was taken, as it came: what is in it only the browser can read."""

    id: str
    body: bytes
    headers: dict[str, str]
    """In small letters."""
    happened: list[tuple[float, str]] = field(default_factory=list)
    """What became of it and when, in milliseconds since 1970."""
    given_on: WebSocket | None = None
    """The line by which the browser has it, or will find out that it is broken."""

    def note(self, what: str) -> None:
        """It happens now."""
        self.happened.append((time.time() * 1_000, what))


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
        message.note("taken")
        subscription.taken.append(message)
        for one in list(subscription.waiting):
            if topic and one.headers.get("topic") == topic:
                one.note("replaced by a later one")
                subscription.waiting.remove(one)
        subscription.waiting.append(message)

    async def hand_on(self, subscription: Subscription, encode: Callable[[Subscription, Message], str]) -> None:
        """Give the browser what waits for it, if it is connected, once by each line; it stays until the browser says that
        it has it.
        """
        line = self.lines.get(subscription.uaid)
        if line is None:
            return
        for message in list(subscription.waiting):
            if message.given_on is line:
                continue
            message.given_on = line
            message.note("given to the browser")
            try:
                await line.send_text(encode(subscription, message))
            except (WebSocketDisconnect, RuntimeError):
                message.note("the line was broken")  # It waits for the next one; who sent it has done enough.
                return

    def acknowledged(self, uaid: str, channel_id: str, message_id: str, code: int) -> None:
        """The browser has it; 100 is that the site's worker took it, 101 that it cannot be read, 102 that no worker did."""
        found = self.of_channel(uaid, channel_id)
        for one in found.waiting if found else ():
            if one.id == message_id:
                one.note(f"acknowledged {code}")
        if found is not None:
            found.waiting = [one for one in found.waiting if one.id != message_id]

    def failed(self, uaid: str, message_id: str, code: int) -> None:
        """What the site's worker made of it was an error, as the browser says of its own accord."""
        for subscription in self.subscriptions.values():
            for one in subscription.taken if subscription.uaid == uaid else ():
                if one.id == message_id:
                    one.note(f"failed {code}")
