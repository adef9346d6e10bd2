"""A shop's link, payments and refunds as the checkout's API tells them."""

from datetime import UTC, datetime
from typing import Any

SHOP = {"id": "mer_1", "phone": "+8801700000123", "name": "করিম", "address": "", "language": "bn", "slug": "karim"}


def link(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"pl_{number:04d}",
        "kind": "fixed",
        "url": f"https://pay.example/l/{number}",
        "code": str(number),
        "amount": 100_00 + number,
        "note": "",
        "status": "active",
        "expires_at": None,
        "created_at": f"2026-11-12T04:42:{number % 60:02d}.{number:06d}Z",
        "paid_at": None,
        "payments_count": 0,
        "paid_total": 0,
        **more,
    }


def payment(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"pay_{number}",
        "link_id": "pl_0001",
        "status": "paid",
        "amount": 50_000,
        "fee": 1_250,
        "net": 48_750,
        "method": "bKash",
        "gateway_ref": "x",
        "payer": {"name": "নুসরাত", "phone": "01700000456", "email": "", "address": ""},
        "created_at": "2026-11-12T04:41:00Z",
        "paid_at": "2026-11-12T04:42:00Z",
        **more,
    }


def refund(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"rf_{number}",
        "payment_id": "pay_1",
        "status": "pending",
        "amount": 20_000,
        "cost": 20_000,
        "refusal": "",
        "created_at": "2026-11-12T04:43:00Z",
        **more,
    }


MOMENT = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)


NOW = datetime(2026, 11, 12, 4, 45, tzinfo=UTC)


def direct(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"dp_{number}",
        "kind": "told",
        "amount": 650_00,
        "trx_id": f"TRX{number}",
        "link_id": None,
        "payment_id": None,
        "came_at": f"2026-11-12T04:4{number}:00Z",
        "created_at": f"2026-11-12T04:4{number}:00Z",
        **more,
    }
