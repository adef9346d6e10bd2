"""What a payment's screen says is left of it, held against the books."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.local_store import LocalStore
from checkout.commands.refunds import WantedRefund, ask_refund
from checkout.core.refund import RefundId
from checkout.errors import BadFields, WrongState
from checkout.gateways.base import CannotTell, RefundOutcome, RefundRefused, Returned, UnderWay
from checkout.ids import new_id
from checkout.store import events
from checkout.store.database import Database
from money import Money
from tests.support.books import PAID, Books, a_shop_of_its_own, another_attempt

_SAID: Any = st.sampled_from([Returned("r"), UnderWay("r"), RefundRefused("no"), CannotTell("?")])
_ASKED = st.lists(st.tuples(st.integers(1, 500_00), st.booleans(), st.none() | _SAID), max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.integers(0, 60_00), _ASKED)
def test_what_is_said_to_be_left_of_a_payment_is_the_sum_of_its_entries(
    db: Database, fee: int, asked: list[tuple[int, bool, RefundOutcome | None]]
) -> None:
    shop = a_shop_of_its_own(db, returns_fee=False)
    said_of_it = replace(PAID, capture_ref=new_id("val"), fee=Money(fee))
    payment = Books.answer(shop, another_attempt(shop), said_of_it)
    for poisha, returns_fee, outcome in asked:
        wanted = WantedRefund(RefundId(new_id("rf")), payment.id, Money(poisha))
        try:
            refund, _ = db.transact_now(ask_refund, shop.shop.id, wanted, returns_fee=returns_fee)
        except (BadFields, WrongState):
            continue
        if isinstance(outcome, Returned | UnderWay):
            outcome = replace(outcome, gateway_ref=refund.id)
        if outcome is not None:
            shop.hears(refund, outcome)

    store = LocalStore(None)
    for told in db.read_now(events.after, shop.shop.id, 0, 10_000):
        store.apply(told.seq, told.type, json.loads(told.data))
    shown = store.payment(payment.id)
    entries = [entry.amount.poisha for entry in store.entries(10_000) if entry.payment_id == payment.id]
    store.close()

    assert shown is not None
    assert shown.remains == Money(sum(entries))
    # The lines above it on the screen come to it.
    assert shown.amount - (shown.fee or Money(0)) - shown.going_back + shown.fee_back == shown.remains
