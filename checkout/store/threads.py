"""The threads in which a database is used, and how they wait; a simulation hands in its own."""

import random
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from checkout.store.engines import READERS, SEARCHERS, WRITERS


@dataclass(frozen=True, slots=True)
class Threads:
    """Each kind of use waits in a line of its own; where the database has one writer, `writing` does one at a time."""

    writing: Executor
    reading: Executor
    searching: Executor
    pause: Callable[[float], None]
    """Wait for so many seconds in the thread that calls it, or for less: what is tried again together meets again."""
    monotonic: Callable[[], float]
    glances: bool = False
    """Whether what takes an instant is looked up in no thread at all."""

    def finish(self) -> None:
        """Let what was begun or waits come to its end, and take nothing more."""
        self.writing.shutdown()
        self.reading.shutdown()
        self.searching.shutdown()


def make_threads(*, is_shared: bool) -> Threads:
    """As many as the database bears."""
    return Threads(
        ThreadPoolExecutor(WRITERS if is_shared else 1, "write"),
        ThreadPoolExecutor(READERS, "read"),
        ThreadPoolExecutor(SEARCHERS, "search"),
        _pause,
        time.monotonic,
        glances=not is_shared,
    )


def _pause(seconds_most: float) -> None:
    time.sleep(random.uniform(0, seconds_most))  # noqa: S311 - no secret
