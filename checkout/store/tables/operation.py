"""What an installation keeps of itself."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, true

from checkout.store.tables.base import Moment, metadata

# What this installation keeps to itself, made when its tables were.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(64), nullable=False),
)

limit_counts = Table(
    "limit_counts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
)

audits = Table(
    "audits",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("differences_count", Integer, nullable=False),
    Column("ended_at", Moment, nullable=False, index=True),
    # Of all there is, or of what had changed.
    Column("is_whole", Boolean, nullable=False, server_default=true()),
)

# Up to which number of an account's entries or a shop's events a part of the audit was clean.
audit_marks = Table(
    "audit_marks",
    metadata,
    Column("check_name", String(20), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

# What a person was told of once is not told again at every ask.
alarms = Table(
    "alarms",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("why", String(160), primary_key=True),
    Column("raised_at", Moment, nullable=False),
)
