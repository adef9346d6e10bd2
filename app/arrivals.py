"""The payments that came and were not ticked off: which stand large, and which wait to be looked for."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.form_memory import FormMemory
from app.model.handover import may_release_goods
from app.model.records import PaymentRecord
from app.notices import Later
from app.services.local_store import LocalStore
from app.services.store_file import CannotKeep
from app.state import Shop

log = logging.getLogger(__name__)

ARRIVED_FOR: Final = timedelta(minutes=10)
"""What nobody ticks off for so long stands large no more, and waits to be looked for."""
UNTICKED_FOR: Final = timedelta(days=1)
_JUST_FOR: Final = timedelta(seconds=10)


def came_at(payment: PaymentRecord) -> datetime:
    """When the money came."""
    return payment.paid_at or payment.created_at


def queued(queue: Iterable[PaymentRecord], payment: PaymentRecord) -> tuple[PaymentRecord, ...]:
    """The queue with one more in it, once; the newest first, in whatever order they are heard of."""
    others = [one for one in queue if one.id != payment.id]
    return tuple(sorted((payment, *others), key=lambda one: (came_at(one), one.id), reverse=True))


def without(queue: Iterable[PaymentRecord], payment_id: str) -> tuple[PaymentRecord, ...]:
    """The queue without that payment."""
    return tuple(one for one in queue if one.id != payment_id)


def still_large(
    queue: Sequence[PaymentRecord],
    unticked: Sequence[PaymentRecord],
    now: datetime,
    asked_for: frozenset[str],
) -> tuple[PaymentRecord, ...]:
    """What may go on standing large, as the store knows it now.

    What goes back, in whole or in part, is green no more, from the promise on; nor what another window ticked off,
    nor what came long ago, unless somebody asked to see it.
    """
    known = {one.id: one for one in unticked}
    judged = (known[one.id] for one in queue if one.id in known)
    return tuple(
        one for one in judged if may_release_goods(one) and (one.id in asked_for or now - came_at(one) <= ARRIVED_FOR)
    )


def just_left(payment: PaymentRecord, now: datetime) -> timedelta:
    """For how long a payment may still be said to have come just now; nothing or less when it may not."""
    return came_at(payment) + _JUST_FOR - now


class Arrivals:
    """What came and nobody has ticked off, kept true: every mark is on the device's own disk (local_store.py)."""

    def __init__(
        self,
        store: LocalStore,
        shop: Shop,
        typed: FormMemory,
        clock: Callable[[], datetime],
        later: Later,
        tell_given: Callable[[], None] = lambda: None,
    ) -> None:
        """`typed` outlives a page whose line is lost; `later` calls something after so many seconds.

        `tell_given` has the server told which goods went out, as the store has it.
        """
        self._store, self._shop, self._typed, self._clock, self._later = store, shop, typed, clock, later
        self._tell_given = tell_given
        self._coming: tuple[PaymentRecord, ...] = ()
        self._asked_for: frozenset[str] = frozenset()
        self._is_worked_on = False
        self._timed_id = ""

    def stand(self, payment: PaymentRecord, seconds: float | None = None) -> None:
        """Let it stand large from the next drawing on; for so long, if nobody does anything and nothing else comes."""
        self._coming = queued(self._coming, payment)
        if seconds is not None:
            self._later(seconds, lambda: self._go_by_itself(payment.id))

    def take_up(self) -> None:
        """Somebody looks for what was not ticked off: all of it stands large, one after another."""
        self._asked_for = frozenset(one.id for one in self._shop.unticked)
        self._is_worked_on = True
        self._stand_large(self._shop.unticked)

    def tick_off_newest(self) -> None:
        """Somebody says of the newest that stands large that its goods went out."""
        if self._shop.arrived is not None:
            self.tick_off(self._shop.arrived.id)

    def tick_off(self, payment_id: str) -> None:
        """Its goods went out: who shows it again shows it a second time. The next one stands large."""
        self._is_worked_on = True
        self._note(lambda: self._store.tick_off(payment_id, self._clock()))
        self._tell_given()
        self._shop.unticked = without(self._shop.unticked, payment_id)
        self._stand_large(without(self._shop.arrivals, payment_id))

    def look_closer(self, payment_id: str) -> None:
        """Somebody has seen it and wants to know more: it is still to be ticked off."""
        self._note(lambda: self._store.show(payment_id, self._clock()))

    def put_away(self) -> None:
        """Nothing stands large; what was not ticked off waits to be looked for."""
        self._coming = ()
        self._stand_large(())

    def ask_no_ticks(self) -> None:
        """Nobody here ticks off what came until now, as on a phone that is not at the counter."""
        self._note(self._store.ask_no_ticks)
        self._shop.unticked = ()
        self.put_away()

    def judge(self) -> None:
        """Read anew what stands large and what waits; called with every drawing."""
        now = self._clock()
        unticked = tuple(one for one in self._store.unticked(now - UNTICKED_FOR) if may_release_goods(one))
        queue, self._coming = self._shop.arrivals + self._coming, ()
        for payment in queue:
            queue = queued(queue, payment)
        large = still_large(queue, unticked, now, self._asked_for)
        if unticked != self._shop.unticked:
            self._shop.unticked = unticked
        self._stand_large(large)

    def shown_again(self, missed: Sequence[PaymentRecord]) -> tuple[PaymentRecord, ...]:
        """What stood large when the page lost its line, with what came meanwhile: what of it may stand so again.

        Of what came while nothing stood large nobody is asked to believe that it came just now.
        """
        before, self._typed.arrived_ids = self._typed.arrived_ids, []
        if not (before or self._shop.arrivals):
            return ()
        now = self._clock()
        known = tuple(self._store.unticked(now - UNTICKED_FOR))
        chosen = {*before, *(one.id for one in missed)}
        queue = still_large([one for one in known if one.id in chosen], known, now, frozenset())
        self._typed.arrived_ids = [one.id for one in self._shop.arrivals]
        return tuple(reversed(queue))

    def forget(self) -> None:
        """The shop is left."""
        self._coming, self._asked_for = (), frozenset()
        self._shop.arrivals = self._shop.unticked = ()

    def _go_by_itself(self, payment_id: str) -> None:
        newest = self._shop.arrived
        if newest is not None and newest.id == payment_id and not self._is_worked_on:
            self.put_away()

    def _stand_large(self, queue: tuple[PaymentRecord, ...]) -> None:
        if not queue:
            self._is_worked_on, self._asked_for = False, frozenset()
        if queue != self._shop.arrivals:
            self._shop.arrivals = queue
            self._typed.arrived_ids = [one.id for one in queue]
        self._follow_clock()

    def _follow_clock(self) -> None:
        """Say of the newest that it came just now for as long as that is so, and then its minute."""
        newest = self._shop.arrived
        left = just_left(newest, self._clock()) if newest is not None else timedelta(0)
        is_just_come = left > timedelta(0)
        if is_just_come is not self._shop.is_just_come:
            self._shop.is_just_come = is_just_come
        if is_just_come and newest is not None and self._timed_id != newest.id:
            self._timed_id = newest.id
            self._later(left.total_seconds(), self._time_is_up)

    def _time_is_up(self) -> None:
        self._timed_id = ""
        self._follow_clock()

    def _note(self, write: Callable[[], None]) -> None:
        try:
            write()
        except CannotKeep as error:
            log.warning("not noted as seen: %s", error)
