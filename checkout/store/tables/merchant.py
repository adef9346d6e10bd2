"""Shops, and who may speak for them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)

from checkout.core.access import STAFF, Role
from checkout.store.tables.base import Line, Moment, metadata, one_of

merchants = Table(
    "merchants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("phone", String(16), nullable=False, unique=True),
    Column("name", Line(80), nullable=False),
    Column("address", Line(200), nullable=False),
    # One of `LANGUAGES`: a new one needs no migration.
    Column("language", String(2), nullable=False),
    Column("event_seq", BigInteger, nullable=False),
    Column("shows_phone", Boolean, nullable=False, server_default=true()),
    Column("requires_email", Boolean, nullable=False, server_default=false()),
    Column("requires_address", Boolean, nullable=False, server_default=false()),
    Column("payer_bears_fee", Boolean, nullable=False, server_default=false()),
    # What its devices draw their word of the day from.
    Column("word_key", String(32), nullable=False, server_default=""),
    # What the codes of its links are made with, so that no other shop can have them.
    Column("link_key", String(64), nullable=False, server_default=""),
    Column("logo", Text, nullable=False, server_default=""),
    # Its own Bangla QR, as it was read.
    Column("own_code", Text, nullable=False, server_default=""),
    # Of which accounts in such a code a server tells us, as the operator said.
    Column("told_accounts", String(64), nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False, index=True),
    Column("name", Line(80), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    # Where it was signed in, as limits see it: codes asked from there are the owner's own.
    Column("address_hash", String(64), nullable=False, server_default=""),
    # Signed in before shops had keys: until then it may bring codes that do not tell their shop.
    Column("old_codes_until", Moment),
    # When it last gave a one-time code.
    Column("confirmed_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    # What its token may.
    Column("role", String(8), nullable=False, server_default=Role.OWNER),
    # A program's, with spaces between.
    Column("scopes", String(200), nullable=False, server_default=""),
    # What it may give back in a day; nothing where that has no bound, or it gives back nothing.
    Column("gives_back_most_poisha", BigInteger),
    one_of("role", Role),
    CheckConstraint("gives_back_most_poisha > 0", name="gives_back_most_positive"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("role", String(8), nullable=False),
    Column("gives_back_most_poisha", BigInteger),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    # When it was used or taken back.
    Column("ended_at", Moment),
    one_of("role", STAFF),
    CheckConstraint("(role = 'manager') = (gives_back_most_poisha IS NOT NULL)", name="manager_has_a_sum"),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("phone", String(16), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("tries_count", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    # Whose code it is: the request that asked for it, and where that came from.
    Column("request_hash", String(64), nullable=False, server_default="", index=True),
    Column("address_hash", String(64), nullable=False, server_default=""),
    Index(None, "phone", "created_at"),
    Index(None, "created_at"),
)
