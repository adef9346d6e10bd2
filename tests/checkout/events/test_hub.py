"""What those hear who listen at a worker, on an open line and by a poll that waits."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, TypeVar

import pytest
from sqlalchemy import event

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import device_of_token, hash_token, issue_device_token, sign_out
from checkout.core.event_types import EventType, LoggedEvent
from checkout.errors import NotSignedIn
from checkout.events import hub as hub_module
from checkout.events import stream as stream_module
from checkout.events.hub import Hub
from checkout.events.stream import PING, Poll, Stream
from checkout.store import events
from checkout.store.database import Database, UnitOfWork

R = TypeVar("R")
PATIENCE_SECONDS: Final = 60
# So long that a test which needed it would fail.
NEVER_SECONDS: Final = 600.0


class Ear:
    """A device's line as its server keeps it, which takes so many events and then waits for room."""

    def __init__(self, hub: Hub, stream: Stream, takes: int = 1_000) -> None:
        self.heard: list[bytes] = []
        self.stream, self.is_ended = stream, False
        self._left = takes
        hub.streaming.take(stream.token_hash, stream.merchant_id)
        stream.begin(self)

    @property
    def is_full(self) -> bool:
        return not self._left

    def write(self, data: bytes) -> None:
        assert not self.is_full
        assert not self.is_ended
        self._left -= 1
        self.heard.append(data)

    def end(self) -> None:
        if not self.is_ended:
            self.is_ended = True
            self.stream.closed()

    def take(self, more: int) -> None:
        self._left += more
        self.stream.resume()

    @property
    def numbers(self) -> list[int]:
        firsts = [one.partition(b"\n")[0] for one in self.heard if one != PING]
        return [int(one.removeprefix(b"id: ")) for one in firsts]


class Nudge(asyncio.Event):
    """Knows whether somebody waits for it."""

    is_awaited = False

    async def wait(self) -> Literal[True]:
        self.is_awaited = True
        return await super().wait()


class Shop:
    """A shop with one device, and its worker."""

    def __init__(self, db: Database) -> None:
        self.db, self.hub = db, Hub(db)
        db.after_commit = self.hub.publish
        self.id = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        self.token_hash, self.device_id = self.sign_in()

    def sign_in(self) -> tuple[str, str]:
        token = self.db.transact_now(issue_device_token, self.id, "counter")
        return hash_token(token), self.db.read_now(device_of_token, token)[0]

    def log(self, times: int = 1) -> None:
        """As another process does it: nobody is told here."""
        for _ in range(times):
            self.db.transact_now(self.event)

    async def log_here(self) -> None:
        await self.db.transact(self.event)

    def event(self, uow: UnitOfWork) -> None:
        events.append(uow, self.id, EventType.LINK_UPDATED, {"id": "pl_1"})

    def listen(self, after: int = 0, takes: int = 1_000) -> Ear:
        return Ear(self.hub, Stream(self.hub, self.token_hash, self.id, after), takes)

    async def poll(self, after: int, wait_seconds: float) -> list[int]:
        found = await self.hub.poll(Poll(self.token_hash, self.id, after), wait_seconds)
        return [one.seq for one in found]

    async def quiet(self) -> None:
        """Until nobody is being read to."""
        while self.hub.is_catching_up(self.id):
            await asyncio.sleep(0)


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db)


@contextmanager
def asked(db: Database) -> Iterator[list[str]]:
    """Every statement that is executed meanwhile."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    engines = (db._reader, db._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def until(is_so: Callable[[], object]) -> None:
    while not is_so():
        await asyncio.sleep(0.001)


def run(work: Callable[[], Coroutine[Any, Any, R]]) -> R:
    return asyncio.run(asyncio.wait_for(work(), PATIENCE_SECONDS))


@pytest.mark.parametrize(("count", "after"), [(0, 0), (3, 0), (7, 0), (7, 5), (6, 6)])
def test_an_app_hears_every_event_after_its_place_once_and_in_turn_however_many_there_are(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, count: int, after: int
) -> None:
    monkeypatch.setattr(hub_module, "BATCH_MAX", 3)
    shop.log(count)

    async def listen() -> Ear:
        ear = shop.listen(after)
        await shop.quiet()
        return ear

    ear = run(listen)
    assert ear.numbers == list(range(after + 1, count + 1))
    assert all(one.endswith(b'event: link.updated\ndata: {"id":"pl_1"}\n\n') for one in ear.heard)


def test_what_an_act_tells_is_heard_as_it_is_and_the_database_is_not_asked(shop: Shop) -> None:
    async def listen() -> tuple[list[int], list[str]]:
        ear = shop.listen()
        await shop.quiet()
        with asked(shop.db) as said:
            await shop.log_here()
            writes = len(said)
            await shop.log_here()
        assert len(said) == 2 * writes
        return ear.numbers, said

    heard, said = run(listen)
    assert heard == [1, 2]
    assert not any("FROM events" in one for one in said)


def test_an_idle_stream_says_that_it_lives_and_asks_the_database_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "PING_SECONDS", 0.01)
    monkeypatch.setattr(stream_module, "_PINGS", 10**6)
    monkeypatch.setattr(stream_module, "_PINGS_TO_A_CHECK", 10**7)

    async def listen() -> list[str]:
        await shop.hub.sweep()
        ears = [shop.listen() for _ in range(3)]
        await shop.quiet()
        # On PostgreSQL another worker would be heard; of a file SQLite itself knows that nobody wrote to it.
        shop.hub.is_isolated = not shop.db.is_shared
        await shop.hub.sweep()
        with asked(shop.db) as said:
            await until(lambda: all(len(ear.heard) >= 2 for ear in ears))
            await shop.hub.sweep()
        assert all(ear.heard[:2] == [PING, PING] for ear in ears)
        return said

    assert run(listen) == []


def test_once_a_minute_one_look_for_all_finds_a_token_that_is_worth_nothing_and_what_nobody_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "PING_SECONDS", 0.01)
    monkeypatch.setattr(stream_module, "_PINGS", 3 * 10**6)

    async def listen() -> tuple[Ear, Ear]:
        phone_hash, phone = shop.sign_in()
        counter, lost = shop.listen(), Ear(shop.hub, Stream(shop.hub, phone_hash, shop.id, 0))
        await shop.quiet()
        shop.hub.is_isolated = False
        shop.db.transact_now(sign_out, shop.id, phone)
        shop.log()
        await until(lambda: len(set(shop.hub.due)) == 2)
        with asked(shop.db) as said:
            await shop.hub.sweep()
            assert len([one for one in said if "token_hash" in one]) == 1
        await shop.quiet()
        return counter, lost

    counter, lost = run(listen)
    assert (counter.numbers, counter.is_ended) == ([1], False)
    assert (lost.numbers, lost.is_ended) == ([], True)


def test_no_stream_lives_for_ever(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "PING_SECONDS", 0.001)

    async def listen() -> Ear:
        ear = shop.listen()
        await until(lambda: ear.is_ended)
        return ear

    assert run(listen).heard == [PING] * (600 // 20 - 1)
    assert shop.hub.listeners_count == 0


def test_a_device_that_is_signed_out_is_told_nothing_more(shop: Shop) -> None:
    async def listen() -> Ear:
        ear = shop.listen()
        await shop.log_here()
        await shop.quiet()
        await shop.db.transact(sign_out, shop.id, shop.device_id)
        await shop.log_here()
        await until(lambda: ear.is_ended)
        return ear

    assert run(listen).numbers == [1]
    with pytest.raises(NotSignedIn):
        run(lambda: shop.poll(0, 0))


def test_what_is_told_out_of_turn_is_heard_in_turn_and_once(shop: Shop) -> None:
    async def listen() -> Ear:
        ear = shop.listen()
        await shop.quiet()
        told = [LoggedEvent(seq, EventType.LINK_UPDATED, '{"id":"pl_1"}') for seq in (1, 2, 3)]
        shop.log(3)
        for first in (2, 0, 1):
            shop.hub.publish({shop.id: told[first : first + 1]})
        await shop.quiet()
        shop.hub.publish({shop.id: told})
        return ear

    assert run(listen).numbers == [1, 2, 3]


def test_all_of_a_shop_who_are_at_one_place_are_read_to_by_one_look(shop: Shop) -> None:
    async def listen() -> tuple[list[Ear], list[str]]:
        ears = [shop.listen() for _ in range(4)]
        await shop.quiet()
        shop.log()
        with asked(shop.db) as said:
            shop.hub.nudge(shop.id, 1)
            await shop.quiet()
            shop.hub.nudge(shop.id, 1)
        return ears, said

    ears, said = run(listen)
    assert [ear.numbers for ear in ears] == [[1]] * 4
    assert len([one for one in said if "FROM events" in one]) == 1
    assert len([one for one in said if "FROM devices" in one]) == 1


def test_a_line_that_is_full_is_not_written_to_and_hears_the_rest_when_it_has_room(shop: Shop) -> None:
    shop.log(3)

    async def listen() -> Ear:
        slow, quick = shop.listen(takes=2), shop.listen()
        await shop.quiet()
        assert slow.numbers == [1, 2]
        slow.take(1)
        await shop.quiet()
        assert slow.numbers == [1, 2, 3]
        await shop.log_here()
        await until(lambda: quick.numbers == [1, 2, 3, 4])
        await shop.quiet()
        slow.take(100)
        await shop.quiet()
        return slow

    assert run(listen).numbers == [1, 2, 3, 4]


def test_an_act_is_told_even_when_whoever_asked_for_it_has_gone(shop: Shop) -> None:
    goes_on = threading.Event()

    def slow(uow: UnitOfWork) -> None:
        shop.event(uow)
        goes_on.wait(PATIENCE_SECONDS)

    async def listen() -> Ear:
        ear = shop.listen()
        await shop.quiet()
        acting = asyncio.create_task(shop.db.transact(slow))
        await asyncio.sleep(0)
        acting.cancel()
        goes_on.set()
        await until(lambda: ear.numbers)
        return ear

    assert run(listen).numbers == [1]


def test_nothing_is_told_before_it_is_kept_and_nothing_that_is_not(shop: Shop) -> None:
    told: list[object] = []
    kept: list[int] = []

    def look(what: object) -> None:
        kept.append(len(shop.db.read_now(events.after, shop.id, 0, 10)))
        told.append(what)

    def refused(uow: UnitOfWork) -> None:
        shop.event(uow)
        raise ZeroDivisionError

    async def act() -> None:
        shop.db.after_commit = look
        with pytest.raises(ZeroDivisionError):
            await shop.db.transact(refused)
        await shop.log_here()

    run(act)
    assert (len(told), kept) == (1, [1])


def test_what_another_process_logged_is_found_by_one_look_while_nobody_tells_of_it(shop: Shop) -> None:
    other = Database(
        str(shop.db._writer.url.render_as_string(hide_password=False)),
        clock=shop.db.clock,
        new_id=shop.db._new_id,
        public_url="https://pay.example",
    )

    async def listen() -> tuple[Ear, list[int]]:
        ear, polling = shop.listen(), asyncio.create_task(shop.poll(0, NEVER_SECONDS))
        await until(lambda: shop.hub.listeners_count == 2)
        await shop.quiet()
        await shop.hub.sweep()
        await asyncio.to_thread(other.transact_now, shop.event)
        await shop.hub.sweep()
        found = await polling
        await shop.quiet()
        return ear, found

    ear, found = run(listen)
    other.close()
    assert (ear.numbers, found) == ([1], [1])


def test_a_poll_that_waits_is_woken_by_what_is_logged_here(shop: Shop) -> None:
    async def wait() -> list[int]:
        waiting = asyncio.create_task(shop.poll(0, NEVER_SECONDS))
        await until(lambda: shop.hub.listeners_count)
        await shop.log_here()
        return await waiting

    assert run(wait) == [1]
    assert shop.hub.listeners_count == 0


def test_a_poll_whose_time_is_over_or_that_does_not_wait_is_answered_with_nothing(shop: Shop) -> None:
    assert run(lambda: shop.poll(0, 0)) == []
    assert run(lambda: shop.poll(0, 0.05)) == []


def test_a_server_that_stops_lets_every_poll_go(shop: Shop) -> None:
    async def stop() -> list[LoggedEvent]:
        poll, nudge = Poll(shop.token_hash, shop.id, 0), Nudge()
        poll.nudged = nudge
        waiting = asyncio.create_task(shop.hub.poll(poll, NEVER_SECONDS))
        await until(lambda: nudge.is_awaited)
        shop.hub.end_all()
        return await waiting

    assert run(stop) == []
