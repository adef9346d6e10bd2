"""`aday reconcile`: asking the gateways now, by the checkout's own rules."""

import asyncio

import httpx

from aday.operator import the_database
from checkout.gateways.registry import make_gateways, make_routes
from checkout.settings import Settings
from checkout.store.database import Database
from checkout.work.asking import Asking
from checkout.work.reconciler import Reconciler
from checkout.work.surroundings import surroundings


def reconcile() -> None:
    """Ask about every payment that is due, now."""
    with the_database(with_gateways=True) as (settings, db):
        print(f"Asked about {asyncio.run(_reconcile_once(settings, db))} payments.")


async def _reconcile_once(settings: Settings, db: Database) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        known = make_gateways(settings.gateways, surroundings(settings, client, db))
        asking = Asking(db, known, make_routes(settings.gateways, settings.routes), settings)
        reconciler, asked = Reconciler(db, asking), 0
        while found := await reconciler.round():
            asked += found
        return asked
