"""An app that listens to its shop's log on a line that stays open."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from checkout.core.access import THE_OWNER, Grant
from checkout.core.event_types import LoggedEvent
from checkout.core.merchant import MerchantId
from checkout.events.view import seen_by

if TYPE_CHECKING:
    from checkout.events.hub import Hub

PING_SECONDS: Final = 20.0
# An event without a number: the app sees that the line is alive, and its place in the log stays.
PING: Final = b"event: ping\ndata: {}\n\n"
FIRST: Final = b"retry: 1000\n" + PING
# No stream lives for ever: after ten minutes an app comes back, and a forgotten one frees its place.
_PINGS: Final = 30
# Each minute it is asked whether the device is still signed in, and whether nothing was missed.
_PINGS_TO_A_CHECK: Final = 3


class Line(Protocol):
    """What is left of a connection; what its other end does not take yet waits in it."""

    @property
    def is_full(self) -> bool: ...
    def write(self, data: bytes, /) -> None: ...
    def end(self) -> None: ...


class Stream:
    """One app that listens. No task waits for it, and while nothing happens it costs its ping."""

    def __init__(
        self, hub: "Hub", token_hash: str, merchant_id: MerchantId, place: int, grant: Grant = THE_OWNER
    ) -> None:
        self._hub = hub
        self.token_hash, self.merchant_id, self.place, self.grant = token_hash, merchant_id, place, grant
        self._hears_all = grant.hears_all
        # Whatever is in the table comes first.
        self.is_behind = True
        self._pings_left = _PINGS

    def begin(self, line: Line) -> None:
        self.line = line
        self._ping_later()
        self._hub.join(self)
        self.resume()

    def receive(self, logged: Sequence[LoggedEvent]) -> None:
        """Take what was kept just now; after a gap, or when nothing is told, the table knows more."""
        # Whoever is being read to is told by that reading, which knows who is signed in.
        if not logged or logged[0].seq > self.place + 1 or self._hub.is_catching_up(self.merchant_id):
            self.is_behind = True
            self.resume()
        else:
            self.send(logged)

    def send(self, logged: Sequence[LoggedEvent]) -> None:
        """What is new to it; what a full line does not take is read again when there is room."""
        for event in logged:
            if event.seq > self.place:
                if self.line.is_full:
                    self.is_behind = True
                    return
                told = event if self._hears_all else seen_by(self.grant, event, self._hub.clock())
                self.line.write(f"id: {told.seq}\nevent: {told.type}\ndata: {told.data}\n\n".encode())
                self.place = event.seq

    def resume(self) -> None:
        """Called by the line, too, when it takes something again."""
        if self.is_behind:
            self._hub.catch_up(self.merchant_id)

    def end(self) -> None:
        self._hub.leave(self)
        self.line.end()

    def closed(self) -> None:
        """Called by the line when it has ended."""
        self._timer.cancel()
        self._hub.leave(self)
        self._hub.streaming.leave(self.token_hash, self.merchant_id)

    def _ping_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(PING_SECONDS, self._ping)

    def _ping(self) -> None:
        self._pings_left -= 1
        if not self._pings_left:
            self.end()
            return
        if not self.line.is_full:
            self.line.write(PING)
        if self._pings_left % _PINGS_TO_A_CHECK == 0:
            self._hub.due.append(self)
        self._ping_later()
