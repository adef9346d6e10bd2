"""What is told at the till of what began today, and of what was only ended today."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from checkout.core.access import Grant, Role
from checkout.resources.base import rfc3339
from checkout.resources.till import told_to

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 11, 18, tzinfo=UTC)
"""In Dhaka."""


@pytest.mark.parametrize(("began", "is_told"), [(MIDNIGHT, True), (MIDNIGHT - timedelta(microseconds=1), False)])
def test_a_refund_of_another_day_is_not_told_at_the_till_when_it_ends(began: datetime, is_told: bool) -> None:
    refund = json.dumps({"id": "rf_1", "created_at": rfc3339(began), "amount": 100, "cost": 90, "fee_back": 10})
    told = told_to(Grant(Role.CASHIER), "refund.refunded", refund, NOW)
    assert (told is not None) == is_told
    assert told is None or json.loads(told)["cost"] is None
    assert told_to(Grant(Role.MANAGER, gives_back_most=None), "refund.refunded", refund, NOW) == refund
