"""Waking the streams of a shop when something was logged for it. The event table is the truth."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator

from checkout import metrics
from checkout.core.merchant import MerchantId


class Hub:
    """The listeners of a shop; a nudge says only that there is something to read."""

    def __init__(self) -> None:
        self._listeners: dict[MerchantId, set[asyncio.Event]] = defaultdict(set)

    @contextlib.contextmanager
    def listen(self, merchant_id: MerchantId) -> Iterator[asyncio.Event]:
        nudged = asyncio.Event()
        self._listeners[merchant_id].add(nudged)
        metrics.STREAMS.inc()
        try:
            yield nudged
        finally:
            metrics.STREAMS.dec()
            self._listeners[merchant_id].discard(nudged)
            if not self._listeners[merchant_id]:
                del self._listeners[merchant_id]

    def nudge(self, merchant_ids: set[MerchantId]) -> None:
        for merchant_id in merchant_ids:
            for nudged in self._listeners.get(merchant_id, ()):
                nudged.set()

    def nudge_all(self) -> None:
        """Everybody looks, and finds out that it is over."""
        self.nudge(set(self._listeners))

    @property
    def listeners_count(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())
