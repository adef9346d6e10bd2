"""Shops' own accounts, and what came to them past their balances."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, String, Table, text

from checkout.core.direct_payment import DirectKind
from checkout.store.tables.base import Line, Moment, metadata, one_of

# Whose account it is that a server tells of. The operator alone says so: what a shop said could be another's account.
own_accounts = Table(
    "own_accounts",
    metadata,
    # bKash's short code of it.
    Column("short_code", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False, index=True),
    Column("bound_at", Moment, nullable=False),
)

_WAITS: Final = "kind = 'told' AND payment_id IS NULL"
# What named its link itself came with a number of ours, and nobody's.
_REMEMBERS: Final = "reference <> '' AND (payment_id IS NULL OR noted_by_id <> '')"

direct_payments = Table(
    "direct_payments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("kind", String(4), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("trx_id", String(40), nullable=False),
    # What came with it in the place of our number, in whoever's words.
    Column("reference", Line(80), nullable=False),
    Column("shop_code", String(40), nullable=False),
    Column("by_qr", Boolean, nullable=False),
    Column("came_at", Moment, nullable=False),
    Column("link_id", ForeignKey("links.id"), index=True),
    Column("payment_id", ForeignKey("payments.id"), unique=True),
    Column("noted_by_id", String(40), nullable=False),
    Column("noted_by_name", Line(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("assigned_at", Moment),
    # What was asked when a shop noted it, to tell a repeat from a clash.
    Column("request_hash", String(64), nullable=False),
    one_of("kind", DirectKind),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("(kind = 'seen') = (trx_id = '')", name="told_has_a_number"),
    # What a shop saw in its bank's app pays nothing.
    CheckConstraint("payment_id IS NULL OR (kind = 'told' AND link_id IS NOT NULL)", name="only_told_pays"),
    CheckConstraint("kind <> 'seen' OR link_id IS NOT NULL", name="seen_is_for_a_link"),
    Index("ix_direct_payments_trx_id", "trx_id", unique=True, sqlite_where=text("trx_id <> ''"),
          postgresql_where=text("trx_id <> ''")),
    Index(None, "merchant_id", "created_at", "id"),
    Index("ix_direct_payments_remembered", "created_at", sqlite_where=text(_REMEMBERS),
          postgresql_where=text(_REMEMBERS)),
    Index("ix_direct_payments_waiting", "merchant_id", "created_at", "id", sqlite_where=text(_WAITS),
          postgresql_where=text(_WAITS)),
)  # fmt: skip

# Ids of messages that were acted on, for longer than one may be old.
seen_messages = Table(
    "seen_messages",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
)
