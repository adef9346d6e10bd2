"""`aday reconcile`: asking the gateways now, by the checkout's own rules."""

import asyncio
from datetime import datetime

from aday.operator_shops import the_database
from checkout.gateways.client import HttpClient, authorities
from checkout.gateways.registry import make_gateways
from checkout.service import gateway_context
from checkout.settings import Settings
from checkout.store import payment_claims
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.confirmer import Confirmer
from checkout.workers.reconciler import Reconciler


def reconcile(again_since: datetime | None = None) -> None:
    """Ask about every payment that is due, now; with a moment also about all since then that brought no money."""
    with the_database(with_gateways=True) as (settings, db):
        if again_since is not None:
            db.transact_now(_ask_again, again_since)
        print(f"Asked about {asyncio.run(_reconcile_once(settings, db))} payments.")


def _ask_again(uow: UnitOfWork, since: datetime) -> None:
    payment_claims.ask_again_since(uow.conn, since, uow.now)


async def _reconcile_once(settings: Settings, db: Database) -> int:
    async with HttpClient(authorities()) as client:
        known = make_gateways(settings.gateways, gateway_context(settings, client, db))
        confirmer = Confirmer(db, known, settings)
        reconciler, asked = Reconciler(db, confirmer), 0
        while found := await reconciler.round():
            asked += found
        return asked
