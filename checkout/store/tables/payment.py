"""What payers pay, and what goes back to them."""

from typing import Final

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
    UniqueConstraint,
    false,
    text,
)

from checkout.core.payment import SESSION_REF_MAX, WORDS_MAX
from checkout.core.payment_status import CAPTURED, Status
from checkout.core.refund import OPEN as OPEN_REFUNDS
from checkout.core.refund import RefundStatus
from checkout.store.tables.base import Line, Moment, metadata, one_of, texts

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
    Column("session_ref", String(SESSION_REF_MAX), nullable=False, server_default=""),
    Column("capture_ref", String(80), nullable=False),
    Column("gateway_ref", String(80), nullable=False),
    Column("method", Line(80), nullable=False),
    Column("failure", String(24), nullable=False, server_default=""),
    Column("hold_reason", String(24), nullable=False, server_default=""),
    *(Column(name, Line(longest), nullable=False, server_default="") for name, longest in WORDS_MAX.items()),
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
    # When its goods were handed over, and by which device.
    Column("handed_over_at", Moment),
    Column("handed_over_by_id", String(40), nullable=False, server_default=""),
    Column("handed_over_by_name", Line(80), nullable=False, server_default=""),
    UniqueConstraint("link_id", "form_key"),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("fee_poisha >= 0", name="fee_not_negative"),
    CheckConstraint("fee_poisha + net_poisha = amount_poisha", name="fee_and_net_make_amount"),
    CheckConstraint(
        f"status NOT IN ({texts(s for s in Status if s in CAPTURED)})"
        " OR (paid_at IS NOT NULL AND net_poisha IS NOT NULL AND capture_ref <> '')",
        name="paid_is_proven",
    ),
    Index(None, "status", "created_at"),
    Index(None, "merchant_id", "created_at", "id"),
    Index(None, "merchant_id", "status", "created_at", "id"),
    Index(None, "link_id", "created_at", "id"),
    # With its sums, so that a link's own are counted anew without reading each of its payments.
    Index("ix_payments_of_link", "link_id", "status", "created_at", "id", "amount_poisha", "surcharge_poisha"),
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
    # Which device gave it back, and what that was called.
    Column("asked_by_id", String(40), nullable=False, server_default=""),
    Column("asked_by_name", Line(80), nullable=False, server_default=""),
    CheckConstraint("amount_poisha > 0", name="amount_positive"),
    CheckConstraint("fee_back_poisha >= 0 AND fee_back_poisha <= amount_poisha", name="fee_back_within_amount"),
    one_of("status", RefundStatus),
    CheckConstraint(
        f"(ended_at IS NOT NULL) = (status IN ({texts(s for s in RefundStatus if s not in OPEN_REFUNDS)}))",
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
