"""One token for all workers: never more calls for one than the gateway allows."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from checkout.gateways.bkash.adapter import Bkash
from checkout.gateways.client import HttpClient
from checkout.gateways.settings import GatewayContext
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.workers.gateway_ports import DatabaseCaptureGuard, DatabaseTokenStore
from sandbox.main import create_app as create_sandbox
from tests.support.plain import no_tls
from tests.support.processes import FORKS
from tests.support.servers import bkash_at, serving


def ask_in_another_process(database: str, gateway_url: str, refused: str) -> str:
    """What a worker of its own, with its own connections, gets for a token."""

    async def run() -> str:
        db = Database(database, clock=utc_now, new_id=new_id, public_url="https://pay.example")
        settings = bkash_at(gateway_url, timeout_seconds=10)
        try:
            async with HttpClient(no_tls()) as client:
                context = GatewayContext(
                    client, utc_now, DatabaseTokenStore(db, utc_now), DatabaseCaptureGuard(db), 10, "payer@aday.example"
                )
                gateway = settings.make(context)
                assert isinstance(gateway, Bkash)
                return await gateway._tokens.get(refused)
        finally:
            db.close()

    return asyncio.run(run())


def test_four_processes_at_once_ask_once_and_share_the_token(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'checkout.db'}"
    migrate(database)
    sandbox = create_sandbox()
    with serving(sandbox) as gateway, ProcessPoolExecutor(4, FORKS) as workers:
        calls: list[float] = sandbox.state.bkash.token_calls
        first = set(workers.map(ask_in_another_process, [database] * 8, [gateway.url] * 8, [""] * 8))
        assert (len(first), len(calls)) == (1, 1)
        # Refused by the gateway, in all of them at once.
        second = set(workers.map(ask_in_another_process, [database] * 8, [gateway.url] * 8, [first.pop()] * 8))
        assert (len(second), len(calls)) == (1, 2)
