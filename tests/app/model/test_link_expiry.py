"""When a link ends."""

from datetime import timedelta

import pytest

from app.model.link_expiry import days_to_pick, end_of
from checkout.core.link import LINK_TTL_MAX
from language import DHAKA
from tests.support.resources import NOW


@pytest.mark.parametrize("hour", [0, 12, 17, 18, 23])
def test_a_day_that_is_picked_ends_a_link_with_its_last_second_and_is_one_that_the_checkout_takes(hour: int) -> None:
    now = NOW.replace(hour=hour, minute=59)
    first, last = days_to_pick(now)
    for day in (first, last):
        ends_at = end_of(day.isoformat(), now, {})
        assert (ends_at.astimezone(DHAKA) + timedelta(seconds=1)).date() == day + timedelta(days=1)
        assert now < ends_at <= now + LINK_TTL_MAX
    assert now + LINK_TTL_MAX < end_of((last + timedelta(days=2)).isoformat(), now, {})
    assert end_of("1h", now, {"1h": timedelta(hours=1)}) == now + timedelta(hours=1)
