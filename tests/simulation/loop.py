"""An event loop whose time is its own, and lanes in which what belongs in threads is done by one thread.

Nothing waits: when nobody can go on, the clock jumps to whoever is next. What a process that died has begun is never
gone on with, and not undone either: see `Process`.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from functools import partial
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, Unpack

from tests.simulation.chances import Chances

P = ParamSpec("P")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


class Died(BaseException):
    """The process that does this has ended, here and now."""


class Process:
    """A program that runs in the simulated world, and may die between any two of its steps."""

    def __init__(self, name: str) -> None:
        self.name, self.is_dead = name, False
        self.tasks: list[asyncio.Task[Any]] = []
        self.context: Context = copy_context()
        self.context.run(RUNNING.set, self)

    def begin(self, work: Coroutine[Any, Any, R]) -> "asyncio.Task[R]":
        """As this process's own."""
        return self.context.run(asyncio.get_running_loop().create_task, work)

    def bury(self) -> None:
        """At the very end: let go of what was never finished. Until then it is kept, or Python would unwind it."""
        self.is_dead = True
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                with suppress(RuntimeError, Died):
                    task.get_coro().close()
        self.tasks.clear()


RUNNING: ContextVar[Process | None] = ContextVar("RUNNING", default=None)


class Standstill(Exception):
    """Nobody will ever do anything any more."""


class SimulatedLoop(asyncio.BaseEventLoop):
    """One step at a time; `time()` is what the clock says in the simulated world."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self.default_lane: Executor | None = None
        self.set_task_factory(_kept)

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        ready: deque[asyncio.Handle] = self._ready  # type: ignore[attr-defined]
        if not ready:
            self._jump()
        handle = ready.popleft()
        if handle.cancelled():
            return
        process: Process | None = handle._context.get(RUNNING)  # type: ignore[attr-defined]
        if process is None or not process.is_dead:
            handle._run()

    def _jump(self) -> None:
        later: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        while later:
            handle = heapq.heappop(later)
            handle._scheduled = False  # type: ignore[attr-defined]
            if not handle.cancelled():
                self._now = max(self._now, handle.when())
                self._ready.append(handle)  # type: ignore[attr-defined]
                return
        raise Standstill

    def call_soon_threadsafe(
        self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], R], *args: *Ts
    ) -> "asyncio.Future[R]":
        lane = executor or self.default_lane
        assert lane is not None
        return asyncio.wrap_future(lane.submit(func, *args), loop=self)

    async def getaddrinfo(self, host: Any, port: Any, **_: Any) -> Any:
        """Every name leads somewhere; who is meant is told by the Host header."""
        return [(2, 1, 6, "", ("93.184.216.34", port))]

    def _process_events(self, event_list: Any) -> None:
        raise NotImplementedError

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""


def _kept(loop: asyncio.AbstractEventLoop, work: Any, context: Context | None = None) -> "asyncio.Task[Any]":
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, context=context)
    process = (context or copy_context()).get(RUNNING)
    if process is not None:
        process.tasks.append(task)
    return task


class Lane(Executor):
    """In the place of a pool of threads: so many jobs under way, each done whole at one moment, its answer later.

    A job that reads sees the data as they were at its moment, as one with a view of its own does; and a job that writes
    has the only line that writes. So nothing else happens in the middle of either but that the process dies.
    """

    def __init__(
        self, loop: SimulatedLoop, name: str, width: int, chances: Chances, around: Callable[[str], None] | None = None
    ) -> None:
        self._loop, self.name, self._width, self._chances, self._around = loop, name, width, chances, around
        self._waiting: deque[Callable[[], None]] = deque()
        self._under_way = 0

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        answer: Future[R] = Future()
        context = copy_context()

        def do() -> None:
            if not answer.set_running_or_notify_cancel():
                self._end_one()
                return
            try:
                result = fn(*args, **kwargs)
            except Died:
                return
            except BaseException as error:
                self._later(partial(answer.set_exception, error), context)
            else:
                self._later(partial(answer.set_result, result), context)
            if self._around is not None:
                self._around(self.name)

        self._waiting.append(lambda: self._start(do, context))
        self._begin()
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing has to be waited for."""

    def _begin(self) -> None:
        while self._under_way < self._width and self._waiting:
            self._under_way += 1
            self._waiting.popleft()()

    def _start(self, do: Callable[[], None], context: Context) -> None:
        delay = self._chances.mostly_short(f"{self.name} begins", 0.004, 1.5)
        self._loop.call_later(delay, do, context=context)

    def _later(self, tell: Callable[[], None], context: Context) -> None:
        def end() -> None:
            self._end_one()
            tell()

        self._loop.call_later(self._chances.mostly_short(f"{self.name} answers", 0.002, 0.5), end, context=context)

    def _end_one(self) -> None:
        self._under_way -= 1
        self._begin()
