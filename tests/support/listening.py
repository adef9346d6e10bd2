"""Live updates that run while something happens, and what they tell."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.model.connection import ConnectionState
from app.services.checkout_client import CheckoutClient
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore


@dataclass
class Ear:
    """The listener, who is told of changes."""

    types: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    connections: list[ConnectionState] = field(default_factory=list)
    is_servers_fault: bool = False
    was_signed_out: bool = False
    is_kept: bool = True

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None:
        self.types.append(event_type)
        if is_news:
            self.news.append(event_type)

    def caught_up(self) -> None:
        self.types.append("caught up")

    def connection_changed(
        self, connection: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False
    ) -> None:
        if connection is ConnectionState.OFFLINE:
            self.is_servers_fault = is_servers_fault
        if not self.connections or self.connections[-1] is not connection:
            self.connections.append(connection)

    def signed_out(self) -> None:
        self.was_signed_out = True

    def kept(self, *, is_kept: bool) -> None:
        self.is_kept = is_kept


Act = Callable[[LiveUpdates, Ear, LocalStore], Awaitable[None]]


def listen(server_url: str, token: str, path: Path, act: Act, poll_seconds: float = 0.5) -> tuple[Ear, LocalStore]:
    """Run live updates while something happens; the ear and the store as they were in the end."""
    ear, store = Ear(), LocalStore(path)

    async def run() -> None:
        client = CheckoutClient(server_url)
        client.token = token
        live = LiveUpdates(client, store, ear, pause_seconds=0.05, poll_seconds=poll_seconds, rest_seconds=0.05)
        live.start()
        try:
            await act(live, ear, store)
        finally:
            await live.stop()
            await client.close()

    asyncio.run(run())
    return ear, store
