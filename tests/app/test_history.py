"""The history's lines: which they are, and what they sum up to."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.services.history import Chosen, between, came_in, lines
from app.services.local_store import LocalStore
from money import Money
from tests.app.test_local_store import payment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    opened = LocalStore(tmp_path / "shop.db")
    yield opened
    opened.close()


def held(number: int, day: int) -> dict[str, object]:
    return payment(number, status="on_hold", paid_at=None, created_at=f"2026-11-{day}T04:41:00Z")


def test_what_is_held_is_chosen_by_its_day_too(store: LocalStore) -> None:
    for number, day in enumerate((10, 12), 1):
        store.apply(number, "payment.on_hold", held(number, day))
    since, until = between(date(2026, 11, 12), date(2026, 11, 12))
    found, more = lines(store, Chosen("hold", since=since, until=until), 50)
    assert ([line.id for line in found], more) == (["pay_2"], False)


def test_nothing_has_come_in_of_what_is_held(store: LocalStore) -> None:
    store.apply(1, "payment.on_hold", held(1, 12))
    found, _ = lines(store, Chosen("hold"), 50)
    assert came_in(found) is None


def test_what_came_in_is_the_payments_before_charges_and_before_what_went_back(store: LocalStore) -> None:
    moved = ((1, "payment", 50_000, 50_000), (2, "fee", -1_250, 48_750), (3, "refund", -10_000, 38_750))
    for number, kind, amount, after in moved:
        entry = {"id": f"le_{number}", "kind": kind, "amount": amount, "balance_after": after, "payment_id": "pay_1"}
        store.apply(number, f"balance.{kind}", entry | {"created_at": "2026-11-12T04:42:00Z"})
    found, _ = lines(store, Chosen(), 50)
    assert came_in(found) == Money(50_000)
