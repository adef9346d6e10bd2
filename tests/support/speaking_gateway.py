"""A gateway that says one thing of everything it is asked about, and who asks it as workers do."""

import asyncio
from typing import Any

from checkout.gateways.base import Attempt, Outcome, Waiting
from checkout.settings import Settings
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer


class SpeakingGateway:
    """Stands for SSLCommerz; remembers the attempts that it was asked about."""

    name, contract, patience_seconds, waits_for_our_word = "sslcommerz", None, 0.0, False

    def __init__(self) -> None:
        self.says: Outcome = Waiting()
        self.asked: list[str] = []

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        self.asked.append(attempt.tran_id)
        await asyncio.sleep(0)
        return (self.says,)


class HangingGateway(SpeakingGateway):
    """Takes every question, and answers none before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.lets_go = asyncio.Event()
        self.under_way_count = self.most_at_once = 0

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        self.under_way_count += 1
        self.most_at_once = max(self.most_at_once, self.under_way_count)
        await self.lets_go.wait()
        self.under_way_count -= 1
        return await super().look_up(attempt, capture_ref)


def confirmer_at(db: Database, gateway: SpeakingGateway, **others: SpeakingGateway) -> Confirmer:
    """Asks again after five seconds at first; `others` by the names of their gateways."""
    settings = Settings.model_construct(
        database_url="", public_url="", reconcile_first_seconds=5, gateway_timeout_seconds=1
    )
    known: Any = {gateway.name: gateway, **others}
    return Confirmer(db, known, settings)
