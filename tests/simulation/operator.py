"""The operator's people, who work from another program on the same file: `aday refunds`, `aday payouts`, `aday holds`."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Row

from checkout.commands.payouts import payout_refused, payout_sent, payout_taken
from checkout.commands.refunds import closed_by_operator
from checkout.commands.review_payments import reject_payment, release_payment
from checkout.errors import DatabaseAway, NotFound, ReferenceUsed, WrongState
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from tests.chaos.books import StandIns, payments_of, refunds_of
from tests.simulation.servers import PUBLIC, Checkout, compiled_once

if TYPE_CHECKING:
    from tests.simulation.world import World

P = ParamSpec("P")
R = TypeVar("R")
_REFUSED = (WrongState, NotFound, ReferenceUsed, DatabaseAway)


class Lists(NamedTuple):
    """What waits for the operator."""

    refunds: list[Row[Any]]
    held: list[Row[Any]]
    payouts: list[Row[Any]]


class Operator:
    """Each thing that they do is done whole, as a command in a process of its own is."""

    def __init__(self, world: "World", checkout: Checkout, stand_ins: StandIns) -> None:
        self._world, self._checkout, self._stand_ins = world, checkout, stand_ins
        self._opened: list[tuple[object, Database]] = []

    @property
    def db(self) -> Database:
        file = self._checkout.file
        if not self._opened or self._opened[-1][0] != file:
            db = Database(f"sqlite:///{file}", clock=self._world.now, new_id=self._world.new_id, public_url=PUBLIC)
            compiled_once(db)
            self._opened.append((file, db))
        return self._opened[-1][1]

    def does(self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """None where it is refused, or the file cannot be used."""
        with suppress(*_REFUSED):
            return self.db.transact_now(do, *args, **kwargs)
        return None

    def lists(self) -> Lists:
        """What waits for them now."""
        held = [one for one in payments_of(self.db) if one.status == "on_hold" and one.fee_poisha is not None]
        return Lists(refunds_of(self.db, "by_hand"), held, self._payouts())

    def settle(self, about: str, seen: Lists, *, is_over: bool) -> int:
        """Go through what was on the lists: refunds by hand, held money and payouts; how much of it was settled."""
        chances, settled = self._world.chances, 0
        for refund in seen.refunds:
            settled += self._settle_refund(refund, is_over=is_over)
        for payment in seen.held:
            settled += self._decide(about, payment.id)
        for payout in seen.payouts:
            self.does(payout_taken, payout.id)
            if chances.happens(f"{about} sends", 0.7):
                settled += self.does(payout_sent, payout.id, f"SENT{payout.id[-8:]}") is not None
            elif is_over or chances.happens(f"{about} refuses", 0.5):
                settled += self.does(payout_refused, payout.id, "no such wallet") is not None
        return settled

    def _decide(self, about: str, payment_id: str) -> bool:
        """Two of them at once, of whom one comes second."""
        chances = self._world.chances
        releases = chances.happens(f"{about} releases", 0.5)
        decided = False
        for release in (releases, not releases) if chances.happens(f"{about} both", 0.3) else (releases,):
            done = (
                self.does(release_payment, payment_id)
                if release
                else self.does(reject_payment, payment_id, "looked at")
            )
            decided = decided or done is not None
        return decided

    def end(self) -> None:
        for _, db in self._opened:
            db.close()

    def _settle_refund(self, refund: Row[Any], *, is_over: bool) -> bool:
        """By the gateway's panel: what it gave back for our reference; only in the end is it certain that it did not."""
        here = [one for one in self._stand_ins.backs if one.gateway == refund.gateway]
        seen = next((one.ref for one in here if one.refund_ref == refund.refund_ref), "")
        if seen:
            return self.does(closed_by_operator, refund.id, reference=seen) is not None
        return is_over and self.does(closed_by_operator, refund.id, refusal="not in the panel") is not None

    def _payouts(self) -> list[Row[Any]]:
        query = "SELECT id FROM payouts WHERE status IN ('asked', 'taken') ORDER BY id"
        return self.db.read_now(lambda conn: list(conn.exec_driver_sql(query).all()))
