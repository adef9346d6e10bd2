"""What several callers want at the same moment is done once, and for all of them."""

import asyncio

import pytest

from checkout.workers.single_flight import SingleFlight


class Work:
    """Goes on until it is let, and counts how often it was begun."""

    def __init__(self, fails: bool = False) -> None:
        self.begun_count, self._fails, self.may_end = 0, fails, asyncio.Event()

    async def __call__(self) -> int:
        self.begun_count += 1
        await self.may_end.wait()
        if self._fails:
            raise ConnectionError(f"time {self.begun_count}")
        return self.begun_count


async def begun(*callers: asyncio.Task[int]) -> None:
    """Each caller has got as far as it gets by itself."""
    for _ in callers:
        await asyncio.sleep(0)
    await asyncio.sleep(0)


def test_those_who_want_the_same_share_one_work_and_its_result_and_the_next_one_does_it_anew() -> None:
    async def run() -> None:
        flights, work, other = SingleFlight[int](), Work(), Work()
        callers = [asyncio.create_task(flights.once("pay_1", work)) for _ in range(3)]
        apart = asyncio.create_task(flights.once("pay_2", other))
        await begun(*callers, apart)
        assert (work.begun_count, other.begun_count) == (1, 1)
        work.may_end.set()
        other.may_end.set()
        assert await asyncio.gather(*callers, apart) == [1, 1, 1, 1]
        assert flights.get("pay_1") is None
        assert await flights.once("pay_1", work) == 2

    asyncio.run(run())


def test_a_caller_who_goes_away_ends_it_for_nobody_not_even_when_it_was_the_only_one() -> None:
    async def run() -> None:
        flights, work = SingleFlight[int](), Work()
        first, second = (asyncio.create_task(flights.once("pay_1", work)) for _ in range(2))
        await begun(first, second)
        first.cancel()
        await asyncio.wait([first])
        assert first.cancelled()
        work.may_end.set()
        assert await second == 1
        work.may_end.clear()
        alone = asyncio.create_task(flights.once("pay_1", work))
        await begun(alone)
        alone.cancel()
        await asyncio.wait([alone])
        left = flights.get("pay_1")
        assert left is not None
        work.may_end.set()
        assert await left == 2

    asyncio.run(run())


def test_a_failure_is_told_to_all_who_wait_and_to_nobody_after_them() -> None:
    async def run() -> None:
        flights, work = SingleFlight[int](), Work(fails=True)
        callers = [asyncio.create_task(flights.once("pay_1", work)) for _ in range(2)]
        await begun(*callers)
        work.may_end.set()
        found = await asyncio.gather(*callers, return_exceptions=True)
        assert [str(one) for one in found] == ["time 1", "time 1"]
        with pytest.raises(ConnectionError, match="time 2"):
            await flights.once("pay_1", work)

    asyncio.run(run())
