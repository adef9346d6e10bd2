"""Every table. The database holds the rules that must hold whatever the code does."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)

from checkout.core.link import STORED, LinkKind
from checkout.core.outlet import DeliveryStatus, Kind
from checkout.core.payment_status import CAPTURED, Status
from checkout.core.payout import OPEN as OPEN_PAYOUTS
from checkout.core.payout import PayoutStatus
from checkout.core.posting_rules import EntryKind
from checkout.core.refund import OPEN as OPEN_REFUNDS
from checkout.core.refund import RefundStatus
from checkout.core.webhook_status import WebhookStatus
from language import Language, plain_line

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """The aware UTC time that is so many microseconds after 1970 began."""
    return _EPOCH + timedelta(microseconds=count)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970: exact, sortable, the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


class Line(TypeDecorator[str]):
    """Words that a person or a gateway gave: nothing unseen goes in, and what went in before is not shown either."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else plain_line(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else plain_line(value)


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Nothing but what the code knows."""
    return CheckConstraint(f"{column} IN ({_texts(values)})", name=column)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

merchants = Table(
    "merchants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("phone", String(16), nullable=False, unique=True),
    Column("name", Line(80), nullable=False),
    Column("address", Line(200), nullable=False),
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
    Column("created_at", Moment, nullable=False),
    _one_of("language", get_args(Language)),
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

audits = Table(
    "audits",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("differences_count", Integer, nullable=False),
    Column("ended_at", Moment, nullable=False, index=True),
)

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

links = Table(
    "links",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("kind", String(5), nullable=False),
    Column("code", String(40), nullable=False),
    Column("amount_poisha", BigInteger),
    Column("note", Line(120), nullable=False),
    Column("status", String(10), nullable=False),
    Column("expires_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("paid_at", Moment),
    Column("payments_count", Integer, nullable=False),
    Column("paid_total_poisha", BigInteger, nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("reference", Line(80), nullable=False, server_default=""),
    Column("closing_message", Line(200), nullable=False, server_default=""),
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
    UniqueConstraint("kind", "code"),
    _one_of("kind", get_args(LinkKind)),
    CheckConstraint("(kind = 'fixed') = (amount_poisha IS NOT NULL)", name="fixed_has_amount"),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("kind = 'fixed' OR status = 'active'", name="store_stays_active"),
    _one_of("status", STORED),
    Index("ix_links_one_store_link", "merchant_id", unique=True, sqlite_where=Column("kind") == "store",
          postgresql_where=Column("kind") == "store"),
    Index(None, "merchant_id", "created_at", "id"),
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

payments = Table(
    "payments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("tran_id", String(20), nullable=False, index=True),
    Column("form_key", String(64), nullable=False),
    Column("link_id", ForeignKey("links.id"), nullable=False),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("surcharge_poisha", BigInteger, nullable=False, server_default="0"),
    Column("fee_poisha", BigInteger),
    # The operator's part of the fee.
    Column("service_fee_poisha", BigInteger, nullable=False, server_default="0"),
    Column("net_poisha", BigInteger),
    Column("refunded_poisha", BigInteger, nullable=False),
    # What the payer chose on our form; empty where the gateway's page asks.
    Column("instrument", String(6), nullable=False, server_default=""),
    Column("gateway", String(20), nullable=False),
    Column("gateway_url", Text, nullable=False),
    Column("session_ref", String(255), nullable=False, server_default=""),
    Column("capture_ref", String(80), nullable=False),
    Column("gateway_ref", String(80), nullable=False),
    Column("method", Line(80), nullable=False),
    Column("failure", String(24), nullable=False, server_default=""),
    Column("hold_reason", String(24), nullable=False, server_default=""),
    Column("gateway_words", Line(255), nullable=False, server_default=""),
    Column("operator_words", Line(255), nullable=False, server_default=""),
    # What the gateway says it holds, where that cannot be credited.
    Column("held_poisha", BigInteger),
    Column("payer_name", Line(80), nullable=False),
    Column("payer_phone", String(16), nullable=False),
    Column("payer_email", Line(120), nullable=False),
    Column("payer_address", Line(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("duplicate", Boolean, nullable=False),
    Column("checks_count", Integer, nullable=False),
    Column("next_check_at", Moment),
    # Until when somebody is asking the gateway for its page.
    Column("opening_until", Moment),
    # When a gateway that waits for our word was last told to take the money.
    Column("capture_requested_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("paid_at", Moment),
    UniqueConstraint("link_id", "form_key"),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("fee_poisha >= 0", name="fee_not_negative"),
    CheckConstraint("fee_poisha + net_poisha = amount_poisha", name="fee_and_net_make_amount"),
    CheckConstraint(
        f"status NOT IN ({_texts(s for s in Status if s in CAPTURED)})"
        " OR (paid_at IS NOT NULL AND net_poisha IS NOT NULL AND capture_ref <> '')",
        name="paid_is_proven",
    ),
    Index(None, "status", "created_at"),
    Index(None, "merchant_id", "created_at", "id"),
    Index(None, "merchant_id", "status"),
    Index(None, "link_id", "created_at", "id"),
    Index(None, "next_check_at"),
    # Most gateways name no session of their own; those that do name each once.
    Index(
        "ix_payments_session_ref",
        "session_ref",
        sqlite_where=Column("session_ref") != text("''"),
        postgresql_where=Column("session_ref") != text("''"),
    ),
    Index(None, "gateway_ref"),
    Index(None, "payer_phone", "created_at"),
    Index(
        "ix_payments_remembered",
        "created_at",
        sqlite_where=Column("payer_phone") != text("''"),
        postgresql_where=Column("payer_phone") != text("''"),
    ),
)

CLOSED_UNDER_A_REFERENCE: Final = f"status = '{RefundStatus.REFUNDED}' AND gateway_ref <> '' AND NOT reference_repeats"

refunds = Table(
    "refunds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    Column("merchant_id", ForeignKey("merchants.id"), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("fee_back_poisha", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", Line(255), nullable=False),
    Column("gateway", String(20), nullable=False),
    Column("refund_ref", String(20), nullable=False, unique=True),
    Column("gateway_ref", String(80), nullable=False),
    # Closed under a reference that had closed another one, by a version that did not look.
    Column("reference_repeats", Boolean, nullable=False, server_default=false()),
    Column("refusal", Line(255), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("checks_count", Integer, nullable=False),
    Column("next_check_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("due_at", Moment),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("fee_back_poisha >= 0 AND fee_back_poisha <= amount_poisha", name="fee_back_within_amount"),
    _one_of("status", RefundStatus),
    CheckConstraint(
        f"(ended_at IS NOT NULL) = (status IN ({_texts(s for s in RefundStatus if s not in OPEN_REFUNDS)}))",
        name="ended_has_a_time",
    ),
    Index(None, "next_check_at"),
    Index(None, "status", "created_at"),
    Index(None, "merchant_id", "created_at", "id"),
    # What one refund was paid back under never closes another.
    Index(
        "ix_refunds_reference",
        "gateway",
        "gateway_ref",
        unique=True,
        sqlite_where=text(CLOSED_UNDER_A_REFERENCE),
        postgresql_where=text(CLOSED_UNDER_A_REFERENCE),
    ),
)

# What a person was told of once is not told again at every ask.
alarms = Table(
    "alarms",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("why", String(160), primary_key=True),
    Column("raised_at", Moment, nullable=False),
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
    _one_of("status", PayoutStatus),
    CheckConstraint(
        f"(ended_at IS NOT NULL) = (status NOT IN ({_texts(s for s in PayoutStatus if s in OPEN_PAYOUTS)}))",
        name="ended_has_a_time",
    ),
    Index(None, "merchant_id", "created_at", "id"),
    Index(None, "status", "created_at"),
)

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
    Column("kind", String(12), nullable=False),
    Column("amount_poisha", BigInteger, nullable=False),
    Column("balance_after_poisha", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("account_id", "position"),
    CheckConstraint("amount_poisha <> 0", name="amount_not_zero"),
    _one_of("kind", get_args(EntryKind)),
)

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
    Column("kind", String(10), nullable=False),
    Column("address", String(300), nullable=False),
    # Signs what a server is told; it has to be known here to sign with.
    Column("secret", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
    _one_of("kind", Kind),
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
    _one_of("status", DeliveryStatus),
    Index(None, "status", "next_try_at"),
    Index(None, "status", "created_at"),
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

webhook_inbox = Table(
    "webhook_inbox",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("gateway", String(20), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    # As they came, those that a signature can be in: JSON, a list of pairs.
    Column("headers", Text, nullable=False, server_default=""),
    # What was understood at the door, where the whole request was there to be read: JSON.
    Column("notice", Text),
    Column("status", String(10), nullable=False),
    Column("why", String(255), nullable=False),
    Column("copies_count", Integer, nullable=False),
    Column("claimed_until", Moment),
    Column("received_at", Moment, nullable=False, index=True),
    UniqueConstraint("gateway", "body_hash"),
    _one_of("status", WebhookStatus),
    Index(None, "status", "claimed_until"),
)
