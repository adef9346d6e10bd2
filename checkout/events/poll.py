"""An app that asks for what is new in its shop's log, and waits for it."""

import asyncio
from collections.abc import Sequence

from checkout.core.access import THE_OWNER, Grant
from checkout.core.event_types import LoggedEvent
from checkout.core.merchant import MerchantId


class Poll:
    """One app that waits for an answer: `place` is the number of the last event that it has."""

    def __init__(self, token_hash: str, merchant_id: MerchantId, place: int, grant: Grant = THE_OWNER) -> None:
        self.token_hash, self.merchant_id, self.place, self.grant = token_hash, merchant_id, place, grant
        self.nudged = asyncio.Event()
        self.is_another = False
        """Whether the device may more or less by now than when it began to wait: it is told so at once."""

    def receive(self, _: Sequence[LoggedEvent]) -> None:
        """Something is kept, or there is something to look up; the asking reads it."""
        self.nudged.set()

    def end(self) -> None:
        self.nudged.set()
