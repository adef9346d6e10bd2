"""What those hear who listen at a worker on an open line."""

import asyncio
import threading

import pytest

from checkout.commands.sign_in import sign_out
from checkout.core.event_types import EventType, LoggedEvent
from checkout.errors import NotSignedIn
from checkout.events import hub as hub_module
from checkout.events import stream as stream_module
from checkout.events.stream import PING, Stream
from checkout.store import events
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from tests.checkout.events.listeners import NEVER_SECONDS, PATIENCE_SECONDS, Ear, Shop, asked, run, until


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db)


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


def test_the_look_ends_a_stream_whose_device_may_something_else_by_now(shop: Shop) -> None:
    async def listen() -> Ear:
        ear = shop.listen()
        await shop.quiet()
        shop.made_a_cashier()
        shop.hub.due = [ear.stream]
        await shop.hub.sweep()
        await shop.quiet()
        return ear

    assert run(listen).is_ended


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
    begun, goes_on = threading.Event(), threading.Event()

    def slow(uow: UnitOfWork) -> None:
        begun.set()
        shop.event(uow)
        goes_on.wait(PATIENCE_SECONDS)

    async def listen() -> Ear:
        ear = shop.listen()
        await shop.quiet()
        acting = asyncio.create_task(shop.db.transact(slow))
        await until(begun.is_set)
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
