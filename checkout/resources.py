"""The shapes in which links, payments and entries are told to the app, in answers and in events."""

from datetime import datetime
from typing import Any

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.payment import Payment
from checkout.core.payout import Destination, Payout
from checkout.core.posting_rules import BalanceEntry
from checkout.core.refund import OPEN, Refund, RefundStatus
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
        "status": link.shown_status,
        "expires_at": rfc3339(link.expires_at),
        "created_at": rfc3339(link.created_at),
        "paid_at": rfc3339(link.paid_at),
        "payments_count": link.payments_count,
        "paid_total": link.paid_total.poisha,
        "reference": link.reference,
        "closing_message": link.closing_message,
        "customer": {"name": link.customer.name, "phone": link.customer.phone},
        "least": _poisha(link.least),
        "most": _poisha(link.most),
        "suggested": [amount.poisha for amount in link.suggested],
        "uses_max": link.uses_max,
        "opens_count": link.opens_count,
        "opened_at": rfc3339(link.opened_at),
    }


def payment_resource(payment: Payment) -> dict[str, Any]:
    payer = payment.payer
    return {
        "id": payment.id,
        "link_id": payment.link_id,
        "code": payment.code,
        "status": payment.status,
        "amount": payment.amount.poisha,
        "surcharge": payment.surcharge.poisha,
        "fee": _poisha(payment.fee),
        "service_fee": payment.service_fee.poisha,
        "net": _poisha(payment.net),
        "currency": CURRENCY,
        "gateway": payment.gateway,
        "method": payment.method,
        "gateway_ref": payment.gateway_ref,
        "reason": payment.reason,
        "failure": payment.failure,
        "hold_reason": payment.hold_reason,
        "gateway_words": payment.gateway_words,
        "operator_words": payment.operator_words,
        "held": _poisha(payment.held),
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


def refund_resource(refund: Refund) -> dict[str, Any]:
    """A refund as the shop is told: `cost` left the balance, `fee_back` is the part of the fee given back with it."""
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "status": refund_status(refund.status),
        "amount": refund.amount.poisha,
        "fee_back": refund.fee_back.poisha,
        "cost": (refund.amount - refund.fee_back).poisha,
        "currency": CURRENCY,
        "reason": refund.reason,
        "refusal": refund.refusal,
        "gateway_ref": refund.gateway_ref,
        "created_at": rfc3339(refund.created_at),
        "ended_at": rfc3339(refund.ended_at),
        "due_at": rfc3339(refund.due_at),
    }


def refund_status(status: RefundStatus) -> str:
    """What the shop is told of a refund's state: how it goes back is the operator's business."""
    return "pending" if status in OPEN else str(status)


def destination_resource(to: Destination) -> dict[str, Any]:
    at_a_bank = {"bank": to.bank, "branch": to.branch} if to.kind == "bank" else {}
    named = {"holder": to.holder} if to.holder or to.kind == "bank" else {}
    return {"kind": to.kind, "account": to.account} | at_a_bank | named


def payout_resource(payout: Payout) -> dict[str, Any]:
    return {
        "id": payout.id,
        "status": payout.status,
        "amount": payout.amount.poisha,
        "currency": CURRENCY,
        "to": destination_resource(payout.to),
        "reference": payout.reference,
        "refusal": payout.refusal,
        "created_at": rfc3339(payout.created_at),
        "ended_at": rfc3339(payout.ended_at),
        "due_at": rfc3339(payout.due_at),
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
        "shows_phone": merchant.shows_phone,
        "word_key": merchant.word_key,
        "link_key": merchant.link_key,
        "logo": merchant.logo,
        "requires_email": merchant.requires_email,
        "requires_address": merchant.requires_address,
        "payer_bears_fee": merchant.payer_bears_fee,
        "created_at": rfc3339(merchant.created_at),
        "last_event_seq": merchant.event_seq,
    }


def rfc3339(moment: datetime | None) -> str | None:
    """A UTC time as the API writes it: `2026-11-12T04:42:00.123456Z`."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _poisha(money: Money | None) -> int | None:
    return None if money is None else money.poisha
