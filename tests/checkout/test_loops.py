"""A worker that is stopped finishes what it has in hand."""

import asyncio

from checkout.work.loops import Loop


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


def told(*, let_go: bool, patience_seconds: float) -> list[str]:
    async def stopped_meanwhile() -> list[str]:
        work = Work()
        loop = Loop("test", work.round, 60)
        loop.start()
        await work.begun.wait()
        stopping = asyncio.create_task(loop.stop(patience_seconds))
        await asyncio.sleep(0)
        if let_go:
            work.may_end.set()
        await asyncio.wait_for(stopping, 20)
        return work.told

    return asyncio.run(stopped_meanwhile())


def test_the_round_in_hand_comes_to_its_end_and_no_other_is_begun() -> None:
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
        await asyncio.wait_for(loop.stop(60), 20)

    asyncio.run(stopped())
