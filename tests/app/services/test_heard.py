"""When this device says that somebody was told, for whom then no text is sent."""

import asyncio
from typing import Any

import pytest

from app.services.checkout_client import CheckoutClient
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from tests.support.listening import Ear


def test_what_came_while_nobody_looked_is_heard_once_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []

    async def note(_: CheckoutClient, seq: int) -> None:
        heard.append(seq)

    monkeypatch.setattr(CheckoutClient, "heard", note)
    # What is kept of an event is tested elsewhere.
    monkeypatch.setattr(LocalStore, "apply_all", lambda *_: None)

    async def come() -> list[list[int]]:
        client, store, found = CheckoutClient("http://127.0.0.1:9"), LocalStore(None), list[list[int]]()
        live = LiveUpdates(client, store, Ear())

        async def comes(*events: tuple[int, str], is_news: bool = True) -> None:
            told: list[tuple[int, str, Any]] = [(seq, kind, {"id": f"pay_{seq}"}) for seq, kind in events]
            await live._take(told, is_news=is_news)
            await asyncio.sleep(0)
            found.append([*heard])

        await comes((1, "payment.paid"), is_news=False)
        await comes((2, "payment.paid"), (3, "balance.entry"))
        await comes((4, "link.created"))
        live.looked_at(is_looked_at=False)
        await comes((5, "payment.on_hold"))
        live.looked_at(is_looked_at=True)
        await comes((6, "link.created"))
        live.looked_at(is_looked_at=True)
        await comes((7, "payment.refunded"))
        await live.stop()
        await client.close()
        store.close()
        return found

    assert asyncio.run(come()) == [[], [3], [3], [3], [3, 5], [3, 5, 7]]
