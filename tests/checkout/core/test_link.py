"""Where a link stands at a moment, and what it may say and allow."""

from datetime import timedelta
from typing import Any

import pytest

from checkout.core.link import ANYBODY, LINK_TTL_MAX, Customer, Link, LinkId, LinkStatus, check_link, same_again
from checkout.core.merchant import UNNOTED
from checkout.errors import BadFields
from money import PAYMENT_LEAST, PAYMENT_MOST, Money
from tests.checkout.core.links import NOW, fixed, store

SECOND, POISHA = timedelta(seconds=1), Money(1)
RAHIM = Customer("রহিম", "01712345678")


@pytest.mark.parametrize(
    ("link", "status"),
    [
        (fixed(), LinkStatus.ACTIVE),
        (fixed(expires_at=NOW + SECOND), LinkStatus.ACTIVE),
        (fixed(expires_at=NOW), LinkStatus.EXPIRED),
        (fixed(paused_at=NOW), LinkStatus.PAUSED),
        (fixed(paused_at=NOW, expires_at=NOW), LinkStatus.EXPIRED),
        (fixed(status=LinkStatus.PAID, expires_at=NOW, paused_at=NOW), LinkStatus.PAID),
        (fixed(status=LinkStatus.CANCELLED, expires_at=NOW, paused_at=NOW), LinkStatus.CANCELLED),
        (store(payments_count=1_000), LinkStatus.ACTIVE),
        (store(payments_count=3, uses_max=4), LinkStatus.ACTIVE),
        (store(payments_count=4, uses_max=4), LinkStatus.USED_UP),
        (store(payments_count=5, uses_max=4, paused_at=NOW), LinkStatus.PAUSED),
    ],
)
def test_a_payer_meets_what_is_so_at_that_moment(link: Link, status: LinkStatus) -> None:
    assert link.status_at(NOW) is status


@pytest.mark.parametrize(
    ("link", "is_full"),
    [
        (fixed(), False),
        (fixed(payments_count=1), True),
        (fixed(payments_count=1, uses_max=2), False),
        (fixed(payments_count=2, uses_max=2), True),
        (store(payments_count=9), False),
        (store(payments_count=9, uses_max=9), True),
    ],
)
def test_a_link_for_one_amount_is_paid_once_and_a_shops_own_without_end_unless_the_shop_says(
    link: Link, is_full: bool
) -> None:
    assert link.is_full is is_full


@pytest.mark.parametrize(
    ("link", "given", "problem"),
    [
        (fixed(amount=PAYMENT_LEAST - POISHA), "amount", ("amount", "amount_min")),
        (fixed(amount=PAYMENT_MOST + POISHA), "amount", ("amount", "amount_max")),
        (fixed(expires_at=NOW), "expires_at", ("expires_at", "expires_at")),
        (fixed(expires_at=NOW + LINK_TTL_MAX + SECOND), "expires_at", ("expires_at", "expires_at")),
        (store(expires_at=NOW + SECOND), "expires_at", ("expires_at", "not_for_store")),
        (store(customer=RAHIM), "customer", ("customer", "for_everybody")),
        (fixed(least=Money(100_00)), "least", ("least", "not_for_fixed")),
        (fixed(suggested=(Money(100_00),)), "suggested", ("suggested", "not_for_fixed")),
        (store(least=PAYMENT_LEAST - POISHA), "least", ("least", "amount_min")),
        (store(most=PAYMENT_MOST + POISHA), "most", ("most", "amount_max")),
        (store(least=Money(200_00), most=Money(100_00)), "most", ("most", "below_least")),
        (store(least=Money(200_00), suggested=(Money(100_00),)), "suggested", ("suggested", "suggested")),
        (store(suggested=tuple(Money(taka * 100) for taka in (10, 20, 30, 40, 50))), "suggested", ("suggested",) * 2),
    ],
)
def test_what_a_link_cannot_say_is_told_at_its_field(link: Link, given: str, problem: tuple[str, str]) -> None:
    with pytest.raises(BadFields) as refused:
        check_link(link, NOW, {given})
    assert [(one.field, one.code) for one in refused.value.problems] == [problem]


@pytest.mark.parametrize(
    "said",
    [
        {"amount": PAYMENT_LEAST, "expires_at": NOW + SECOND},
        {"amount": PAYMENT_MOST, "expires_at": NOW + LINK_TTL_MAX, "customer": RAHIM, "uses_max": 3},
    ],
)
def test_what_stands_at_a_bound_is_within_it(said: dict[str, Any]) -> None:
    check_link(fixed(**said), NOW, set(said))
    check_link(store(least=PAYMENT_LEAST, most=PAYMENT_MOST, suggested=(PAYMENT_LEAST, PAYMENT_MOST)), NOW, {"least"})


def test_a_term_that_is_over_hinders_no_other_change() -> None:
    check_link(fixed(expires_at=NOW - SECOND, note="ডাল"), NOW, {"note"})


def test_the_same_again_says_and_allows_the_same_for_as_long_and_is_for_nobody_yet() -> None:
    texts = {"note": "চাল", "reference": "order-7", "closing_message": "ধন্যবাদ"}
    old = fixed(**texts, expires_at=NOW + timedelta(hours=2), uses_max=3, customer=RAHIM, payments_count=1, paid_at=NOW)
    later = NOW + timedelta(days=1)
    again = same_again(old, Money(700_00), later, "CODE", UNNOTED)
    assert again.texts == old.texts == texts
    assert (again.amount, again.expires_at, again.uses_max) == (Money(700_00), later + timedelta(hours=2), 3)
    made = again.made(LinkId("pl_2"), old.merchant_id, "CODE", later)
    assert (made.texts, made.customer, made.code) == (texts, ANYBODY, "CODE")
    assert (made.payments_count, made.paid_at, made.created_at, made.status) == (0, None, later, LinkStatus.ACTIVE)


def test_of_a_link_without_a_term_the_copy_has_none() -> None:
    assert same_again(fixed(), Money(500_00), NOW, "", UNNOTED).expires_at is None
