"""A poll that waits for what comes next."""

import asyncio
from typing import Literal

import pytest

from checkout.core.event_types import EventType, LoggedEvent
from checkout.events.poll import Poll
from checkout.resources.event import NOT_FOR_YOU
from checkout.store import events
from checkout.store.database import Database
from tests.checkout.events.listeners import NEVER_SECONDS, Shop, run, until


class Nudge(asyncio.Event):
    """Knows whether somebody waits for it."""

    is_awaited = False

    async def wait(self) -> Literal[True]:
        self.is_awaited = True
        return await super().wait()


def nudged(shop: Shop, nudge: Nudge) -> Poll:
    """A poll from the beginning, which is woken by this."""
    poll = Poll(shop.token_hash, shop.id, 0)
    poll.nudged = nudge
    return poll


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db)


def test_a_poll_that_waits_is_woken_by_what_is_logged_here(shop: Shop) -> None:
    async def wait() -> list[int]:
        waiting = asyncio.create_task(shop.poll(0, NEVER_SECONDS))
        await until(lambda: shop.hub.listeners_count)
        await shop.log_here()
        return await waiting

    assert run(wait) == [1]
    assert shop.hub.listeners_count == 0


def test_a_poll_that_waits_is_answered_as_what_its_device_is_by_then(shop: Shop) -> None:
    async def wait() -> list[LoggedEvent]:
        waiting = asyncio.create_task(shop.hub.poll(nudged(shop, nudge := Nudge()), NEVER_SECONDS))
        # One that has not looked yet is answered at once, with nothing.
        await until(lambda: nudge.is_awaited)
        shop.made_a_cashier()
        await shop.db.transact(events.append, shop.id, EventType.BALANCE_ENTRY, {"id": "le_1"})
        return await waiting

    assert [one.type for one in run(wait)] == [NOT_FOR_YOU]


def test_a_poll_whose_time_is_over_or_that_does_not_wait_is_answered_with_nothing(shop: Shop) -> None:
    assert run(lambda: shop.poll(0, 0)) == []
    assert run(lambda: shop.poll(0, 0.05)) == []


def test_a_server_that_stops_lets_every_poll_go(shop: Shop) -> None:
    async def stop() -> list[LoggedEvent]:
        waiting = asyncio.create_task(shop.hub.poll(nudged(shop, nudge := Nudge()), NEVER_SECONDS))
        await until(lambda: nudge.is_awaited)
        shop.hub.end_all()
        return await waiting

    assert run(stop) == []
