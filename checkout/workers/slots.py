"""How much is under way at each gateway, or for each shop: whoever answers slowly holds up no other."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Set
from contextlib import contextmanager
from typing import Final

from checkout.workers.loop import Loop

_AT_ONCE: Final = 20  # At each gateway.


class Slots:
    """So many for each gateway. `when_free` is called whenever one of them is where none was.

    What is being claimed holds its slots already: others come while the database is waited for.
    """

    def __init__(self, most: int, when_free: Callable[[], None]) -> None:
        self._most, self._when_free = most, when_free
        self._under_way: dict[str, set[asyncio.Task[None]]] = {}
        self._held: Counter[str] = Counter()
        self._held_anywhere = 0

    @property
    def full(self) -> frozenset[str]:
        """The gateways at which nothing more may be begun."""
        return frozenset(gateway for gateway in self._known if self._free(gateway) <= 0)

    @property
    def room(self) -> int:
        """As much may be begun now, at whichever gateways that are not full."""
        return min((self._free(gateway) for gateway in self._known - self.full), default=self._most)

    @contextmanager
    def hold(self, gateway: str) -> Iterator[bool]:
        """A slot at this gateway, if one is free; in its place something may be begun."""
        is_held = self._free(gateway) > self._held_anywhere
        self._held[gateway] += is_held
        try:
            yield is_held
        finally:
            was_full = self._free(gateway) <= 0
            self._held[gateway] -= is_held
            if was_full and self._free(gateway) > 0:
                self._when_free()

    @contextmanager
    def hold_room(self) -> Iterator[int]:
        """As many slots as there is room for, at whichever gateways; one caller at a time."""
        self._held_anywhere = self.room
        try:
            yield self._held_anywhere
        finally:
            self._held_anywhere = 0

    @property
    def _known(self) -> Set[str]:
        return self._under_way.keys() | self._held.keys()

    def _free(self, gateway: str) -> int:
        return self._most - len(self._under_way.get(gateway, ())) - self._held[gateway]

    def begin(self, gateway: str, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.setdefault(gateway, set()).add(task)

        def put_down(ended: asyncio.Task[None]) -> None:
            was_full = self._free(gateway) <= 0
            self._under_way[gateway].discard(ended)
            if not self._under_way[gateway]:
                del self._under_way[gateway]
            if was_full:
                self._when_free()

        task.add_done_callback(put_down)

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for what is under way, for so long; then it is broken off, to be taken up again when its claim ends."""
        tasks = set().union(*self._under_way.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


class GatewayWorker:
    """Takes what is due in a loop, and goes on with so much of it at each gateway at the same time.

    Any number of them may run: work is claimed.
    """

    def __init__(self, name: str, pause_seconds: float) -> None:
        self.loop = Loop(name, self.take, pause_seconds)
        self._slots = Slots(_AT_ONCE, self.loop.nudge)

    async def take(self) -> int:
        """Begin to go on with what is due; how much there was."""
        raise NotImplementedError

    async def round(self) -> int:
        """The same, until all was gone on with."""
        count = await self.take()
        await self._slots.finish()
        return count

    async def stop(self, patience_seconds: float) -> None:
        """Finish what is in progress, for so long."""
        await self.loop.stop(patience_seconds)
        await self._slots.finish(patience_seconds)
