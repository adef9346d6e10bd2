"""How often one address may do what could be used to guess."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from checkout.errors import TooOften

_ADDRESSES_MAX: Final = 10_000


@dataclass(slots=True)
class Limit:
    """So many times in a period, for each address; kept in this process's memory."""

    times: int
    period: timedelta
    clock: Callable[[], datetime]
    _seen: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def check(self, address: str) -> None:
        """Raises TooOften while the address is over the limit."""
        now = self.clock()
        seen = self._recent(address, now)
        if len(seen) >= self.times:
            wait = seen[0] + self.period - now
            raise TooOften(max(1, -(-wait // timedelta(seconds=1))))

    def count(self, address: str) -> None:
        """Note one more time."""
        now = self.clock()
        self._recent(address, now).append(now)

    def take(self, address: str) -> None:
        """Check and count in one go, so that requests at the same moment cannot pass together. Raises TooOften."""
        self.check(address)
        self.count(address)

    def give_back(self, address: str) -> None:
        """The request was a good one and shall not count."""
        seen = self._recent(address, self.clock())
        if seen:
            seen.pop()

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        seen = self._seen.setdefault(address, deque())
        self._seen.move_to_end(address)
        while seen and seen[0] <= now - self.period:
            seen.popleft()
        if len(self._seen) > _ADDRESSES_MAX:
            self._seen.popitem(last=False)
        return seen


class Limits:
    """The limits that hold for strangers."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.unknown_links = Limit(20, timedelta(minutes=1), clock)
        self.codes_sent = Limit(30, timedelta(hours=1), clock)
        self.codes_tried = Limit(60, timedelta(hours=1), clock)
        # One reader counts once, though the page is loaded again.
        self.opens = Limit(1, timedelta(minutes=10), clock)
        self.proofs = Limit(30, timedelta(minutes=10), clock)
        # Of one payment: each makes us ask the gateway, and most are unsigned.
        self.returns = Limit(20, timedelta(minutes=10), clock)
        self.refused_webhooks = Limit(60, timedelta(minutes=1), clock)
