"""What an installation keeps of itself."""

from sqlalchemy import Column, Integer, String, Table

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
)

# What a person was told of once is not told again at every ask.
alarms = Table(
    "alarms",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("why", String(160), primary_key=True),
    Column("raised_at", Moment, nullable=False),
)
