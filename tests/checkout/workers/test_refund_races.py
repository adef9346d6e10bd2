"""Part refunds of one payment, by several workers at once, at a gateway whose answers are lost, slow or come twice."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.commands.audit_books import audit_books
from checkout.commands.refunds import closed_by_operator
from checkout.core.refund import OPEN, Refund, RefundStatus
from checkout.gateways.base import CannotTell, NotAsked, RefundOutcome, RefundRefused, RefundRequest, Returned, Unknown
from checkout.store import refunds as store
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.refunds import RefundWorker
from money import Money
from tests.support.books import PaidShop, a_shop_of_its_own

Fault = Literal["", "lost before", "lost after", "slow", "repeated", "not sent"]
FAULTS: list[Fault] = ["", "lost before", "lost after", "slow", "repeated", "not sent"]
FIRST = timedelta(seconds=1)


@dataclass
class PanelOfOnePayment:
    """A gateway without an idempotency key, that shows the last refund of a payment only."""

    db: Database
    amount: Money
    faults: list[Fault]
    name: str = "sslcommerz"
    made: list[tuple[str, Money]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def refund(self, back: RefundRequest) -> RefundOutcome:
        fault = self.faults.pop() if self.faults else ""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(3):  # As long as it takes the others to come so far, too.
            await self.db.transact(lambda _: None)
        self.at_once -= 1
        if fault == "not sent":
            return NotAsked("no connection")
        if fault == "lost before":
            return Unknown("no answer")
        answer = self._make(back)
        if fault == "repeated" and sum((one for _, one in self.made), Money(0)) + back.amount > self.amount:
            return RefundRefused("more than is left", exceeds=True)  # A proxy sent it twice; the second answer came.
        return Unknown("no answer in time") if fault in ("lost after", "slow") else answer

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> RefundOutcome:
        if self.made and self.made[-1][1] == back.amount and self.made[-1][0] not in back.earlier_refs:
            return Returned(self.made[-1][0])
        return CannotTell("it shows no such refund")

    def _make(self, back: RefundRequest) -> Returned:
        self.made.append((f"{back.refund_ref}-{len(self.made)}", back.amount))
        return Returned(self.made[-1][0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(st.sampled_from([100, 100, 100, 250]), min_size=1, max_size=4),
    st.lists(st.sampled_from(FAULTS), max_size=8),
)
def test_what_went_back_at_the_gateway_is_what_went_back_in_the_books_and_each_reference_once(
    db: Database, asked: list[int], faults: list[Fault]
) -> None:
    shop = a_shop_of_its_own(db, returns_fee=False)
    gateway = PanelOfOnePayment(db, shop.paid.amount, list(faults))
    begun = [shop.ask(taka) for taka in asked if taka * 100 <= _left(shop).poisha]
    asyncio.run(_until_all_have_their_end(shop, gateway, begun))
    assert gateway.most_at_once == 1
    ended = [one for one in db.read_now(store.of_payment, shop.paid.id) if one.status is RefundStatus.REFUNDED]
    assert sum((one.amount for one in ended), Money(0)) == sum((one for _, one in gateway.made), Money(0))
    assert sorted(one.gateway_ref for one in ended) == sorted(ref for ref, _ in gateway.made)
    assert audit_books(db).differences == ()


async def _until_all_have_their_end(shop: PaidShop, gateway: PanelOfOnePayment, begun: list[Refund]) -> None:
    workers = [RefundWorker(shop.db, {"sslcommerz": gateway}, FIRST) for _ in range(3)]  # type: ignore[dict-item]
    for _ in range(20 * len(begun)):
        await asyncio.gather(*(worker.round() for worker in workers))
        open_ones = [one for one in shop.db.read_now(store.of_payment, shop.paid.id) if one.status in OPEN]
        if not open_ones:
            return
        for one in open_ones:
            if one.status is RefundStatus.BY_HAND:
                _looked_up_in_the_panel(shop, gateway, one)
        # The next pause is over, for these alone.
        await shop.db.transact(_all_are_due, [one.id for one in open_ones])
    raise AssertionError("refunds without an end")


def _looked_up_in_the_panel(shop: PaidShop, gateway: PanelOfOnePayment, refund: Refund) -> None:
    """The operator finds by our own reference what was made, or that nothing was."""
    refs = [ref for ref, _ in gateway.made if ref.startswith(refund.refund_ref)]
    word = {"reference": refs[0]} if refs else {"refusal": "nothing was made"}
    shop.db.transact_now(closed_by_operator, refund.id, **word)


def _all_are_due(uow: UnitOfWork, refund_ids: list[str]) -> None:
    for refund_id in refund_ids:
        refund = store.get(uow.conn, refund_id)
        if refund is not None and refund.status in OPEN and refund.status is not RefundStatus.BY_HAND:
            store.schedule(uow.conn, refund_id, refund.checks_count, uow.now)


def _left(shop: PaidShop) -> Money:
    return shop.paid.amount - shop.db.read_now(store.going_back, shop.paid.id)[0]
