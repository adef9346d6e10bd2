"""What is said of a payment that a customer shows."""

from collections.abc import Iterator

import pytest

from app.model.connection import ConnectionState
from app.services.local_store import LocalStore
from app.views.check import Answer, answer
from tests.support.resources import MOMENT, SHOP, link, payment


@pytest.fixture
def store() -> Iterator[LocalStore]:
    opened = LocalStore(None)
    opened.replace_all(SHOP, [link(1)], [payment(1), payment(2, late=True)], [], 1)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("connection", "new", "unknown"),
    [
        (ConnectionState.LIVE, "new", "unknown"),
        (ConnectionState.RECONNECTING, "checking", "checking"),
        (ConnectionState.OFFLINE, "offline", "offline"),
    ],
)
def test_that_one_is_new_or_that_there_is_none_is_said_only_while_the_store_is_current(
    store: LocalStore, connection: ConnectionState, new: Answer, unknown: Answer
) -> None:
    assert (answer(store, store.payment("pay_1"), connection), answer(store, None, connection)) == (new, unknown)


@pytest.mark.parametrize("connection", list(ConnectionState))
def test_what_keeps_the_goods_back_is_said_from_the_disk_too(store: LocalStore, connection: ConnectionState) -> None:
    store.show("pay_1", MOMENT)
    found = [answer(store, store.payment(payment_id), connection) for payment_id in ("pay_1", "pay_2")]
    assert found == ["shown", "late"]


def test_what_somebody_of_the_shop_gave_goods_for_is_known_as_shown_on_every_device(store: LocalStore) -> None:
    given = payment(1, handed_over_at="2026-11-12T04:43:00Z", handed_over_by={"device_id": "dev_2", "name": "সাথী"})
    store.apply(2, "payment.handed_over", given)
    assert answer(store, store.payment("pay_1"), ConnectionState.LIVE) == "shown"
