"""The books, and what leaves them for a shop's own account."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from checkout.core.payout import OPEN as OPEN_PAYOUTS
from checkout.core.payout import PayoutStatus
from checkout.store.tables.base import Line, Moment, metadata, one_of, texts

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("balance_poisha", BigInteger, nullable=False),
)

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", String(40), primary_key=True),
    # What in the world this records, so that it is recorded once: `sslcommerz:capture:<val_id>`.
    Column("source", String(120), nullable=False, unique=True),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("created_at", Moment, nullable=False),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("transaction_id", ForeignKey("ledger_transactions.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("ledger_accounts.id"), nullable=False),
    # Counts 1, 2, 3 … in each account, so that the order of its history is beyond doubt.
    Column("position", BigInteger, nullable=False),
    # One of `EntryKind`: a new one needs no migration.
    Column("kind", String(12), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("balance_after_poisha", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("account_id", "position"),
    CheckConstraint("amount_poisha <> 0", name="amount_not_zero"),
)

payouts = Table(
    "payouts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("destination", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reference", Line(80), nullable=False),
    Column("refusal", Line(255), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("due_at", Moment),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    one_of("status", PayoutStatus),
    CheckConstraint(
        f"(ended_at IS NOT NULL) = (status NOT IN ({texts(s for s in PayoutStatus if s in OPEN_PAYOUTS)}))",
        name="ended_has_a_time",
    ),
    Index(None, "merchant_id", "created_at", "id"),
    Index(None, "status", "created_at"),
)
