"""The log as a connected app reads it: live, and by a poll that waits."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

import pytest
from sqlalchemy import Connection

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import device_of_token, hash_token, issue_device_token, sign_out
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.errors import NotSignedIn
from checkout.events import stream
from checkout.events.hub import Hub
from checkout.events.stream import PING, Streams
from checkout.store import events
from checkout.store.database import Database

R = TypeVar("R")
PATIENCE_SECONDS: Final = 60
# So long that a test which needed it would fail.
NEVER_SECONDS: Final = 600.0


class Reader:
    """A device of a shop that reads the shop's log at one worker."""

    def __init__(self, db: Database) -> None:
        self.db, hub = db, Hub()
        db.after_commit = hub.nudge
        self.streams = Streams(db, hub)
        self.shop_id = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        token = db.transact_now(issue_device_token, self.shop_id, "counter")
        self.token_hash = hash_token(token)
        self.device_id, _ = db.read_now(device_of_token, token)

    def log(self, times: int = 1) -> None:
        """As another process does it: nobody is nudged here."""
        for _ in range(times):
            self.db.transact_now(events.append, self.shop_id, EventType.LINK_UPDATED, {"id": "pl_1"})

    async def log_here(self) -> None:
        await self.db.transact(events.append, self.shop_id, EventType.LINK_UPDATED, {"id": "pl_1"})

    async def heard(self, after: int = 0) -> list[str]:
        """All that a reader is told who leaves as soon as there is nothing more."""

        async def is_gone() -> bool:
            return True

        return [told async for told in self.streams.sse(self.token_hash, self.shop_id, after, is_gone)]

    async def poll(self, after: int, wait_seconds: float) -> list[int]:
        found = await self.streams.poll(self.token_hash, self.shop_id, after, wait_seconds)
        return [event.seq for event in found]


@pytest.fixture
def reader(db: Database) -> Reader:
    return Reader(db)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each look into the log that has ended, and how much it found."""
    found: list[int] = []
    really_look = stream._look

    def look(conn: Connection, token_hash: str, merchant_id: MerchantId, after: int) -> list[events.LoggedEvent]:
        seen = really_look(conn, token_hash, merchant_id, after)
        found.append(len(seen))
        return seen

    monkeypatch.setattr(stream, "_look", look)
    return found


async def until(looks: list[int], count: int) -> None:
    while len(looks) < count:
        await asyncio.sleep(0)


def run(work: Callable[[], Coroutine[Any, Any, R]]) -> R:
    return asyncio.run(asyncio.wait_for(work(), PATIENCE_SECONDS))


@pytest.mark.parametrize(("count", "after"), [(0, 0), (3, 0), (7, 0), (7, 5), (6, 6)])
def test_a_reader_is_told_every_event_after_its_place_once_and_in_turn_however_many_there_are(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, count: int, after: int
) -> None:
    monkeypatch.setattr(stream, "BATCH_MAX", 3)
    reader.log(count)
    first, *told = run(lambda: reader.heard(after))
    assert first.endswith(PING)
    assert [one.partition("\n")[0] for one in told] == [f"id: {seq}" for seq in range(after + 1, count + 1)]
    assert all(one.endswith('event: link.updated\ndata: {"id":"pl_1"}\n\n') for one in told)
    assert reader.streams.listeners_count == 0


def test_in_every_silence_a_reader_sees_that_the_line_is_alive(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(reader.heard)[1:] == []
    monkeypatch.setattr(stream, "PING_SECONDS", 0)
    assert run(reader.heard)[1:] == [PING]


def test_a_device_that_is_signed_out_while_it_reads_is_told_nothing_more(reader: Reader) -> None:
    async def read() -> list[str]:
        async def is_gone() -> bool:
            await reader.db.transact(sign_out, reader.shop_id, reader.device_id)
            await reader.log_here()
            return False

        return [one async for one in reader.streams.sse(reader.token_hash, reader.shop_id, 0, is_gone)]

    reader.log()
    assert [one.partition("\n")[0] for one in run(read)[1:]] == ["id: 1"]
    with pytest.raises(NotSignedIn):
        run(lambda: reader.poll(0, 0))


def test_a_poll_that_waits_is_woken_by_what_is_logged_here(
    reader: Reader, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", NEVER_SECONDS)

    async def wait() -> list[int]:
        waiting = asyncio.create_task(reader.poll(0, NEVER_SECONDS))
        await until(looks, 1)
        await reader.log_here()
        return await waiting

    assert run(wait) == [1]


def test_what_another_process_logged_is_found_by_looking(
    reader: Reader, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", 0.01)

    async def wait() -> list[int]:
        waiting = asyncio.create_task(reader.poll(0, NEVER_SECONDS))
        await until(looks, 1)
        await asyncio.to_thread(reader.log)
        return await waiting

    assert run(wait) == [1]


def test_a_poll_whose_time_is_over_or_that_does_not_wait_is_answered_with_nothing(reader: Reader) -> None:
    assert run(lambda: reader.poll(0, 0)) == []
    assert run(lambda: reader.poll(0, 0.05)) == []


def test_a_server_that_stops_lets_every_reader_go(
    reader: Reader, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", NEVER_SECONDS)

    async def stop() -> tuple[list[int], list[str]]:
        async def is_gone() -> bool:
            return False

        async def read() -> list[str]:
            return [one async for one in reader.streams.sse(reader.token_hash, reader.shop_id, 0, is_gone)]

        waiting, reading = asyncio.create_task(reader.poll(0, NEVER_SECONDS)), asyncio.create_task(read())
        await until(looks, 2)
        reader.streams.end_all()
        return await waiting, await reading

    polled, read = run(stop)
    assert (polled, len(read), reader.streams.listeners_count) == ([], 1, 0)
