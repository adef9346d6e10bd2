"""Bangla QRs that gateways issued for links."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from checkout.core.issued_code import IssuedCodeStatus
from checkout.store.tables.base import Moment, metadata, one_of

_HAS_NOT_ENDED: Final = "status <> 'ended'"

issued_codes = Table(
    "issued_codes",
    metadata,
    # Our reference at the gateway, as `payments.tran_id`.
    Column("id", String(20), primary_key=True),
    Column("link_id", ForeignKey("links.id"), nullable=False),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("gateway", String(20), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("code_ref", String(50), nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String(5), nullable=False),
    Column("checks_count", Integer, nullable=False),
    # When the gateway is asked what became of it; of one that was only asked for, when that is given up.
    Column("next_check_at", Moment),
    Column("created_at", Moment, nullable=False),
    one_of("status", IssuedCodeStatus),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("(next_check_at IS NULL) = (status = 'ended')", name="open_is_looked_after"),
    # A link has one at a time.
    Index("ix_issued_codes_of_link", "link_id", unique=True, sqlite_where=text(_HAS_NOT_ENDED),
          postgresql_where=text(_HAS_NOT_ENDED)),
    Index("ix_issued_codes_of_shop", "merchant_id", sqlite_where=text(_HAS_NOT_ENDED),
          postgresql_where=text(_HAS_NOT_ENDED)),
    Index(None, "next_check_at"),
)  # fmt: skip
