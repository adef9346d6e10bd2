"""Every table. The database holds the rules that must hold whatever the code does.

A table stands in the module of its noun, as in the core (`link.py`, `payment.py`); what an installation keeps of
itself is in `operation.py`. All are imported from here, so that every one is known wherever one is.
"""

from checkout.store.tables.base import Line, Moment, from_microseconds, metadata, to_microseconds
from checkout.store.tables.gateway import gateway_tokens, webhook_inbox
from checkout.store.tables.issued_code import issued_codes
from checkout.store.tables.ledger import ledger_accounts, ledger_entries, ledger_transactions, payouts
from checkout.store.tables.link import former_slugs, links
from checkout.store.tables.merchant import devices, invitations, merchants, one_time_codes
from checkout.store.tables.operation import alarms, audit_marks, audits, limit_counts, secrets
from checkout.store.tables.outgoing import deliveries, events, notice_settings, outlets, push_subscriptions
from checkout.store.tables.own_code import direct_payments, own_accounts, seen_messages
from checkout.store.tables.payment import CLOSED_UNDER_A_REFERENCE, payments, refunds

__all__ = [
    "CLOSED_UNDER_A_REFERENCE",
    "Line",
    "Moment",
    "alarms",
    "audit_marks",
    "audits",
    "deliveries",
    "devices",
    "direct_payments",
    "events",
    "former_slugs",
    "from_microseconds",
    "gateway_tokens",
    "invitations",
    "issued_codes",
    "ledger_accounts",
    "ledger_entries",
    "ledger_transactions",
    "limit_counts",
    "links",
    "merchants",
    "metadata",
    "notice_settings",
    "one_time_codes",
    "outlets",
    "own_accounts",
    "payments",
    "payouts",
    "push_subscriptions",
    "refunds",
    "secrets",
    "seen_messages",
    "to_microseconds",
    "webhook_inbox",
]
