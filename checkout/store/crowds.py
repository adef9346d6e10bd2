"""Commands about payments at one gateway, which come in crowds: on PostgreSQL, too, those that wait are kept together.

All shops of a batch are held before its first command, in one order, and what commands at one gateway share beside
their shops (the gateway's own account, then the operator's fees) each takes in one order: so two batches never wait for
each other in a ring. A batch in which one fails, or that waits for long, is undone, and each is done by itself as any
other command. See docs/decisions/0048-one-commit-for-those-who-wait.md.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from checkout.store.batches import Queue, Waiting, answer
from checkout.store.outage import is_the_databases
from checkout.store.statements import Statement
from checkout.store.telling import Logged
from checkout.store.unit_of_work import UnitOfWork

# No longer than PostgreSQL lets a ring of waiters wait until it breaks it: whoever holds one shop for long holds up
# nobody who has nothing to do with it.
_WAIT: Final = Statement(text("SELECT set_config('lock_timeout', '1s', true)"))
_HOLD: Final = Statement(
    text("SELECT pg_advisory_xact_lock(hashtextextended(shop, 0)) FROM unnest(CAST(:shops AS text[])) AS shop")
)
_WAITED_TOO_LONG: Final = "55P03"


class EachAlone(Exception):
    """Nothing of a batch was kept, and the others might be without the one that this came from."""


class Crowds:
    """For each gateway those that wait, of which one batch at a time is under way."""

    def __init__(
        self,
        writing: Executor,
        keep: Callable[[Sequence[Waiting]], None],
        do: Callable[[Callable[[UnitOfWork], object]], tuple[object, Logged]],
        tell: Callable[[Logged], None],
    ) -> None:
        self._writing, self._keep_batch, self._do, self._tell = writing, keep, do, tell
        self._queues: dict[str, Queue] = {}

    def at(self, gateway: str) -> Queue:
        """Where its commands wait."""
        if gateway not in self._queues:
            self._queues[gateway] = Queue(self._writing, self._keep)
        return self._queues[gateway]

    def finish(self) -> None:
        """Keep what waits still, when the writing threads take no call any more."""
        for queue in self._queues.values():
            queue.finish()

    def _keep(self, batch: Sequence[Waiting]) -> None:
        try:
            self._keep_batch(batch)
        except EachAlone:
            for one in batch:
                self._call_for(one)
            return
        except BaseException as error:
            for one in batch:
                one.error = error
        answer(batch, self._tell)

    def _call_for(self, one: Waiting) -> None:
        """In a thread of its own: it may have to wait for its shop."""
        try:
            self._writing.submit(self._keep_alone, one)
        except RuntimeError:  # One that is closing takes no call.
            self._keep_alone(one)

    def _keep_alone(self, one: Waiting) -> None:
        try:
            one.result, one.logged = self._do(one.do)
        except BaseException as error:
            one.error = error
        answer([one], self._tell)


def do_in_order(
    conn: Connection, batch: Sequence[Waiting], unit_of_work: Callable[[Connection, Collection[str]], UnitOfWork]
) -> None:
    """Hold all their shops until the transaction is over, in the order of their names; then do one after another."""
    shops = sorted({one.shop for one in batch} - {""})
    _WAIT.run(conn, {})
    if shops:
        _HOLD.run(conn, {"shops": shops})
    last_entries = dict[str, int]()
    for one in batch:
        uow = unit_of_work(conn, shops)
        # What one of them moved, nobody else moves before all of them are kept or undone.
        uow.last_entries = last_entries
        one.result, one.logged = one.do(uow), uow.logged


@contextmanager
def all_or_each_alone() -> Iterator[None]:
    """A transaction of several. Raises EachAlone when it failed by one of them, or by another process.

    Where the database itself is in trouble none is tried again: the batch may have been kept before its line was cut.
    """
    try:
        yield
    except Exception as error:
        waited = isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _WAITED_TOO_LONG
        if waited or not is_the_databases(error):
            raise EachAlone from error
        raise
