"""What is told: each shop's log of events, and what is carried to its server and its staff."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from checkout.core.notices import USUALLY_TOLD, as_text
from checkout.core.outlet import DeliveryStatus
from checkout.core.push import ENDPOINT_MAX
from checkout.store.tables.base import Moment, metadata, one_of

events = Table(
    "events",
    metadata,
    Column("merchant_id", ForeignKey("merchants.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(40), nullable=False),
    # The id of what `data` is: by it everything that was told of one payment is found.
    Column("subject_id", String(40), nullable=False, server_default=""),
    Column("data", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "merchant_id", "subject_id"),
)

# A shop's own server, or somebody of its staff, who is to hear of payments.
outlets = Table(
    "outlets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False, index=True),
    # By what channel, as the registry of channels names it.
    Column("kind", String(10), nullable=False),
    Column("address", String(300), nullable=False),
    # Signs what a server is told; it has to be known here to sign with.
    Column("secret", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
    # Which device or program set it up, where that was noted.
    Column("made_by_id", String(40), nullable=False, server_default=""),
    # Of what it is told, with spaces between; a browser as its shop chose for all of them.
    Column("tells", String(60), nullable=False, server_default=as_text(USUALLY_TOLD)),
)

# The outlet of a device's browser; the row goes when the outlet does, since its endpoint and keys are secrets.
push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("outlet_id", ForeignKey("outlets.id"), primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False, unique=True),
    Column("endpoint", String(ENDPOINT_MAX), nullable=False, unique=True),
    Column("p256dh", String(88), nullable=False),
    Column("auth", String(24), nullable=False),
)

# What is to be told at an outlet: written with the event, so that neither is there without the other.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("outlet_id", ForeignKey("outlets.id"), nullable=False),
    Column("merchant_id", String(40), nullable=False),
    Column("event_seq", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("tries_count", Integer, nullable=False),
    Column("last_error", String(200), nullable=False),
    Column("next_try_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    ForeignKeyConstraint(["merchant_id", "event_seq"], ["events.merchant_id", "events.seq"]),
    UniqueConstraint("outlet_id", "event_seq"),
    one_of("status", DeliveryStatus),
    Index(None, "status", "next_try_at"),
    Index(None, "status", "created_at"),
)

# What a shop has chosen for all its places together; one that has chosen nothing has no row.
notice_settings = Table(
    "notice_settings",
    metadata,
    Column("merchant_id", ForeignKey("merchants.id"), primary_key=True),
    Column("browsers_tell", String(60), nullable=False),
    # Minutes after midnight in Dhaka; both or neither.
    Column("quiet_begins", Integer),
    Column("quiet_ends", Integer),
    Column("paid_breaks_quiet", Boolean, nullable=False, server_default=false()),
    CheckConstraint("(quiet_begins IS NULL) = (quiet_ends IS NULL)", name="quiet_hours_are_whole"),
    CheckConstraint("quiet_begins <> quiet_ends", name="quiet_hours_end"),
    CheckConstraint("quiet_begins BETWEEN 0 AND 1439 AND quiet_ends BETWEEN 0 AND 1439", name="quiet_hours_of_a_day"),
)
