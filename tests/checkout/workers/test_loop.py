"""A worker that is stopped finishes what it has in progress."""

import asyncio

from checkout.errors import DatabaseAway
from checkout.workers.loop import Loop, pause_after
from tests.support.logged import logged


class Work:
    """One round that takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.told = asyncio.Event(), asyncio.Event(), list[str]()

    async def round(self) -> int:
        self.told.append("begun")
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.told.append("broken off")
            raise
        self.told.append("ended")
        return 1


async def in_time(stopping: "asyncio.Task[None]") -> None:
    """By itself: wait_for would break it off, and with it what it waits for, and call that an end."""
    ended, _ = await asyncio.wait([stopping], timeout=20)
    assert ended


def told(*, let_go: bool, patience_seconds: float) -> list[str]:
    async def stopped_meanwhile() -> list[str]:
        work = Work()
        loop = Loop("test", work.round, 60)
        loop.start()
        await work.begun.wait()
        stopping = asyncio.create_task(loop.stop(patience_seconds))
        for _ in range(20):
            # As long as one without patience would need.
            await asyncio.sleep(0)
        if let_go:
            work.may_end.set()
        await in_time(stopping)
        return work.told

    return asyncio.run(stopped_meanwhile())


def test_the_round_in_progress_comes_to_its_end_and_no_other_is_begun() -> None:
    assert told(let_go=True, patience_seconds=20) == ["begun", "ended"]


def test_one_that_does_not_end_is_broken_off() -> None:
    assert told(let_go=False, patience_seconds=0.05) == ["begun", "broken off"]


def test_a_loop_that_waits_for_work_stops_at_once() -> None:
    async def idle() -> int:
        return 0

    async def stopped() -> None:
        loop = Loop("test", idle, 60)
        loop.start()
        await asyncio.sleep(0.01)
        await in_time(asyncio.create_task(loop.stop(60)))

    asyncio.run(stopped())


def test_a_round_that_fails_again_and_again_pauses_longer_and_tells_its_traceback_once() -> None:
    """As with a database that is away: a traceback for each loop in each second buries what matters."""
    tried: list[float] = []

    async def broken() -> int:
        tried.append(asyncio.get_running_loop().time())
        raise RuntimeError("broken")

    async def four_times() -> None:
        loop = Loop("test", broken, 0.01)
        loop.start()
        while len(tried) < 5:
            await asyncio.sleep(0.01)
        await loop.stop()

    with logged() as said:
        asyncio.run(four_times())
    assert [bool(line.get("exc_info")) for line in said[:4]] == [True, False, False, False]
    assert tried[4] - tried[3] > 2 * (tried[1] - tried[0]) > 0
    assert [pause_after(failed, 1.0) for failed in (0, 1, 2, 5, 99)] == [1, 2, 4, 30, 30]
    assert pause_after(99, 600.0) == 600


def test_a_loop_says_nothing_of_a_database_that_is_away_since_that_is_said_once_for_all() -> None:
    tried = []

    async def away() -> int:
        tried.append(1)
        raise DatabaseAway("stopped")

    async def three_times() -> None:
        loop = Loop("test", away, 0.01)
        loop.start()
        while len(tried) < 3:
            await asyncio.sleep(0.01)
        await loop.stop()

    with logged() as said:
        asyncio.run(three_times())
    assert said == []
