"""What several callers want at the same moment is done once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

R = TypeVar("R")


class SingleFlight(Generic[R]):
    """Joins those of one process who want the same thing, by its key."""

    def __init__(self) -> None:
        self._under_way: dict[object, asyncio.Task[R]] = {}

    def get(self, key: object) -> asyncio.Task[R] | None:
        """The work of this key, while it is under way."""
        return self._under_way.get(key)

    async def once(self, key: object, work: Callable[[], Coroutine[object, object, R]]) -> R:
        """Join the same work if it is under way. It is finished even when nobody waits for it any more."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)
