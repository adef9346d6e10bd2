"""A few processes for costly work, and a short queue before them: who asks for more is told to come again.

In threads such work would hold the one interpreter's lock and stop sign-ins and payers' pages with it. A process that
takes too long is killed and another one started. See docs/decisions/0028-costly-work.md.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import Pipe
from typing import Any, Final, TypeVar, TypeVarTuple

import structlog

from checkout.errors import Busy, TooOften
from checkout.rendering.child import Faulty, TooCostly

log = structlog.get_logger(__name__)
R = TypeVar("R")
Ts = TypeVarTuple("Ts")
PROCESSES: Final = 2
WAITING_MOST: Final = 12
_OF_ONE_MOST: Final = 2
"""In progress and waiting together, of one device or one address."""
_WAIT_MOST_SECONDS: Final = 20.0
"""Who waited longer has gone away, or asks again."""
_AGAIN_SECONDS: Final = 5
_WALL_FACTOR: Final = 3
"""By the clock it may take so many times its processor time: on a busy machine it gives way to all others."""
_CHILD: Final = ("-m", "checkout.rendering.child")
# What is cut into small pieces of memory for ever is begun anew after so much of it.
_JOBS_OF_A_CHILD: Final = 500


class RenderPool:
    """Runs plain functions in child processes, which are started when they are first needed."""

    def __init__(self, processes: int = PROCESSES, waiting_most: int = WAITING_MOST) -> None:
        self._threads = ThreadPoolExecutor(processes, "render")
        self._places = processes + waiting_most
        self._in_progress: Counter[str] = Counter()
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._lock = threading.Lock()

    async def run(
        self,
        who: str,
        seconds: float,
        do: Callable[[*Ts], R],
        /,
        *args: *Ts,
        of_one_most: int = _OF_ONE_MOST,
    ) -> R:
        """What `do` gives, if it takes no more than so many seconds of a processor. On the event loop.

        Raises TooOften while so much of this caller's is in progress, Busy while the queue is full, and TooCostly.
        """
        with self._lock:
            self._refuse(who, of_one_most)
            self._in_progress[who] += 1
        job: Future[R] = self._threads.submit(self._run, time.monotonic(), seconds, do, args)
        # Not when the asker breaks off: the place is free when the work has ended.
        job.add_done_callback(lambda _: self._end(who))
        return await asyncio.wrap_future(job)

    def check(self, who: str, of_one_most: int = _OF_ONE_MOST) -> None:
        """Whether `run` would refuse, before anything is read or written for it. Raises TooOften, Busy."""
        with self._lock:
            self._refuse(who, of_one_most)

    def _refuse(self, who: str, of_one_most: int) -> None:
        if self._in_progress.get(who, 0) >= of_one_most:
            raise TooOften(_AGAIN_SECONDS)
        if self._in_progress.total() >= self._places:
            raise Busy(_AGAIN_SECONDS)

    def close(self) -> None:
        """End every child; what they have in progress is broken off."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown()

    def _end(self, who: str) -> None:
        with self._lock:
            self._in_progress[who] -= 1
            if not self._in_progress[who]:
                del self._in_progress[who]

    def _run(self, asked_at: float, seconds: float, do: Callable[..., object], args: tuple[object, ...]) -> Any:
        """What `do` gives, which came over a line that knows no types."""
        if time.monotonic() - asked_at > _WAIT_MOST_SECONDS:
            raise Busy(_AGAIN_SECONDS)
        with self._lock:
            child = self._idle.pop() if self._idle else _Child()
            self._children.add(child)
        is_well = False
        try:
            given, problem = child.ask(do, args, seconds)
            is_well = not isinstance(problem, TooCostly) and child.jobs_count < _JOBS_OF_A_CHILD
        except (EOFError, OSError) as error:
            # It was killed: by the kernel for its processor time, by us at the end, or by a decoder's own fault.
            problem = TooCostly(type(error).__name__)
        finally:
            with self._lock:
                if is_well:
                    self._idle.append(child)
                else:
                    self._children.discard(child)
            if not is_well:
                child.kill()
        if problem is None:
            return given
        if isinstance(problem, TooCostly):
            log.warning("costly work was broken off", what=do.__qualname__, why=str(problem))
        raise problem


class _Child:
    """One process and the line to it."""

    def __init__(self) -> None:
        self._line, far = Pipe()
        command = [sys.executable, *_CHILD, str(far.fileno())]
        with contextlib.closing(far):
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[far.fileno()], env=_without_settings()
            )
        self.jobs_count = 0

    def ask(
        self, do: Callable[..., object], args: tuple[object, ...], seconds: float
    ) -> tuple[object, Exception | None]:
        """What it gave, or why not. Raises EOFError and OSError when the process died."""
        self.jobs_count += 1
        self._line.send((seconds, do, args))
        if not self._line.poll(_WALL_FACTOR * seconds):
            return None, TooCostly("time")
        answer: tuple[object, Exception | None] = self._line.recv()
        return answer

    def kill(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


def _without_settings() -> dict[str, str]:
    """The environment without our secrets, for a picture that breaks a decoder, and without our metrics' folder."""
    ours = ("ADAY_", "PROMETHEUS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


__all__ = ["Faulty", "RenderPool", "TooCostly"]
