"""What gateways tell us, and what they gave us to speak with them."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from checkout.core.webhook_status import WebhookStatus
from checkout.store.tables.base import Moment, metadata, one_of

webhook_inbox = Table(
    "webhook_inbox",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("gateway", String(20), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    # As they came, those that a signature can be in: JSON, a list of pairs.
    Column("headers", Text, nullable=False, server_default=""),
    # What was understood when it came, where the whole request was there to be read: JSON.
    Column("notice", Text),
    Column("status", String(10), nullable=False),
    Column("why", String(255), nullable=False),
    Column("copies_count", Integer, nullable=False),
    Column("claimed_until", Moment),
    Column("received_at", Moment, nullable=False, index=True),
    UniqueConstraint("gateway", "body_hash"),
    one_of("status", WebhookStatus),
    Index(None, "status", "claimed_until"),
)

# One access token for all workers, at gateways that count how often one is asked for.
gateway_tokens = Table(
    "gateway_tokens",
    metadata,
    # The gateway and the account there: `bkash:<app key>`.
    Column("account", String(120), primary_key=True),
    Column("token", Text, nullable=False),
    Column("refresh_token", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # While somebody asks for a new one, the others wait.
    Column("asking_until", Moment, nullable=False),
    # When the last calls for a token were made, newest first: JSON, microseconds since 1970.
    Column("asked_at", Text, nullable=False),
)
