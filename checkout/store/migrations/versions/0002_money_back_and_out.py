"""Refunds and payouts"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('payments', sa.Column('service_fee_poisha', sa.BigInteger(), nullable=False, server_default='0'))
    op.create_index('ix_payments_merchant_id_status', 'payments', ['merchant_id', 'status'])

    op.create_index('ix_payments_status_created_at', 'payments', ['status', 'created_at'])

    op.create_table('refunds',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('payment_id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('fee_back_poisha', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('asked_as', sa.String(length=20), nullable=False),
    sa.Column('gateway_ref', sa.String(length=80), nullable=False),
    sa.Column('refusal', sa.String(length=255), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('checks_count', sa.Integer(), nullable=False),
    sa.Column('next_check_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_refunds_amount_positive')),
    sa.CheckConstraint('fee_back_poisha >= 0 AND fee_back_poisha <= amount_poisha', name=op.f('ck_refunds_fee_back_within_amount')),
    sa.CheckConstraint("status IN ('promised', 'sending', 'under_way', 'by_hand', 'refunded', 'refused')", name=op.f('ck_refunds_status')),
    sa.CheckConstraint("(ended_at IS NOT NULL) = (status IN ('refunded', 'refused'))", name=op.f('ck_refunds_ended_has_a_time')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_refunds_payment_id')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_refunds_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('asked_as', name=op.f('uq_refunds_asked_as'))
    )
    op.create_index('ix_refunds_payment_id', 'refunds', ['payment_id'])
    op.create_index('ix_refunds_next_check_at', 'refunds', ['next_check_at'])
    op.create_index('ix_refunds_status_created_at', 'refunds', ['status', 'created_at'])

    op.create_table('payouts',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('destination', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('refusal', sa.String(length=255), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_payouts_amount_positive')),
    sa.CheckConstraint("status IN ('asked', 'sent', 'refused')", name=op.f('ck_payouts_status')),
    sa.CheckConstraint("(ended_at IS NOT NULL) = (status <> 'asked')", name=op.f('ck_payouts_ended_has_a_time')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_payouts_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.create_index('ix_payouts_merchant_id_created_at_id', 'payouts', ['merchant_id', 'created_at', 'id'])
    op.create_index('ix_payouts_status_created_at', 'payouts', ['status', 'created_at'])
