"""A loop that goes on whatever one round of it runs into."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


class Loop:
    """Does its round again and again: at once when nudged, else after a pause."""

    def __init__(self, name: str, work: Callable[[], Awaitable[int]], pause_seconds: float) -> None:
        self._name, self._round, self._pause_seconds = name, work, pause_seconds
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False

    def start(self) -> None:
        self._is_ending = False
        self._task = asyncio.create_task(self._run(), name=self._name)

    def nudge(self) -> None:
        """There may be work now."""
        self._nudged.set()

    async def stop(self, patience_seconds: float = 0) -> None:
        """Begin no other round, and let the one in hand come to its end, for so long; then it is broken off."""
        self._is_ending = True
        self.nudge()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=patience_seconds)
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while not self._is_ending:
            self._nudged.clear()
            try:
                while await self._round() and not self._is_ending:
                    pass
            except Exception:
                log.exception("a round failed and will be tried again", loop=self._name)
            if self._is_ending:
                return
            # Not wait_for: before Python 3.12 it can swallow a cancellation, and the loop would never stop.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause_seconds):
                    await self._nudged.wait()
