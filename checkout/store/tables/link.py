"""What shops share, and the names that lead there."""

from typing import Final, get_args

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from checkout.core.link import MORE_TEXTS, NOTE_MAX, STORED, LinkKind
from checkout.store.tables.base import Line, Moment, metadata, one_of

_IN_ITS_ORDER: Final = ("merchant_id", "created_at", "id")


def _index_of(name: str, where: str, *columns: str) -> Index:
    """An index of those rows alone."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


links = Table(
    "links",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("kind", String(5), nullable=False),
    Column("code", String(40), nullable=False),
    Column("amount_poisha", BigInteger),
    Column("note", Line(NOTE_MAX), nullable=False),
    Column("status", String(10), nullable=False),
    Column("expires_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("paid_at", Moment),
    Column("payments_count", Integer, nullable=False),
    Column("paid_total_poisha", BigInteger, nullable=False),
    Column("request_hash", String(64), nullable=False),
    *(Column(name, Line(more.longest), nullable=False, server_default="") for name, more in MORE_TEXTS.items()),
    Column("least_poisha", BigInteger),
    Column("most_poisha", BigInteger),
    # Whom it was made for; a name wherever somebody is known.
    Column("customer_name", Line(80), nullable=False, server_default=""),
    Column("customer_phone", String(16), nullable=False, server_default=""),
    # Amounts to choose from, whole poisha with commas between.
    Column("suggested_poisha", String(120), nullable=False, server_default=""),
    Column("uses_max", Integer),
    Column("paused_at", Moment),
    Column("opens_count", Integer, nullable=False, server_default="0"),
    Column("opened_at", Moment),
    # Which device made it, and what that was called.
    Column("made_by_id", String(40), nullable=False, server_default=""),
    Column("made_by_name", Line(80), nullable=False, server_default=""),
    UniqueConstraint("kind", "code"),
    one_of("kind", get_args(LinkKind)),
    CheckConstraint("(kind = 'fixed') = (amount_poisha IS NOT NULL)", name="fixed_has_amount"),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("kind = 'fixed' OR status = 'active'", name="store_stays_active"),
    one_of("status", STORED),
    Index("ix_links_one_store_link", "merchant_id", unique=True, sqlite_where=Column("kind") == "store",
          postgresql_where=Column("kind") == "store"),
    Index(None, "merchant_id", "created_at", "id"),
    # One for each list that a shop can ask for: of many active links few are paused, or the other way round.
    _index_of("ix_links_active", "kind = 'fixed' AND status = 'active' AND paused_at IS NULL", *_IN_ITS_ORDER),
    _index_of("ix_links_paused", "kind = 'fixed' AND status = 'active' AND paused_at IS NOT NULL", *_IN_ITS_ORDER),
    _index_of("ix_links_ended", "status != 'active'", "merchant_id", "status", "created_at", "id"),
    Index(None, "status", "expires_at"),
    Index("ix_links_customer_phone", "customer_phone", sqlite_where=Column("customer_phone") != text("''"),
          postgresql_where=Column("customer_phone") != text("''")),
    Index("ix_links_remembered", "created_at", sqlite_where=Column("customer_name") != text("''"),
          postgresql_where=Column("customer_name") != text("''")),
)  # fmt: skip

# A slug that was given up stays its shop's: printed QR codes must never pay somebody else.
former_slugs = Table(
    "former_slugs",
    metadata,
    Column("slug", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
)
