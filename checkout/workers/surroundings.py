"""What this installation gives to the gateways' adapters."""

import httpx

from checkout.gateways.setup import Surroundings
from checkout.settings import Settings
from checkout.store.database import Clock, Database
from checkout.store.opening import utc_now
from checkout.workers.gateway_ports import DatabaseTakingDesk, DatabaseTokenDesk


def surroundings(settings: Settings, client: httpx.AsyncClient, db: Database, clock: Clock = utc_now) -> Surroundings:
    """What the gateways' adapters may use of this installation."""
    desk = DatabaseTokenDesk(db, clock)
    return Surroundings(
        client, clock, desk, DatabaseTakingDesk(db), settings.gateway_timeout_seconds, settings.payer_email_fallback
    )
