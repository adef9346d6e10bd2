"""Whether goods may be handed over, and what a link and a payment look like."""

from datetime import timedelta
from typing import Any

import pytest

from app.model.handover import Goods, display_status_of, goods_of, goods_of_link, link_row, may_release_goods
from app.model.records import read_link, read_payment
from tests.support.resources import NOW, link, payment


def test_an_active_link_with_a_payment_under_way_is_processing_for_half_an_hour() -> None:
    begun = read_payment(
        payment(1, status="pending", paid_at=None, created_at=(NOW - timedelta(minutes=5)).isoformat())
    )
    left = read_payment(payment(1, status="pending", paid_at=None, created_at=(NOW - timedelta(hours=1)).isoformat()))
    active = read_link(link(1))
    assert link_row(active, [begun], NOW).display_status == "processing"
    assert link_row(active, [left], NOW).display_status == "active"


def test_a_failed_second_try_does_not_hide_that_the_first_is_held_or_under_way() -> None:
    minutes_ago = [(NOW - timedelta(minutes=minutes)).isoformat() for minutes in (1, 5)]
    failed = read_payment(payment(2, status="failed", paid_at=None, created_at=minutes_ago[0]))
    held = read_payment(payment(1, status="on_hold", paid_at=None, created_at=minutes_ago[1]))
    begun = read_payment(payment(1, status="pending", paid_at=None, created_at=minutes_ago[1]))
    assert link_row(read_link(link(1)), [failed, held], NOW).display_status == "hold"
    assert link_row(read_link(link(1)), [failed, begun], NOW).display_status == "processing"


def test_a_refunded_duplicate_does_not_hide_that_the_link_is_paid() -> None:
    first = read_payment(payment(1))
    again = read_payment(payment(2, status="refunded", duplicate=True, created_at=NOW.isoformat()))
    assert (
        link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [again, first], NOW).display_status
        == "paid"
    )


def test_a_link_past_its_term_looks_expired_before_the_server_says_so() -> None:
    ended = read_link(link(1, expires_at=(NOW - timedelta(seconds=1)).isoformat()))
    assert link_row(ended, [], NOW).display_status == "expired"


@pytest.mark.parametrize(
    ("told", "goods"),
    [
        ({}, "paid"),
        ({"going_back": 50_000}, "returning"),
        ({"going_back": 20_000}, "partly"),
        ({"status": "partly_refunded", "refunded": 20_000}, "partly"),
        ({"status": "partly_refunded", "refunded": 20_000, "going_back": 50_000}, "returning"),
        ({"status": "refunded", "refunded": 50_000, "going_back": 50_000}, "refunded"),
        ({"duplicate": True}, "duplicate"),
        ({"late": True}, "late"),
        ({"late": True, "going_back": 50_000}, "returning"),
        ({"status": "on_hold"}, "hold"),
        ({"status": "teleported"}, "processing"),
    ],
)
def test_goods_go_for_money_that_came_in_time_for_them_and_stays(told: dict[str, Any], goods: Goods) -> None:
    known = read_payment(payment(1, **told))
    assert (goods_of(known), may_release_goods(known)) == (goods, goods == "paid")
    paid = link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [known], NOW)
    assert goods == "hold" or goods_of_link(paid) == goods


def test_what_goes_back_as_a_whole_wears_no_green_badge_though_its_payment_is_still_paid() -> None:
    returning = read_payment(payment(1, going_back=50_000))
    assert display_status_of(returning) == "refunded"
    assert (
        link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [returning], NOW).display_status
        == "refunded"
    )


def test_a_status_that_this_app_does_not_know_is_never_green() -> None:
    assert display_status_of(read_payment(payment(1, status="teleported"))) == "processing"
    assert link_row(read_link(link(1, status="teleported")), [], NOW).display_status == "processing"
