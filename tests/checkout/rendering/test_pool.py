"""Costly work in processes of its own: it ends in time, it is bounded, and it stops nobody else."""

import asyncio
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkout.errors import BadFields, Busy, Problem, TooOften
from checkout.rendering.child import MEMORY_MOST_BYTES, Faulty, TooCostly
from checkout.rendering.pool import RenderPool


def begin_and_stay(told: Path) -> None:
    told.touch()
    time.sleep(0.5)


def take(size: int) -> int:
    """So many bytes, of which none is sent back."""
    return len(bytearray(size))


@pytest.fixture
def pool() -> Iterator[RenderPool]:
    made = RenderPool(processes=1, waiting_most=1)
    yield made
    made.close()


def refuse() -> None:
    raise BadFields(Problem("logo", "logo", {"a": "b"}))


def mistake() -> None:
    raise KeyError("ours")


def test_it_is_done_by_another_process_that_knows_no_secret_of_ours(
    pool: RenderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADAY_SMTP_PASSWORD", "secret")

    async def ask() -> None:
        assert await pool.run("a", 10, os.getpid) != os.getpid()
        assert await pool.run("a", 10, os.getenv, "ADAY_SMTP_PASSWORD") is None

    asyncio.run(ask())


def test_what_takes_too_long_is_killed_and_the_next_one_is_done(pool: RenderPool) -> None:
    async def ask() -> None:
        jobs: tuple[tuple[float, Callable[..., object], object], ...]
        jobs = ((0.1, time.sleep, 60), (0.3, math.fsum, range(10**12)))
        for seconds, do, what in jobs:
            before = await pool.run("a", 10, os.getpid)
            with pytest.raises(TooCostly):
                await pool.run("a", seconds, do, what)
            assert await pool.run("a", 10, os.getpid) != before

    asyncio.run(ask())


def test_of_a_processor_nothing_takes_more_than_it_may_however_long_we_would_wait(
    pool: RenderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkout.rendering.pool._WALL_FACTOR", 200)

    async def ask() -> None:
        # Not for our own patience: the kernel ended the process, and the line to it.
        with pytest.raises(TooCostly, match=r"EOFError|ConnectionResetError"):
            await pool.run("a", 0.3, sum, range(10**12))
        assert await pool.run("a", 10, pow, 2, 10) == 1_024

    asyncio.run(ask())


def test_what_takes_too_much_memory_ends_there_and_the_next_one_is_done(pool: RenderPool) -> None:
    async def ask() -> None:
        with pytest.raises(TooCostly):
            await pool.run("a", 10, take, MEMORY_MOST_BYTES)
        assert await pool.run("a", 10, pow, 2, 10) == 1_024

    asyncio.run(ask())


def test_a_child_that_dies_takes_nobody_along(pool: RenderPool) -> None:
    async def ask() -> None:
        with pytest.raises(TooCostly):
            await pool.run("a", 10, os._exit, 1)
        assert await pool.run("a", 10, pow, 2, 10) == 1_024

    asyncio.run(ask())


def test_refusals_come_back_whole_and_mistakes_as_mistakes(pool: RenderPool) -> None:
    async def ask() -> None:
        with pytest.raises(BadFields) as refused:
            await pool.run("a", 10, refuse)
        assert refused.value.problems == (Problem("logo", "logo", {"a": "b"}),)
        with pytest.raises(Faulty, match="KeyError"):
            await pool.run("a", 10, mistake)

    asyncio.run(ask())


def test_the_queue_has_an_end_and_nobody_has_all_of_it(pool: RenderPool) -> None:
    async def ask() -> None:
        first = [asyncio.create_task(pool.run("a", 10, time.sleep, 0.2)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooOften):
            await pool.run("a", 10, pow, 2, 10)
        with pytest.raises(Busy):
            await pool.run("b", 10, pow, 2, 10)
        await asyncio.gather(*first)
        assert await pool.run("b", 10, pow, 2, 10) == 1_024

    asyncio.run(ask())


def test_who_breaks_off_keeps_the_place_until_the_work_has_ended(pool: RenderPool, tmp_path: Path) -> None:
    async def ask() -> None:
        await pool.run("a", 10, pow, 2, 10)
        begun = tmp_path / "begun"
        gone = [asyncio.create_task(pool.run("a", 10, begin_and_stay, begun)) for _ in range(2)]
        while not begun.exists():
            await asyncio.sleep(0)
        gone[0].cancel()
        await asyncio.sleep(0)
        with pytest.raises(TooOften):
            await pool.run("a", 10, pow, 2, 10)
        await gone[1]
        assert await pool.run("a", 10, pow, 2, 10) == 1_024

    asyncio.run(ask())
