"""A loop that goes on whatever one round of it runs into."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from checkout.errors import DatabaseAway, DatabaseBusy

_LONGEST_PAUSE_SECONDS: Final = 30.0
log = structlog.get_logger(__name__)


class Loop:
    """Does its round again and again: at once when nudged, else after a pause."""

    def __init__(self, name: str, work: Callable[[], Awaitable[int]], pause_seconds: float) -> None:
        self.name, self._round, self._pause_seconds = name, work, pause_seconds
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False

    def start(self) -> None:
        self._is_ending = False
        self._task = asyncio.create_task(self._run(), name=self.name)

    def nudge(self) -> None:
        """There may be work now."""
        self._nudged.set()

    async def stop(self, patience_seconds: float = 0) -> None:
        """Begin no other round, and let the one in progress come to its end, for so long; then it is broken off."""
        self._is_ending = True
        self.nudge()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=patience_seconds)
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        failed_in_a_row = 0
        while not self._is_ending:
            self._nudged.clear()
            try:
                while await self._round() and not self._is_ending:
                    pass
            except DatabaseAway as error:
                failed_in_a_row += 1
                # Of one that is away its alarm has rung already, once for all loops.
                if isinstance(error, DatabaseBusy):
                    self._tell(error, failed_in_a_row)
            except Exception as error:
                failed_in_a_row += 1
                self._tell(error, failed_in_a_row)
            else:
                failed_in_a_row = 0
            if self._is_ending:
                return
            # Not wait_for: before Python 3.12 it can swallow a cancellation, and the loop would never stop.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_after(failed_in_a_row, self._pause_seconds)):
                    await self._nudged.wait()

    def _tell(self, error: Exception, failed_in_a_row: int) -> None:
        """The whole traceback the first time; what goes on and on is one line each."""
        if failed_in_a_row == 1:
            log.error("a round failed and will be tried again", loop=self.name, exc_info=error)
        else:
            log.warning("a round failed again", loop=self.name, times=failed_in_a_row, why=type(error).__name__)


def pause_after(failed_in_a_row: int, pause_seconds: float) -> float:
    """How long until the next round, in seconds: twice as long after each that failed, and half a minute at most."""
    longer: float = pause_seconds * 2 ** min(failed_in_a_row, 10)
    return max(pause_seconds, min(_LONGEST_PAUSE_SECONDS, longer))
