"""The shapes in which links, payments and entries are told to the app, in answers and in events."""

from datetime import datetime
from typing import Any

from checkout.payments.nouns import Link, Merchant, Payment
from checkout.store.ledger import BalanceEntry
from money import Money

CURRENCY = "BDT"


def link_url(link: Link, public_url: str) -> str:
    """Where the payer opens the link."""
    return f"{public_url}/{'s' if link.kind == 'store' else 'l'}/{link.code}"


def link_resource(link: Link, public_url: str) -> dict[str, Any]:
    return {
        "id": link.id,
        "kind": link.kind,
        "url": link_url(link, public_url),
        "code": link.code,
        "amount": _poisha(link.amount),
        "currency": CURRENCY,
        "note": link.note,
        "status": link.status,
        "expires_at": rfc3339(link.expires_at),
        "created_at": rfc3339(link.created_at),
        "paid_at": rfc3339(link.paid_at),
        "payments_count": link.payments_count,
        "paid_total": link.paid_total.poisha,
    }


def payment_resource(payment: Payment) -> dict[str, Any]:
    payer = payment.payer
    return {
        "id": payment.id,
        "link_id": payment.link_id,
        "status": payment.status,
        "amount": payment.amount.poisha,
        "fee": _poisha(payment.fee),
        "net": _poisha(payment.net),
        "currency": CURRENCY,
        "gateway": payment.gateway,
        "method": payment.method,
        "gateway_ref": payment.gateway_ref,
        "payer": {
            "name": payer.name,
            "phone": payer.phone,
            "email": payer.email,
            "address": payer.address,
        },
        "late": payment.late,
        "duplicate": payment.duplicate,
        "created_at": rfc3339(payment.created_at),
        "paid_at": rfc3339(payment.paid_at),
        "refunded": payment.refunded.poisha,
    }


def entry_resource(entry: BalanceEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "amount": entry.amount.poisha,
        "balance_after": entry.balance_after.poisha,
        "currency": CURRENCY,
        "payment_id": entry.payment_id,
        "created_at": rfc3339(entry.created_at),
    }


def merchant_resource(merchant: Merchant) -> dict[str, Any]:
    return {
        "id": merchant.id,
        "phone": merchant.phone,
        "name": merchant.name,
        "address": merchant.address,
        "language": merchant.language,
        "slug": merchant.slug,
        "created_at": rfc3339(merchant.created_at),
        "last_event_seq": merchant.event_seq,
    }


def rfc3339(moment: datetime | None) -> str | None:
    """A UTC time as the API writes it: `2026-11-12T04:42:00.123456Z`."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _poisha(money: Money | None) -> int | None:
    return None if money is None else money.poisha
