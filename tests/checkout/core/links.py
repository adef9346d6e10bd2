"""Links for rules that need no database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from checkout.core.link import Link, LinkId, LinkStatus
from checkout.core.merchant import MerchantId
from money import Money

NOW: Final = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
_FIXED: Final = Link(
    id=LinkId("pl_1"),
    merchant_id=MerchantId("mer_1"),
    kind="fixed",
    code="7XW7EXHTE15",
    amount=Money(500_00),
    note="চাল",
    status=LinkStatus.ACTIVE,
    expires_at=None,
    created_at=NOW,
    paid_at=None,
    payments_count=0,
    paid_total=Money(0),
)


def fixed(**more: Any) -> Link:
    """A link for ৳500 that was made just now."""
    return replace(_FIXED, **more)


def store(**more: Any) -> Link:
    """A shop's own link, for any amount."""
    return replace(_FIXED, kind="store", amount=None, note="", **more)
