"""A gateway that says one thing of everything it is asked about, and who asks it as workers do."""

import asyncio
from typing import Any

from checkout.gateways.base import Attempt, Outcome, Waiting
from checkout.settings import Settings
from checkout.store.database import Database
from checkout.workers.confirmer import Confirmer


class SpeakingGateway:
    """Stands for SSLCommerz; remembers the attempts that it was asked about."""

    name, contract, patience_seconds = "sslcommerz", None, 0.0

    def __init__(self) -> None:
        self.says: Outcome = Waiting()
        self.asked: list[str] = []

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        self.asked.append(attempt.tran_id)
        await asyncio.sleep(0)
        return (self.says,)


def confirmer_at(db: Database, gateway: SpeakingGateway) -> Confirmer:
    """Asks again after five seconds at first."""
    settings = Settings.model_construct(
        database_url="", public_url="", reconcile_first_seconds=5, gateway_timeout_seconds=1
    )
    known: Any = {gateway.name: gateway}
    return Confirmer(db, known, settings)
